package org.luer.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The arrows between the gateway's packages. */
class GatewayArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.luer.gateway");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.luer.gateway.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheDatabasePackageKnowsTheEmbeddedServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.luer.gateway.database")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.zonky..")
        .check(CLASSES);
  }

  @Test
  void settingsAndAccessKnowNothingOfMessages() {
    noClasses()
        .that()
        .resideInAnyPackage("..gateway.partner..", "..gateway.access..", "..gateway.database..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..gateway.journal..", "..gateway.intake..", "..gateway.delivery..")
        .check(CLASSES);
  }

  /** Such a stream keeps its connection until it is closed: a list does not. */
  @Test
  void noQueryIsLeftOpen() {
    noClasses().should().callMethod(JdbcClient.MappedQuerySpec.class, "stream").check(CLASSES);
  }
}

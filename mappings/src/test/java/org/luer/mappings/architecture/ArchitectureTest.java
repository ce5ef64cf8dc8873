package org.luer.mappings.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.annotation.Testable;

/** The arrows and the purity of the translation library. */
class ArchitectureTest {
  private static final JavaClasses MAPPINGS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.luer.mappings");

  private static final Set<String> IMPURE =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.OffsetTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Year.now",
          "java.time.YearMonth.now",
          "java.time.MonthDay.now",
          "java.time.ZoneId.systemDefault",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.exit",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.Locale.getDefault",
          "java.util.TimeZone.getDefault",
          "java.util.Calendar.getInstance",
          "java.nio.charset.Charset.defaultCharset");

  private static final DescribedPredicate<JavaAccess<?>> IMPURE_ACCESS =
      describe(
          "reads a clock, a random source, the environment or a default of the machine",
          access -> {
            var owner = access.getTargetOwner().getName();
            var name = access.getTarget().getName();
            var arguments = access.getTarget().getFullName();
            return IMPURE.contains(owner + "." + name)
                || noSeed(owner, name, arguments)
                || noLocale(owner, name, arguments)
                || noCharset(owner, name, arguments);
          });

  private static boolean noSeed(String owner, String name, String full) {
    return name.equals("<init>")
        && full.endsWith("<init>()")
        && Set.of(
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.security.SecureRandom",
                "java.util.Date",
                "java.util.GregorianCalendar")
            .contains(owner);
  }

  private static boolean noLocale(String owner, String name, String full) {
    return owner.equals("java.lang.String")
        && ((name.equals("format") && !full.contains("(java.util.Locale"))
            || name.equals("formatted")
            || ((name.equals("toLowerCase") || name.equals("toUpperCase")) && full.endsWith("()")));
  }

  private static boolean noCharset(String owner, String name, String full) {
    return owner.equals("java.lang.String")
        && ((name.equals("getBytes") && full.endsWith("()"))
            || (name.equals("<init>") && full.endsWith("(byte[])")));
  }

  /** No green by vacuity: the rules below judge what is imported here. */
  @Test
  void theWholeLibraryIsImported() {
    assertThat(MAPPINGS.size()).isGreaterThan(60);
    assertThat(MAPPINGS.containPackage("org.luer.mappings.core")).isTrue();
    assertThat(MAPPINGS.containPackage("org.luer.mappings.concept.session")).isTrue();
    assertThat(MAPPINGS.containPackage("org.luer.mappings.exchange.sessionreport")).isTrue();
    assertThat(MAPPINGS.containPackage("org.luer.mappings.receipt")).isTrue();
    assertThat(MAPPINGS.containPackage("org.luer.mappings.generator")).isFalse();
  }

  @Test
  void coreSeesNothingAboveIt() {
    onlySees("core");
  }

  @Test
  void formatsSeeOnlyCore() {
    onlySees("fhir", "core");
    onlySees("hl7v2", "core");
  }

  @Test
  void conceptsSeeNoExchange() {
    onlySees("concept", "core", "fhir", "hl7v2");
  }

  @Test
  void receiptsAreGenericForEveryExchange() {
    onlySees("receipt", "core", "concept", "fhir", "hl7v2");
  }

  @Test
  void exchangesDoNotSeeSyntheticData() {
    onlySees("exchange", "core", "concept", "fhir", "hl7v2", "receipt", "translation");
  }

  @Test
  void whatExchangesShareKnowsNoneOfThem() {
    onlySees("translation", "core", "concept", "fhir", "hl7v2", "receipt");
  }

  /** Pages are laid out in one place, and its engine is loaded only there. */
  @Test
  void onlyRenderingLaysOutPages() {
    onlySees("rendering", "core", "concept");
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.luer.mappings.rendering..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.openhtmltopdf..", "org.apache.pdfbox..", "java.awt.."));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("org.luer.mappings.(*)..").should().beFreeOfCycles());
    check(
        slices()
            .matching("org.luer.mappings.exchange.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(false));
  }

  @Test
  void nothingReadsAClockOrARandomSourceOrADefault() {
    check(noClasses().should().accessTargetWhere(IMPURE_ACCESS));
  }

  @Test
  void nothingTouchesFilesOrTheNetwork() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.nio.file..", "java.net.http..", "java.nio.channels..")
                    .or(named("java.io.File", "java.io.FileReader", "java.io.FileWriter"))
                    .or(named("java.io.FileInputStream", "java.io.FileOutputStream"))
                    .or(named("java.io.RandomAccessFile", "java.net.Socket", "java.net.URL"))
                    .or(named("java.net.ServerSocket", "java.net.DatagramSocket"))
                    .or(named("java.net.URLConnection", "java.net.HttpURLConnection"))));
  }

  @Test
  void nothingSeesAFrameworkOrADatabase() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.springframework..",
                "org.apache.camel..",
                "java.sql..",
                "javax.sql..",
                "org.luer.gateway.."));
  }

  @Test
  void recordsOfConceptsAreImmutable() {
    check(
        classes()
            .that()
            .resideInAPackage("org.luer.mappings.concept..")
            .and()
            .areRecords()
            .should()
            .haveOnlyFinalFields());
  }

  /** Surefire takes a class by its name: one that is called otherwise never runs. */
  @Test
  void noTestIsSkippedByItsName() {
    var all = new ClassFileImporter().importPackages("org.luer.mappings");
    assertThat(all.stream().filter(ArchitectureTest::hasTests)).hasSizeGreaterThan(100);
    assertThat(hasTests(all.get("org.luer.mappings.exchange.charges.ChargesPropertiesTest")))
        .as("properties count")
        .isTrue();
    assertThat(all.stream().filter(ArchitectureTest::skipped).map(JavaClass::getName))
        .as("name it *Test; FuzzRun has its own profile")
        .containsExactly("org.luer.mappings.fuzz.FuzzRun");
  }

  /** As above, by the sources: only the kit has Failsafe, which takes *IT. */
  @ParameterizedTest
  @CsvSource({"gateway, Test, 80", "conformance/kit, (Test|IT), 15"})
  void noTestOfAnotherModuleIsSkippedByItsName(String module, String ending, int atLeast)
      throws IOException {
    var annotation =
        Pattern.compile(
            "(?m)^ *@(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Example)\\b");
    var sources =
        Path.of(System.getProperty("basedir", "."))
            .resolve("..")
            .resolve(module)
            .resolve("src/test");
    var named = new ArrayList<String>();
    try (var files = Files.walk(sources)) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (annotation.matcher(Files.readString(file)).find()) {
          named.add(file.getFileName().toString());
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(atLeast);
    assertThat(named).allMatch(name -> name.matches("\\w+" + ending + "\\.java"));
  }

  /** The rule about clocks bites: this class breaks it. */
  @Test
  void theRuleAboutClocksBites() {
    var guilty = new ClassFileImporter().importClasses(ReadsTheClock.class);
    ArchRule rule = noClasses().should().accessTargetWhere(IMPURE_ACCESS);
    assertThatThrownBy(() -> rule.check(guilty))
        .hasMessageContaining("5 times")
        .hasMessageContaining("toLowerCase()");
  }

  private static boolean skipped(JavaClass one) {
    var taken =
        (one.getSimpleName().endsWith("Test") && one.isTopLevelClass())
            || one.isAnnotatedWith(Nested.class);
    return hasTests(one) && !taken;
  }

  /** Tests of JUnit and properties of jqwik, own and inherited, however they are annotated. */
  private static boolean hasTests(JavaClass one) {
    return !one.getModifiers().contains(JavaModifier.ABSTRACT)
        && one.getAllMethods().stream()
            .anyMatch(
                m -> m.isAnnotatedWith(Testable.class) || m.isMetaAnnotatedWith(Testable.class));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    var wanted = Set.of(names);
    return describe("is one of " + wanted, c -> wanted.contains(c.getName()));
  }

  private static void onlySees(String from, String... allowed) {
    var packages = new String[allowed.length + 1];
    packages[0] = "org.luer.mappings." + from + "..";
    for (int i = 0; i < allowed.length; i++) {
      packages[i + 1] = "org.luer.mappings." + allowed[i] + "..";
    }
    var ours = resideInAnyPackage("org.luer..");
    var fine = resideInAnyPackage(packages);
    check(
        noClasses()
            .that()
            .resideInAPackage(packages[0])
            .should()
            .dependOnClassesThat(ours.and(DescribedPredicate.not(fine))));
  }

  private static void check(ArchRule rule) {
    rule.check(MAPPINGS);
  }

  /** Everything that the library may not do, never called. */
  static final class ReadsTheClock {
    private ReadsTheClock() {}

    @SuppressWarnings("StringCaseLocaleUsage") // wrong on purpose
    static String all() {
      var seed = new java.util.Random().nextInt();
      var now = java.time.Instant.now().toString();
      return (now + seed + Locale.getDefault()).toLowerCase() + java.util.UUID.randomUUID();
    }
  }
}

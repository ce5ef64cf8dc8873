package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.exchange.sessionreport.FhirLosses;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/** The example sets: golden in both formats, there and back, strict, conforming. */
class AssessmentExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("basedir", "."), "../conformance/artifacts/src/main/resources")
          .resolve("examples/assessment");

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(EXAMPLES)) {
      var found = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(found).hasSizeGreaterThanOrEqualTo(4);
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWrittenAsItsGoldenFiles(Path example) throws IOException {
    var report = report(example);
    golden(
        example.resolve("fhir.json"),
        FhirJson.pretty(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT)));
    var texts = Wire.texts(report, Before.nothing(), Dialect.DEFAULT);
    assertThat(texts).hasSize(1);
    golden(example.resolve("oru_r01.hl7"), texts.get(0));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isStrictInEveryVersion(Path example) throws IOException {
    for (var version : List.of("2.3.1", "2.4", "2.5.1", "2.8")) {
      var dialect = Dialect.DEFAULT.withVersion(version);
      var text = Wire.texts(report(example), Before.nothing(), dialect).get(0);
      assertThat(StrictHl7v2.problems(text)).as(version).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesBackAsItWas(Path example) throws IOException {
    var report = report(example);
    var text = Files.readString(example.resolve("oru_r01.hl7"));
    assertThat(Wire.read(List.of(text), Dialect.DEFAULT).value()).contains(List.of(report));
    var bundle = FhirJson.parseBundle(Files.readString(example.resolve("fhir.json")));
    var back = AssessmentFhir.fromFhir(bundle.value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    var carried =
        new AssessmentReport(
            report.clinic(), report.people(), FhirLosses.of(report.patient()), report.assessment());
    assertThat(back.value()).contains(List.of(carried));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void conformsToUsCore(Path example) throws IOException {
    assertThat(FhirConformance.errors(Files.readString(example.resolve("fhir.json")))).isEmpty();
  }

  private static AssessmentReport report(Path example) throws IOException {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    }
    var sets = AssessmentExchange.INSTANCE.assemble(records, null).value().orElseThrow();
    assertThat(sets).hasSize(1);
    var given = records.stream().filter(sets.get(0).assessment()::equals);
    assertThat(given).as("an example is whole as it stands").hasSize(1);
    return sets.get(0);
  }

  private static void golden(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content);
    }
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }
}

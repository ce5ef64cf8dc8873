package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** The example sets as FHIR: golden files, there and back, US Core. */
class SessionReportFhirTest {
  static Stream<Path> cases() {
    return Reports.cases().stream();
  }

  @Test
  void thereAreExamples() {
    assertThat(Reports.cases()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesTheGoldenBundle(Path example) throws Exception {
    var file = example.resolve("fhir.json");
    var json = FhirJson.pretty(bundle(example));
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, json);
    }
    assertThat(file).hasContent(json);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameInputGivesSameBytes(Path example) {
    assertThat(FhirJson.encode(bundle(example))).isEqualTo(FhirJson.encode(bundle(example)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesBackAsItWas(Path example) throws Exception {
    var json = Files.readString(example.resolve("fhir.json"));
    var back =
        FhirJson.parseBundle(json).value().map(b -> SessionReportFhir.fromFhir(b, Dialect.DEFAULT));
    assertThat(back).isPresent();
    assertThat(back.get().issues()).isEmpty();
    assertThat(back.get().value()).contains(List.of(Reports.carried(Reports.of(example))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void conformsToUsCore(Path example) {
    assertThat(FhirConformance.errors(FhirJson.encode(bundle(example)))).isEmpty();
  }

  private static org.hl7.fhir.r4.model.Bundle bundle(Path example) {
    return SessionReportFhir.toFhir(Reports.of(example), Predecessor.NONE, Dialect.DEFAULT);
  }
}

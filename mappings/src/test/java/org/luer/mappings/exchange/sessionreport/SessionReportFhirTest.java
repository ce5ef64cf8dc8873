package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Procedure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
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

  @Test
  void anActWithoutTimelineLastsAsItsTotalsSay() {
    var report =
        new SessionReport(
            record("{'kind':'Organization','id':'c1','name':'Clinic'}", Organization.class),
            record(
                "{'kind':'Patient','id':'p1','names':[{'family':'Testcase','given':['Jordan']}],'birthDate':'1984-03-12','sex':'female'}",
                Patient.class),
            null,
            record(
                "{'kind':'InfusionSession','id':'s1','patientId':'p1','status':'completed',"
                    + "'totals':{'dose':{'value':41,'unit':'mg'},"
                    + "'from':'2026-10-05T09:02:00-07:00','to':'2026-10-05T09:46:00-07:00'}}",
                InfusionSession.class));
    var procedure =
        SessionReportFhir.toFhir(report, Predecessor.NONE, Dialect.DEFAULT).getEntry().stream()
            .map(e -> e.getResource())
            .filter(Procedure.class::isInstance)
            .map(Procedure.class::cast)
            .findFirst()
            .orElseThrow();
    var performed = procedure.getPerformedPeriod();
    assertThat(performed.getStartElement().asStringValue()).isEqualTo("2026-10-05T09:02:00-07:00");
    assertThat(performed.getEndElement().asStringValue()).isEqualTo("2026-10-05T09:46:00-07:00");
  }

  private static <T> T record(String json, Class<T> type) {
    return type.cast(
        ClinicRecords.read("[" + json.replace('\'', '"') + "]").value().orElseThrow().get(0));
  }

  private static org.hl7.fhir.r4.model.Bundle bundle(Path example) {
    return SessionReportFhir.toFhir(Reports.of(example), Predecessor.NONE, Dialect.DEFAULT);
  }
}

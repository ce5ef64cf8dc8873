package org.luer.mappings.concept.disclosure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luer.mappings.concept.disclosure.Sensitivity.PART_2;
import static org.luer.mappings.concept.disclosure.Sensitivity.PSYCHIATRIC;
import static org.luer.mappings.concept.disclosure.Sensitivity.PSYCHOTHERAPY_NOTES;
import static org.luer.mappings.concept.disclosure.Sensitivity.SUBSTANCE_USE;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;

/** How sensitive a record is by its codes, what is said of it, and what a directive may say. */
class SensitivitiesTest {
  @ParameterizedTest
  @CsvSource({
    "http://hl7.org/fhir/sid/icd-10-cm, F11.20,   substance-use",
    "http://hl7.org/fhir/sid/icd-10-cm, F19.950,  substance-use",
    "http://hl7.org/fhir/sid/icd-10-cm, F17.210,  ''",
    "http://hl7.org/fhir/sid/icd-10-cm, F33.2,    psychiatric",
    "http://hl7.org/fhir/sid/icd-10-cm, R45.851,  psychiatric",
    "http://hl7.org/fhir/sid/icd-10-cm, I10,      ''",
    "http://hl7.org/fhir/sid/icd-10-cm, T74.11XA, violence",
    "http://snomed.info/sct,            66214007, substance-use",
    "http://snomed.info/sct,            47505003, psychiatric",
    "http://loinc.org,                  F11.20,   ''",
    "http://loinc.org,                  75626-2,  substance-use",
    "http://loinc.org,                  44261-6,  psychiatric",
    "http://loinc.org,                  8867-4,   ''",
    "instrument,                        dast-10,  substance-use",
    "instrument,                        pain-nrs, ''",
    "https://a.example/fhir/CodeSystem/kic-observation, DAST10, substance-use",
  })
  void classOfACode(String system, String code, String expected) {
    assertThat(Sensitivities.of(system, code).stream().map(Sensitivity::code))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void codesCountWhereverTheyLie() {
    assertThat(
            Sensitivities.of(
                """
                {"kind":"Charge","lines":[{"diagnoses":[{"also":[{"code":"F11.20",
                "system":"http://hl7.org/fhir/sid/icd-10-cm"}],"text":"x"}]}],
                "a":{"system":"http://hl7.org/fhir/sid/icd-10-cm","b":{"code":"F33.2"}}}"""))
        .containsExactly(SUBSTANCE_USE);
    assertThat(Sensitivities.of("{\"kind\":\"Assessment\",\"instrument\":\"phq-9\"}"))
        .containsExactly(PSYCHIATRIC);
    assertThat(
            Sensitivities.of(
                "{\"questionnaire\":\"https://x.example/Questionnaire/audit-c|1.0.0\"}"))
        .containsExactly(SUBSTANCE_USE);
    assertThat(
            Sensitivities.of(
                "{\"categories\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}]}"))
        .containsExactly(PSYCHOTHERAPY_NOTES);
  }

  @Test
  void everyRowHasASourceAndEveryClassARow() {
    assertThat(Sensitivities.rows()).allSatisfy(row -> assertThat(row.source()).isNotBlank());
    assertThat(
            Sensitivities.rows().stream()
                .map(Sensitivities.Row::sensitivity)
                .collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Sensitivity.class));
  }

  private static Bundle bundle(Resource... resources) {
    var bundle = new Bundle();
    for (var one : resources) {
      bundle.addEntry().setResource(one);
    }
    return bundle;
  }

  private static List<String> labels(Resource resource) {
    return resource.getMeta().getSecurity().stream().map(Coding::getCode).toList();
  }

  @ParameterizedTest
  @EnumSource(Sensitivity.class)
  void everyClassHasALabel(Sensitivity one) {
    var condition = new Condition();
    condition.getCode().addCoding().setSystem(Systems.ICD_10_CM).setCode("F11.20");
    condition.getCode().addCoding().setSystem(Systems.ICD_10_CM).setCode("T74.11XA");
    SecurityLabels.label(condition, Set.of(one), true);
    assertThat(labels(condition)).hasSize(2);
    assertThat(labels(condition).get(0)).isIn("R", "V");
    assertThat(SecurityLabels.hl7v2(Set.of(one))).isNotEmpty();
  }

  @Test
  void substanceUseIsSaidOnlyOfWhatTellsOfIt() {
    var condition = new Condition();
    condition.getCode().addCoding().setSystem(Systems.ICD_10_CM).setCode("F11.20");
    var pressure = new Observation().setStatus(Observation.ObservationStatus.FINAL);
    var patient = new Patient().setActive(true);
    var bundle = bundle(patient, condition, pressure);
    SecurityLabels.label(bundle, Set.of(PSYCHIATRIC, SUBSTANCE_USE), true);
    assertThat(labels(condition)).containsExactly("R", "PSY", "SUD");
    assertThat(labels(pressure)).containsExactly("R", "PSY");
    assertThat(labels(patient)).isEmpty();
    assertThat(labels(bundle)).containsExactly("R", "PSY", "SUD");
  }

  @Test
  void part2BearsTheNoticeAndWhetherItMayBePassedOn() {
    var given = new Observation();
    SecurityLabels.label(given, Set.of(PART_2), true);
    assertThat(labels(given)).containsExactly("R", "42CFRPart2");
    var display = given.getMeta().getSecurity().get(1).getDisplayElement();
    assertThat(display.getExtension().get(0).getValue().toString())
        .isEqualTo(SecurityLabels.NOTICE);
    var bound = new Observation();
    SecurityLabels.label(bound, Set.of(PART_2), false);
    assertThat(labels(bound)).containsExactly("R", "42CFRPart2", "NORDSCLCD");
  }

  @Test
  void ordinaryResourcesBearNoLabel() {
    var bundle = bundle(new Observation().setStatus(Observation.ObservationStatus.FINAL));
    SecurityLabels.label(bundle, Set.of(), true);
    assertThat(bundle.hasMeta()).isFalse();
    assertThat(bundle.getEntryFirstRep().getResource().hasMeta()).isFalse();
  }

  private static DisclosureDirective directive(String json) {
    return ClinicRecords.read(json)
        .value()
        .map(all -> (DisclosureDirective) all.get(0))
        .orElseThrow();
  }

  @Test
  void directiveCountsFromItsBeginToItsEnd() {
    var one =
        directive(
            """
            {"kind":"DisclosureDirective","id":"d","patientId":"p","decision":"permit",
            "partners":["rgh"],"classes":["part-2"],"from":"2025-03-01T00:00:00-06:00",
            "until":"2025-04-01T00:00:00-05:00"}""");
    assertThat(one.counts(Instant.parse("2025-03-01T05:59:59Z"))).isFalse();
    assertThat(one.counts(Instant.parse("2025-03-01T06:00:00Z"))).isTrue();
    assertThat(one.counts(Instant.parse("2025-04-01T04:59:59Z"))).isTrue();
    assertThat(one.counts(Instant.parse("2025-04-01T05:00:00Z"))).isFalse();
  }

  @Test
  void revokedDirectiveDoesNotCount() {
    assertThat(
            directive(
                    "{\"kind\":\"DisclosureDirective\",\"id\":\"d\",\"patientId\":\"p\","
                        + "\"decision\":\"forbid\",\"status\":\"revoked\"}")
                .counts(Instant.EPOCH))
        .isFalse();
  }

  @Test
  void directiveIsRefusedWithEveryReason() {
    var refused =
        ClinicRecords.read(
            """
            {"kind":"DisclosureDirective","id":"d","patientId":"p","decision":"permit",
            "classes":["psychotherapy-notes"],"records":["s-1"],
            "from":"2025-03-01T00:00:00Z","until":"2025-03-01T00:00:00Z"}""");
    assertThat(refused.issues().stream().map(i -> i.path()))
        .containsExactlyInAnyOrder("/partners", "/classes", "/records/0", "/until");
    assertThatThrownBy(
            () ->
                new DisclosureDirective(
                    "d",
                    "p",
                    null,
                    DisclosureDirective.Decision.PERMIT,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null))
        .isInstanceOf(InvalidRecordException.class);
  }

  @Test
  void keepsTheLabelsThatAreThere() {
    var bundle = new BundleWriter(Systems.DEFAULT_BASE).bundle();
    var given = new Observation().setStatus(Observation.ObservationStatus.FINAL);
    given
        .getMeta()
        .addSecurity(null, "V", null)
        .getSecurity()
        .get(0)
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-Confidentiality");
    bundle.addEntry().setResource(given);
    SecurityLabels.label(bundle, Set.of(PSYCHIATRIC, PART_2), true);
    assertThat(labels(bundle)).containsExactly("R", "PSY", "42CFRPart2");
    assertThat(labels(given)).containsExactly("V", "PSY", "42CFRPart2");
  }
}

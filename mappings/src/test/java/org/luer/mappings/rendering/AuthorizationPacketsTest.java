package org.luer.mappings.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.selfpay.SelfPayCases;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.PacketBundle;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** The packet that an insurer gets by portal or fax. */
class AuthorizationPacketsTest {
  private static final String CASE = "a-preauthorization-of-six-infusions";
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-09-14T16:30:00-07:00");
  private static final Claim REQUEST = SelfPayCases.of(CASE, "claim", Claim.class);

  private static ClinicRecord of(String json) {
    var read = ClinicRecords.read(json);
    return read.value().orElseThrow(() -> new AssertionError(read.issues())).get(0);
  }

  /** A referral, a score of a scale that is asked for, and one of a scale that is not. */
  private static List<ClinicRecord> records(boolean summary) {
    var patient = REQUEST.patientId();
    var records = new ArrayList<ClinicRecord>();
    records.add(
        of(
            """
            {"kind":"Referral","id":"REF-2026-0442","patientId":"%s","status":"requested","from":{"clinician":{"id":"1876543210","npi":"1876543210","name":{"family":"Okafor","given":["Sam"]}}},
             "service":{"text":"Ketamine infusions"},"reasons":[{"text":"depression"}],
             "priorTreatments":[
              {"kind":"drug","treatment":{"text":"Sertraline"},"from":"2024-01","to":"2024-06","dose":"200 mg","outcome":{"text":"no response"}},
              {"kind":"procedure","treatment":{"text":"Psychotherapy"},"from":"2023","outcome":{"text":"partial response"}}]}
            """
                .formatted(patient)));
    records.add(assessment("A-1", "phq-9", patient));
    records.add(assessment("A-2", "gad-7", patient));
    if (summary) {
      var made = SessionSummaries.of(Inputs.example(), Fonts.shipped(), Systems.DEFAULT_BASE);
      records.add(made);
    }
    return records;
  }

  private static ClinicRecord assessment(String id, String instrument, String patient) {
    var form = Instruments.find(instrument).orElseThrow();
    var answers =
        form.items().stream()
            .limit(instrument.equals("phq-9") ? 9 : 7)
            .map(i -> "{\"item\":\"%s\",\"value\":2}".formatted(i.code()))
            .collect(Collectors.joining(","));
    return of(
        """
        {"kind":"Assessment","id":"%s","patientId":"%s","instrument":"%s","status":"completed","authored":"2026-09-01T10:00:00-07:00","answers":[%s],
         "scores":[{"code":"%s","value":%d}]}
        """
            .formatted(
                id,
                patient,
                instrument,
                answers,
                form.total().orElseThrow().code(),
                instrument.equals("phq-9") ? 18 : 14));
  }

  private static PacketInput input(boolean summary) {
    var records = records(summary);
    return new PacketInput(
        SelfPayCases.clinic(),
        SelfPayCases.of(CASE, "patient", Patient.class),
        List.of(SelfPayCases.of(CASE, "coverage", Coverage.class)),
        REQUEST,
        records,
        AuthorizationCriteria.check(
            REQUEST, records, "*", List.of(), LocalDate.parse("2026-09-14")),
        AT);
  }

  @Test
  void theFirstPagesSayWhoAsksForWhatAndWhatProvesIt() throws IOException {
    var input = input(false);
    var coverage = input.coverages().get(0);
    var text = SelfPayPagesTest.text(AuthorizationPackets.pdf(input, Fonts.shipped()));
    assertThat(text)
        .contains("Request for prior authorization", "PA-20260914-0003", "14 Sep 2026")
        .contains("Northlake Ketamine Clinic", "NPI 2000000036", "Tax ID 12-3456789")
        .contains(
            Objects.requireNonNull(coverage.memberId()).value(),
            "NPI 1987654328",
            "F33.2 Major depressive")
        .contains(
            "96365 Intravenous infusion for therapy, first hour 6", "2026-10-05 to 2026-12-31")
        .contains("of 6 met; missing:", "two earlier antidepressant trials")
        .contains("no Two earlier antidepressant trials Sertraline")
        .contains("PHQ-9 1 Sep 2026 18 of 27")
        .contains("Sertraline 200 mg 2024-01 to 2024-06 no response", "Psychotherapy 2023")
        .doesNotContain("GAD-7", "null");
  }

  @Test
  void summariesStandBehindIt() throws IOException {
    var bare = AuthorizationPackets.pdf(input(false), Fonts.shipped());
    var whole = AuthorizationPackets.pdf(input(true), Fonts.shipped());
    assertThat(SelfPayPagesTest.pages(whole)).isGreaterThan(SelfPayPagesTest.pages(bare) + 1);
    assertThat(SelfPayPagesTest.text(whole)).contains("Ketamine infusion session summary");
    assertThat(AuthorizationPackets.pdf(input(true), Fonts.shipped())).isEqualTo(whole);
    SelfPayPagesTest.tagged(whole);
    SelfPayPagesTest.tagged(bare);
    var folder = System.getProperty("look");
    if (folder != null) {
      Files.write(Path.of(folder, "packet.pdf"), whole);
    }
  }

  @Test
  void theDataAreOneBundleOfAllThatSupportsIt() {
    var input = input(false);
    var records = new ArrayList<>(input.records());
    records.add(input.request());
    records.add(input.patient());
    records.addAll(input.coverages());
    var made =
        PacketBundle.of(input.request().id(), records, input.clinic(), AT, Systems.DEFAULT_BASE);
    var bundle = made.value().orElseThrow(() -> new AssertionError(made.issues()));
    assertThat(bundle.getEntry())
        .extracting(e -> e.getResource().fhirType())
        .contains("Claim", "Patient", "Coverage", "QuestionnaireResponse", "ServiceRequest");
    assertThat(bundle.getEntry()).noneMatch(e -> e.hasRequest());
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  @Test
  void theReferralOfTheCaseIsRead() {
    assertThat(input(false).of(Referral.class)).hasSize(1);
    assertThat(input(false).of(Assessment.class)).hasSize(2);
  }
}

package org.luer.mappings.concept.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.ClinicRecord;

/** What an insurer's reviewer looks for is found in the records, or named as missing. */
class AuthorizationCriteriaTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 9, 14);

  @Test
  void whatIsMissingIsNamed() throws IOException {
    var result =
        check(
            referral("sertraline"),
            score("phq-9"),
            score("c-ssrs-screener"),
            score("audit-c"),
            order());
    assertThat(result.summary())
        .isEqualTo("5 of 6 met; missing: two earlier antidepressant trials");
  }

  @Test
  void aSecondTrialOfAnotherDrugMeetsIt() throws IOException {
    var both = referral("sertraline", "venlafaxine");
    assertThat(
            check(both, score("phq-9"), score("c-ssrs-screener"), score("audit-c"), order())
                .summary())
        .isEqualTo("6 of 6 met");
  }

  @Test
  void theSameDrugTwiceIsOneTrial() throws IOException {
    var twice = referral("sertraline", "sertraline");
    assertThat(
            check(twice, score("phq-9"), score("c-ssrs-screener"), score("audit-c"), order())
                .summary())
        .startsWith("5 of 6");
  }

  @Test
  void anOldScoreDoesNotCount() throws IOException {
    var old = score("phq-9", "2026-06-15T10:00:00-07:00");
    var near = score("phq-9", "2026-06-16T10:00:00-07:00");
    assertThat(met(check(old), "severity")).isFalse();
    assertThat(met(check(near), "severity")).isTrue();
  }

  @Test
  void thePayersOwnRowTakesThePlaceOfEverybodys() throws IOException {
    var row =
        new AuthorizationCriteria.Row(
            "acme",
            "antidepressant-trials",
            AuthorizationCriteria.Kind.TRIALS,
            List.of(),
            1,
            0,
            "one trial");
    var result =
        AuthorizationCriteria.check(
            request(), List.of(referral("sertraline")), "acme", List.of(row), TODAY);
    assertThat(result.checked()).hasSize(6);
    assertThat(met(result, "antidepressant-trials")).isTrue();
  }

  private static boolean met(AuthorizationCriteria.Result result, String criterion) {
    return result.checked().stream()
        .filter(c -> c.row().criterion().equals(criterion))
        .findFirst()
        .orElseThrow()
        .met();
  }

  private static AuthorizationCriteria.Result check(ClinicRecord... records) throws IOException {
    return AuthorizationCriteria.check(request(), List.of(records), "acme", List.of(), TODAY);
  }

  private static Claim request() throws IOException {
    return (Claim) example("charges/a-preauthorization-of-six-infusions/clinic/claim.json");
  }

  private static ClinicRecord order() {
    return org.luer.mappings.synthetic.SyntheticClinic.series(1).order();
  }

  private static ClinicRecord score(String instrument) {
    return score(instrument, "2026-09-10T10:00:00-07:00");
  }

  private static ClinicRecord score(String instrument, String authored) {
    return record(
        "{\"kind\":\"Assessment\",\"id\":\"A-"
            + instrument
            + "\",\"patientId\":\"P1\",\"instrument\":\""
            + instrument
            + "\",\"status\":\"completed\",\"authored\":\""
            + authored
            + "\"}");
  }

  private static ClinicRecord referral(String... drugs) {
    var tried = new ArrayList<String>();
    for (var drug : drugs) {
      tried.add("{\"kind\":\"drug\",\"treatment\":{\"text\":\"" + drug + "\"}}");
    }
    return record(
        "{\"kind\":\"Referral\",\"id\":\"R1\",\"patientId\":\"P1\",\"status\":\"requested\","
            + "\"from\":{\"clinician\":{\"id\":\"C1\",\"name\":{\"family\":\"Frame\"}}},"
            + "\"service\":{\"text\":\"infusion\"},\"reasons\":[{\"text\":\"depression\"}],"
            + "\"priorTreatments\":["
            + String.join(",", tried)
            + "]}");
  }

  private static ClinicRecord record(String json) {
    var read = ClinicRecords.read(json);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow().get(0);
  }

  private static ClinicRecord example(String path) throws IOException {
    try (var in =
        Objects.requireNonNull(
            AuthorizationCriteriaTest.class.getResourceAsStream("/examples/" + path), path)) {
      return record(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

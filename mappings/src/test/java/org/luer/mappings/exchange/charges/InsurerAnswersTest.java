package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.authorization.Review.Decision;
import org.luer.mappings.concept.claimoutcome.Adjustment;
import org.luer.mappings.concept.claimoutcome.AdjustmentReasons;
import org.luer.mappings.concept.claimoutcome.ClaimBalance;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.LineMoney;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirJson;

/** Answers of insurers as they come in, without the patient's record beside them. */
class InsurerAnswersTest {

  @Test
  void anAdjudicationIsReadLineByLine() throws IOException {
    var outcome = (ClaimOutcome) only(resource("claimresponse-adjudicated.json"));
    assertThat(outcome.payerClaimNumber().orElseThrow().value()).isEqualTo("PCN2026100900123");
    assertThat(outcome.lines()).hasSize(6);
    var first = outcome.lines().get(0);
    assertThat(first.lines()).containsExactly(1);
    assertThat(first.submitted()).contains(new Money(new BigDecimal("310.0"), "USD"));
    assertThat(first.adjustments()).extracting(Adjustment::group).containsExactly(
        Adjustment.Group.CO, Adjustment.Group.PR);
    var money = LineMoney.of(first).orElseThrow();
    assertThat(money.writeOff().value()).isEqualByComparingTo("70");
    assertThat(money.patient().value()).isEqualByComparingTo("48");
    assertThat(money.unexplained().value()).isZero();
    var denied = outcome.lines().get(1);
    assertThat(outcome.remarks(denied)).containsExactly("M119");
    assertThat(AdjustmentReasons.todo(denied.adjustments().get(0), outcome.remarks(denied)))
        .isEqualTo(AdjustmentReasons.Todo.CORRECT);
    var payment = Objects.requireNonNull(outcome.payment());
    assertThat(Objects.requireNonNull(payment.trace()).value()).isEqualTo("EFT000778812");
    assertThat(ClaimBalance.of(outcome)).isEmpty();
  }

  @Test
  void aCentTooMuchIsFoundAtItsPlace() throws IOException {
    var response = (ClaimResponse) resource("claimresponse-adjudicated.json");
    response.getItem().get(2).getAdjudication().get(2).getAmount().setValue(new BigDecimal("32.01"));
    var findings = ClaimBalance.of((ClaimOutcome) only(response));
    assertThat(findings)
        .extracting(ClaimBalance.Finding::path)
        .containsExactly("/lines/2", "/totals/2");
    assertThat(findings.get(0).difference()).isEqualTo(Money.usd("-0.01"));
  }

  @Test
  void anApprovedAuthorizationHasItsNumberAndItsDays() throws IOException {
    var approved = (Authorization) only(resource("pas-response-approved-2.2.1.json"));
    assertThat(approved.decision()).isEqualTo(Decision.APPROVED);
    assertThat(approved.numbers()).containsExactly("AUTH-445566");
    assertThat(Objects.requireNonNull(approved.lines().get(0).period()).to())
        .hasToString("2026-11-30");
  }

  @Test
  void aPendedAuthorizationHasTheReferenceOfItsReview() throws IOException {
    var pended = (Authorization) only(resource("pas-response-pended-2.2.1.json"));
    assertThat(pended.decision()).isEqualTo(Decision.PENDED);
    assertThat(pended.lines().get(0).reference()).isEqualTo("PEND-77120");
    assertThat(pended.numbers()).isEmpty();
  }

  @Test
  void anEligibilityAnswerTellsWhatIsLeftAndWhatNeedsAuthorization() throws IOException {
    var eligibility = (Eligibility) only(resource("coverageeligibilityresponse.json"));
    var benefit = eligibility.coverages().get(0).benefits().get(0);
    assertThat(eligibility.coverages().get(0).active()).isTrue();
    assertThat(benefit.amounts().get(0).remaining().orElseThrow().value()).isZero();
    assertThat(benefit.amounts().get(1).allowedNumber()).isEqualTo(20);
    assertThat(eligibility.authorizationRequired(Systems.CPT, "96365")).contains(true);
  }

  @Test
  void anAnswerTellsWhichRequestItIsAbout() throws IOException {
    assertThat(InsurerAnswers.asked(resource("claimresponse-adjudicated.json"), Dialect.DEFAULT))
        .containsExactly(
            new InsurerAnswers.Asked(
                "ClaimResponse",
                "claim",
                null,
                List.of("Claim/clm-1"),
                List.of("https://payer.example.com/claim-control-number|PCN2026100900123")));
  }

  @Test
  void somethingElseIsNoAnswer() {
    var read =
        InsurerAnswers.read(
            new org.hl7.fhir.r4.model.OperationOutcome(), "P1", List.of(), Dialect.DEFAULT);
    assertThat(read.value()).isEmpty();
    assertThat(InsurerAnswers.isAnswer(new Bundle())).isFalse();
  }

  private static ClinicRecord only(Resource body) {
    var read = InsurerAnswers.read(body, "P1", List.of(), Dialect.DEFAULT);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow().get(0);
  }

  private static Resource resource(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            InsurerAnswersTest.class.getResourceAsStream("/reference/answers/" + file))) {
      return (Resource)
          FhirJson.context()
              .newJsonParser()
              .parseResource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

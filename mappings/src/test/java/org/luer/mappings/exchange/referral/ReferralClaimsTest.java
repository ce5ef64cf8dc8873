package org.luer.mappings.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.hl7v2.PreParser;

/** What is a referral and what is another order. */
class ReferralClaimsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KETINF05^Ketamine IV infusion 0.5 mg/kg series of 6^99LBHPROC^96365^Ther IV infusion^C4",
        "90792^Psychiatric diagnostic evaluation^C4",
        "REF109^Ambulatory Referral to Psychiatry^99RGHPROC",
        "^Please evaluate and treat",
        "3457005^Patient referral^SCT",
        "57133-1^Referral note^LN"
      })
  void theseAreReferrals(String service) {
    assertThat(claimed("NW", service)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "24323-8^Comprehensive metabolic panel^LN",
        "71046^Chest X-ray 2 views^C4",
        "80299^Ketamine level, consult pharmacist^C4",
        "CMP^Comprehensive metabolic panel^99RGHLAB",
        "XRCHEST^X-ray chest^99RGHRAD",
        "56478-1^Referral laboratory test^LN"
      })
  void theseAreLeftToTheOrders(String service) {
    assertThat(claimed("NW", service)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RE", "SN", "SS"})
  void whatIsNoOrderIsNoReferral(String control) {
    assertThat(claimed(control, "90792^Psychiatric evaluation^C4")).isFalse();
  }

  @Test
  void theCategoryDecidesInFhir() {
    var request = new ServiceRequest();
    request.setCode(new CodeableConcept().setText("Something local"));
    assertThat(ReferralClaims.claims(request, new Bundle())).isFalse();
    request.addCategory(
        new CodeableConcept(new Coding("http://snomed.info/sct", "3457005", "Patient referral")));
    assertThat(ReferralClaims.claims(request, new Bundle())).isTrue();
  }

  private static boolean claimed(String control, String service) {
    var text =
        "MSH|^~\\&|E|L|LUER|NLKC|20250306091533-0600||ORM^O01|1|P|2.5.1\rPID|1||1^^^L||Z^G\rORC|"
            + control
            + "|1^L\rOBR|1|1^L||"
            + service
            + "\r";
    var message = PreParser.read(text).value().orElseThrow();
    return ReferralClaims.claims(message, message);
  }
}

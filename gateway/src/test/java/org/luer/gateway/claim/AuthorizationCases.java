package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Requests for prior authorization and what supports them, from the published examples. */
final class AuthorizationCases {
  private static final String EXAMPLES = "/examples/";

  private AuthorizationCases() {}

  private static ObjectNode example(String name) {
    try (var in = AuthorizationCases.class.getResourceAsStream(EXAMPLES + name)) {
      return ClaimGateway.read(
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request of two lines for a patient whose coverage is {@code <patient>-c}. */
  static ObjectNode request(String id, String patient) {
    var claim = example("charges/a-preauthorization-of-six-infusions/clinic/claim.json");
    claim.put("id", id).put("patientId", patient);
    claim.putArray("coverageIds").add(patient + "-c");
    claim.remove("referralId");
    return claim;
  }

  /** A patient with a coverage of this payer. */
  static void patient(ClaimGateway gateway, String patient, String payer) throws Exception {
    gateway.ok("PUT", "/api/v1/patients/" + patient, ClaimGateway.patient(patient));
    var coverage = patient + "-c";
    gateway.ok(
        "PUT", "/api/v1/coverages/" + coverage, ClaimGateway.coverage(coverage, patient, payer));
  }

  /** A record of an example as this patient's: {@code <patient>-<name>}. */
  static void record(ClaimGateway gateway, String kinds, String name, String patient, String file)
      throws Exception {
    var record = example(file);
    var id = patient + "-" + name;
    record.put("id", id).put("patientId", patient);
    record.remove("sessionId");
    record.remove("orderId");
    gateway.ok("PUT", "/api/v1/" + kinds + "/" + id, record);
  }

  /** Referral, score and plan of a patient. */
  static void records(ClaimGateway gateway, String patient) throws Exception {
    record(
        gateway,
        "referrals",
        "ref",
        patient,
        "referral/psychiatrist-refers-for-resistant-depression/clinic/referral.json");
    record(
        gateway,
        "orders",
        "plan",
        patient,
        "orderintake/induction-order-for-the-pharmacy/clinic/order.json");
    score(gateway, "phq", patient);
  }

  /** A PHQ-9. */
  static void score(ClaimGateway gateway, String name, String patient) throws Exception {
    record(
        gateway,
        "assessments",
        name,
        patient,
        "assessment/phq-9-with-a-positive-suicide-item/clinic/assessment.json");
  }
}

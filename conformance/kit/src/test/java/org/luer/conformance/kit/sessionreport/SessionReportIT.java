package org.luer.conformance.kit.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Examples;
import org.luer.conformance.kit.FhirHospital;
import org.luer.conformance.kit.MllpHospital;
import org.luer.conformance.kit.RunningGateway;

/**
 * A session sent by HTTP reaches hospitals outside the process, once, and its corrections follow.
 */
class SessionReportIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path home;
  private MllpHospital mllp;
  private FhirHospital fhir;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    mllp = new MllpHospital();
    fhir = new FhirHospital();
    gateway =
        RunningGateway.start(
            home,
            """
            - id: rgh
              kind: hospital
              name: Regional General
              zone: America/Chicago
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              receives:
                - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [sessionreport], messages: [ORU_R01, RAS_O17], from: [clinic, ward]}
            - id: fhirhospital
              kind: hospital
              name: FHIR hospital
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              receives:
                - {transport: "%s", format: fhir, exchanges: [sessionreport], mode: transaction}
            - id: ward
              kind: hospital
              name: Ward
              zone: America/Chicago
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              identify: {application: WARD, facility: RGH}
              sends: {exchanges: [sessionreport]}
            - id: nosource
              kind: hospital
              name: Takes only what the clinic says
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              receives:
                - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: OTHER, facility: OTH}, exchanges: [sessionreport], messages: [ORU_R01]}
            """
                .formatted(mllp.port(), fhir.base(), mllp.port()));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    mllp.close();
    fhir.close();
  }

  @Test
  void aSignedSessionArrivesOnceInBothFormatsAndItsAmendmentCorrectsBoth() throws Exception {
    put("patients", Examples.patient());
    put("orders", Examples.order());
    var first = put("sessions", Examples.session());
    assertThat(first.path("version").asInt()).isEqualTo(1);

    await().atMost(SOON).until(() -> undelivered().isEmpty() && toRgh().size() == 2);
    assertThat(toRgh())
        .anyMatch(m -> type(m).startsWith("ORU^R01"))
        .anyMatch(m -> type(m).startsWith("RAS^O17"));
    assertThat(fhir.received().get(0).path("type").asText()).isEqualTo("transaction");
    assertThat(fhir.stored("AdverseEvent")).hasSize(2);
    assertThat(fhir.stored("Provenance")).hasSize(1);

    var bundles = fhir.received().size();
    var again = put("sessions", Examples.session());
    assertThat(again).isEqualTo(first);
    Thread.sleep(2_000);
    assertThat(toRgh()).hasSize(2);
    assertThat(fhir.received()).hasSize(bundles);

    var amended = put("sessions", amended());
    assertThat(amended.path("version").asInt()).isEqualTo(2);
    await()
        .atMost(SOON)
        .until(
            () ->
                undelivered().isEmpty() && toRgh().size() > 2 && fhir.received().size() > bundles);
    var correction =
        toRgh().stream()
            .skip(2)
            .filter(m -> type(m).startsWith("ORU^R01"))
            .findFirst()
            .orElseThrow();
    assertThat(correction).containsPattern("OBX\\|\\d+\\|NM\\|9279-1[^\r]*\\|16\\|[^\r]*\\|C\\|");
    assertThat(fhir.stored("Observation"))
        .filteredOn(o -> o.path("status").asText().equals("amended"))
        .anyMatch(o -> o.path("valueQuantity").path("value").asInt() == 16);
    assertThat(gateway.log()).doesNotContain("MARISOL").doesNotContain("ZZTEST");
  }

  @Test
  void whatTheWardSendsReachesOnlyTheReceiverThatNamesTheWard() throws Exception {
    put("patients", Examples.patient());
    put("orders", Examples.order());
    var message = oruFromWard();
    var answer = MllpHospital.send(gateway.mllpPort(), message);
    assertThat(answer).contains("MSA|AA|WARD0001");
    assertThat(MllpHospital.send(gateway.mllpPort(), message)).contains("MSA|AA|WARD0001");

    await().atMost(SOON).until(() -> toRgh().size() == 1);
    Thread.sleep(2_000);
    assertThat(toRgh()).hasSize(1);
    assertThat(mllp.received()).noneMatch(m -> m.contains("|OTHER^") || m.contains("|OTHER|"));
    assertThat(fhir.received()).isEmpty();
  }

  @Test
  void aWrongSessionIsRefusedWithEveryReasonAndAnUnknownPatientNamed() throws Exception {
    var unknown =
        gateway.call("PUT", "/api/v1/sessions/NV-250311-07", Examples.session().toString());
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(unknown.body()).contains("/patientId");

    put("patients", Examples.patient());
    var wrong = Examples.session();
    ((ObjectNode) wrong.path("readings").get(0)).put("unit", "mmHg");
    ((ObjectNode) wrong.path("readings").get(1)).put("takenBy", "NOBODY");
    wrong.put("favouriteColour", "blue");
    var refused = gateway.call("PUT", "/api/v1/sessions/NV-250311-07", wrong.toString());
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(refused.body()).contains("/favouriteColour");
    assertThat(gateway.log()).doesNotContain("MARISOL").doesNotContain("ZZTEST");
  }

  private static ObjectNode amended() {
    var session = Examples.session();
    for (JsonNode reading : session.path("readings")) {
      if (reading.path("kind").asText().equals("respiratory-rate")
          && reading.path("takenAt").asText().startsWith("2025-03-11T11:20")) {
        ((ObjectNode) reading).put("value", 16);
      }
    }
    session
        .putObject("amendment")
        .put("at", "2025-03-11T14:05:00-05:00")
        .put("reason", "transcription error");
    session.put("recordedAt", "2025-03-11T14:05:00-05:00");
    return session;
  }

  private static String oruFromWard() {
    return String.join(
        "\r",
        "MSH|^~\\&|WARD|RGH|LUER|NLKC|20250312080000-0500||ORU^R01^ORU_R01|WARD0001|P|2.5.1|||||USA|UNICODE UTF-8",
        "PID|1||00874512^^^RGHMRN&2.16.840.1.113883.19.3.2.1&ISO^MR^RGH||ZZTEST^MARISOL^ELENA^^^^L||19840719|F",
        "PV1|1|O|WARD7",
        "OBR|1||W-1^WARDFIL|85353-1^Vital signs panel^LN|||20250312075500-0500|||||||||||||||20250312080000-0500||NRS|F",
        "OBX|1|NM|8867-4^Heart rate^LN|1|76|/min^per minute^UCUM|||||F|||20250312075500-0500",
        "");
  }

  private JsonNode put(String collection, ObjectNode record) throws Exception {
    var answer =
        gateway.call(
            "PUT", "/api/v1/" + collection + "/" + record.path("id").asText(), record.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
  }

  private List<String> toRgh() {
    return mllp.received().stream().filter(m -> m.contains("|EPIC")).toList();
  }

  private List<JsonNode> undelivered() throws IOException, InterruptedException {
    return gateway.messages("").stream()
        .filter(m -> m.path("direction").asText().equals("out"))
        .filter(m -> !m.path("state").asText().equals("delivered"))
        .toList();
  }

  private static String type(String message) {
    return MllpHospital.field(message, "MSH", 8);
  }
}

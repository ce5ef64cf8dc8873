package org.luer.conformance.kit.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.conformance.kit.Examples;
import org.luer.conformance.kit.MllpHospital;
import org.luer.conformance.kit.RunningGateway;

/** What was accepted survives the death of the gateway and of its database. */
class DurabilityIT {
  private static final int SESSIONS = Integer.getInteger("kit.sessions", 60);
  private static final int PATIENTS = 6;

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyAcceptedSessionArrivesInOrderAfterTheProcessIsKilled(boolean withDatabase)
      throws Exception {
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partner(hospital.port()))) {
      for (int p = 0; p < PATIENTS; p++) {
        accepted(gateway, "patients", patient(p));
      }
      var accepted = new ArrayList<String>();
      for (int s = 0; s < SESSIONS; s++) {
        if (s == SESSIONS / 2) {
          kill(gateway, withDatabase);
          gateway.restart();
        }
        var session = session(s);
        accepted(gateway, "sessions", session);
        accepted.add(session.path("id").asText());
      }
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(visits(hospital.received())).containsAll(accepted));
      assertThat(orderBroken(hospital.received())).isEmpty();
    }
  }

  @Test
  void aGracefulStopEndsByItselfAndARestartContinues() throws Exception {
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partner(hospital.port()))) {
      hospital.answerWith(message -> "");
      accepted(gateway, "patients", patient(0));
      accepted(gateway, "sessions", session(0));
      await().atMost(Duration.ofSeconds(90)).until(() -> !hospital.received().isEmpty());
      assertThat(gateway.stop()).isTrue();
      hospital.answerWith(MllpHospital::accept);
      gateway.restart();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  gateway.messages("state=delivered").stream()
                      .anyMatch(m -> m.path("partner").asText().equals("rgh")));
      var first = hospital.received().get(0);
      assertThat(hospital.received().get(hospital.received().size() - 1)).isEqualTo(first);
    }
  }

  private static void kill(RunningGateway gateway, boolean withDatabase)
      throws InterruptedException {
    if (withDatabase) {
      gateway.killWithDatabase();
    } else {
      gateway.kill();
    }
  }

  private static String partner(int port) {
    return """
        - id: rgh
          kind: hospital
          name: Regional General
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          patients: all
          receives:
            - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [sessionreport], messages: [ORU_R01]}
        """
        .formatted(port);
  }

  private static ObjectNode patient(int p) {
    var patient = Examples.patient();
    patient.put("id", "P" + p);
    ((ObjectNode) patient.path("identifiers").get(0)).put("value", "MRN" + p);
    return patient;
  }

  private static ObjectNode session(int s) {
    var session = Examples.session();
    var id = "S%04d".formatted(s);
    session.put("id", id).put("patientId", "P" + s % PATIENTS);
    session.remove("orderId");
    ((ObjectNode) session.path("visit").path("number")).put("value", id);
    return session;
  }

  private static void accepted(RunningGateway gateway, String collection, ObjectNode record)
      throws Exception {
    var answer =
        gateway.call(
            "PUT", "/api/v1/" + collection + "/" + record.path("id").asText(), record.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static List<String> visits(List<String> messages) {
    return messages.stream().map(DurabilityIT::visit).toList();
  }

  private static String visit(String message) {
    var number = MllpHospital.field(message, "PV1", 19);
    return number.contains("^") ? number.substring(0, number.indexOf('^')) : number;
  }

  private static List<String> orderBroken(List<String> messages) {
    var last = new HashMap<String, String>();
    var seen = new HashSet<String>();
    var broken = new ArrayList<String>();
    for (var message : messages) {
      if (!seen.add(MllpHospital.field(message, "MSH", 9))) {
        continue; // a resend of identical bytes after a crash between send and answer
      }
      var patient = MllpHospital.field(message, "PID", 3);
      var before = last.put(patient, visit(message));
      if (before != null && before.compareTo(visit(message)) > 0) {
        broken.add(visit(message));
      }
    }
    return broken;
  }
}

package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sensitive and what patients said, in reads and searches: by value, count and absence. */
@SuppressWarnings("NullAway.Init") // by JUnit
class DisclosedReadTest {
  private static final String ADMITTED = "patientfeed/admitted-with-allergies-and-insurance";
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String LETTER = "sessionsummary/a-letter-from-a-hospital";
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String patient(String example, String suffix) {
    gateway.putExample(example, suffix);
    var id = id(example, suffix);
    return gateway.matches("all", "Patient?identifier=" + id).get(0);
  }

  private static String id(String example, String suffix) {
    return PullGateway.example(example).stream()
            .filter(r -> r.path("kind").asText().equals("Patient"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText()
        + suffix;
  }

  private static void directive(String patient, String number, String fields) {
    var record =
        "{\"kind\":\"DisclosureDirective\",\"id\":\"D-%s-%s\",\"patientId\":\"%s\",%s}"
            .formatted(patient, number, patient, fields);
    try {
      gateway.put(PullGateway.JSON.readTree(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int total(String partner, String search) {
    return gateway.resource(partner, search + "&_summary=count").path("total").asInt();
  }

  @Test
  void aPatientWhoForbidsItIsNotThereForThatReader() {
    var patient = patient(ASSESSED, "-F");
    var answers = "QuestionnaireResponse?patient=" + patient;
    var response = gateway.matches("all", answers).get(0);
    assertThat(gateway.matches("everything", answers)).hasSize(1);
    directive(id(ASSESSED, "-F"), "1", "\"decision\":\"forbid\",\"partners\":[\"all\"]");
    assertThat(total("all", answers)).isZero();
    assertThat(gateway.get("all", patient).statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", response).statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", response + "/_history").statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", patient + "/$everything").statusCode()).isEqualTo(404);
    assertThat(gateway.matches("all", "Provenance?target=" + response)).isEmpty();
    assertThat(gateway.matches("everything", answers)).hasSize(1);
    directive(
        id(ASSESSED, "-F"),
        "1",
        "\"decision\":\"forbid\",\"partners\":[\"all\"],\"status\":\"entered-in-error\"");
    assertThat(gateway.matches("all", answers)).containsExactly(response);
  }

  @Test
  void aPatientGivenByDirectiveIsThere() {
    var patient = patient(ASSESSED, "-G");
    assertThat(gateway.get("stranger", patient).statusCode()).isEqualTo(404);
    directive(id(ASSESSED, "-G"), "1", "\"decision\":\"permit\",\"partners\":[\"stranger\"]");
    assertThat(gateway.get("stranger", patient).statusCode()).isEqualTo(200);
    assertThat(gateway.matches("stranger", "Patient?_count=10")).containsExactly(patient);
    assertThat(gateway.matches("stranger", "QuestionnaireResponse?patient=" + patient)).hasSize(1);
  }

  @Test
  void whatIsPartOfARecordIsWithheldWithoutATrace() {
    var patient = patient(ADMITTED, "-P");
    var record =
        PullGateway.example(ADMITTED).stream()
            .filter(r -> r.path("kind").asText().equals("Condition"))
            .findFirst()
            .orElseThrow();
    record.put("id", "SUD-P").put("patientId", id(ADMITTED, "-P"));
    record.remove("identifiers");
    ((ObjectNode) record.path("code"))
        .put("code", "F10.20")
        .put("text", "Alcohol dependence, uncomplicated");
    gateway.put(record);
    var coded = "Condition?patient=" + patient + "&code=F10.20";
    var all = "Condition?patient=" + patient;
    var condition = gateway.matches("all", coded).get(0);
    int before = total("all", all);
    var labels = gateway.resource("all", condition).at("/meta/security").toString();
    assertThat(labels).contains("SUD");
    directive(
        id(ADMITTED, "-P"),
        "1",
        "\"decision\":\"forbid\",\"partners\":[\"all\"],\"classes\":[\"substance-use\"]");
    assertThat(gateway.matches("all", coded)).isEmpty();
    assertThat(total("all", coded)).isZero();
    assertThat(total("all", all)).isEqualTo(before - 1);
    assertThat(gateway.get("all", condition).statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", condition + "/_history").statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", patient).statusCode()).isEqualTo(200);
    assertThat(gateway.entries("all", patient + "/$everything").toString())
        .doesNotContain("F10.20");
    assertThat(gateway.matches("everything", coded)).containsExactly(condition);
  }

  @Test
  void psychotherapyNotesAreNobodys() {
    var patient = patient(LETTER, "-N");
    assertThat(gateway.matches("all", "DocumentReference?patient=" + patient)).hasSize(1);
    var binary =
        gateway
            .resource("all", "DocumentReference?patient=" + patient)
            .at("/entry/0/resource/content/0/attachment/url")
            .asText();
    assertThat(gateway.call("GET", binary, "", gateway.token("all")).statusCode()).isEqualTo(200);
    for (var record : PullGateway.example(LETTER)) {
      if (record.path("kind").asText().equals("Document")) {
        record.put("id", record.path("id").asText() + "-N").put("patientId", id(LETTER, "-N"));
        ((ObjectNode) record.path("header"))
            .putArray("categories")
            .addObject()
            .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
            .put("code", "PSYTHPN");
        gateway.put(record);
      }
    }
    for (var partner : List.of("all", "everything")) {
      assertThat(total(partner, "DocumentReference?patient=" + patient)).isZero();
      assertThat(gateway.call("GET", binary, "", gateway.token(partner)).statusCode())
          .isEqualTo(404);
    }
  }
}

package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;

/** What the clinic's own people and systems look at by the API is audited like all else. */
@SuppressWarnings("NullAway.Init") // by JUnit
class StaffReadsTest {
  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new TestGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aRecordItsMessagesAndTheirBytes() throws Exception {
    var put = gateway.put("/api/v1/patients/staff-1", "{\"kind\":\"Patient\",\"id\":\"staff-1\"}");
    assertThat(put.statusCode()).as(put.body()).isEqualTo(202);
    var message = gateway.json(put).path("message").asText();
    assertThat(gateway.get("/api/v1/patients/staff-1").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/messages?patient=staff-1&limit=5").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/messages/" + message + "/raw").statusCode()).isEqualTo(200);
    assertThat(reads("staff-1"))
        .containsExactly(
            "resource-read Patient/staff-1/_history/1",
            "resources-searched messages?patient=staff-1&limit=5",
            "resource-read message/" + message);
  }

  @Test
  void theInboxOncePerPatientOnAPageAndNeverWhileItIsEmpty() throws Exception {
    assertThat(gateway.get("/api/v1/inbox?after=900000").statusCode()).isEqualTo(200);
    received("o-1", "staff-2");
    received("o-2", "staff-2");
    received("o-3", "staff-3");
    assertThat(gateway.get("/api/v1/inbox?limit=50").statusCode()).isEqualTo(200);
    for (var patient : List.of("staff-2", "staff-3")) {
      assertThat(reads(patient)).containsExactly("resources-searched inbox?after=0&limit=50");
    }
    assertThat(events("/api/v1/audit?limit=500"))
        .extracting(e -> e.path("query").asText())
        .noneMatch(query -> query.contains("900000"));
  }

  private static void received(String id, String patient) {
    var content =
        "{\"kind\":\"InfusionOrder\",\"id\":\"%s\",\"patientId\":\"%s\",\"status\":\"active\"}"
            .formatted(id, patient);
    var facts =
        new RecordFacts(
            "InfusionOrder", id, patient, id, null, "active", List.of(), List.of(), content);
    var reception =
        new Reception(
            "orderintake",
            "RDE_O11",
            "ward",
            null,
            null,
            "text/plain",
            content.getBytes(StandardCharsets.UTF_8),
            List.of(facts),
            null);
    gateway.context.getBean(Journal.class).accept(reception, null);
  }

  private static List<String> reads(String patient) throws Exception {
    return events("/api/v1/audit?limit=500&patient=" + patient).stream()
        .filter(e -> e.path("event").asText().matches("resource-read|resources-searched"))
        .map(e -> e.path("event").asText() + " " + e.path("record").asText("") + query(e))
        .map(text -> text.replace("null", ""))
        .toList();
  }

  private static String query(JsonNode event) {
    return event.path("query").asText("");
  }

  private static List<JsonNode> events(String path) throws Exception {
    var all = new ArrayList<JsonNode>();
    var next = path;
    while (!next.isEmpty()) {
      var page = gateway.json(gateway.get(next));
      page.path("items").forEach(all::add);
      next = page.path("next").asText("").replace("null", "");
    }
    return all;
  }
}

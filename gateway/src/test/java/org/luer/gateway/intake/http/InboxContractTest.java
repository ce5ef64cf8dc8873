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

/** The clinic's inbox, from outside. */
@SuppressWarnings("NullAway.Init") // by JUnit
class InboxContractTest {
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
  void whatAPartnerSendsWaitsUntilItIsAcknowledged() throws Exception {
    send("ward", "o-1", "draft");
    send("ward", "o-1", "active");
    send("ward", "o-1", "active");
    send("ward", "o-1", "entered-in-error");
    var items = page("/api/v1/inbox?after=0").path("items");
    assertThat(items)
        .extracting(i -> i.path("kind").asText())
        .containsExactly("order-received", "order-changed", "order-withdrawn");
    var first = items.get(0);
    assertThat(first.path("from").asText()).isEqualTo("ward");
    assertThat(first.path("record").asText()).isEqualTo("InfusionOrder/o-1");
    assertThat(first.path("reason").path("text").asText()).isNotEmpty();
    assertThat(first.path("content").path("status").asText()).isEqualTo("draft");
    var id = first.path("id").asLong();
    for (int again = 0; again < 2; again++) {
      assertThat(ack(id)).isEqualTo(204);
    }
    assertThat(ids(page("/api/v1/inbox")))
        .doesNotContain(id)
        .isSorted()
        .allMatch(later -> later > id);
  }

  @Test
  void pagesFollowEachOther() throws Exception {
    for (int i = 0; i < 5; i++) {
      send("ward", "page-" + i, "active");
    }
    var seen = new ArrayList<Long>();
    var next = "/api/v1/inbox?limit=2";
    while (!next.equals("null")) {
      var page = page(next);
      seen.addAll(ids(page));
      next = page.path("next").asText();
    }
    assertThat(seen).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void whatTheClinicSendsIsNotItsOwnNews() throws Exception {
    var before = ids(page("/api/v1/inbox?limit=500")).size();
    send(Reception.CLINIC, "own-1", "active");
    assertThat(ids(page("/api/v1/inbox?limit=500"))).hasSize(before);
  }

  @Test
  void anUnknownItemIsNotFoundAndAWrongPageIsRefused() throws Exception {
    assertThat(ack(999_999)).isEqualTo(404);
    assertThat(gateway.get("/api/v1/inbox?limit=0").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/api/v1/inbox?after=-1").statusCode()).isEqualTo(400);
  }

  private static void send(String sender, String id, String status) {
    var content =
        "{\"kind\":\"InfusionOrder\",\"id\":\"%s\",\"patientId\":\"p-1\",\"status\":\"%s\"}"
            .formatted(id, status);
    var facts =
        new RecordFacts(
            "InfusionOrder", id, "p-1", id, null, status, List.of(), List.of(), content);
    var reception =
        new Reception(
            "orderintake",
            "RDE_O11",
            sender,
            null,
            null,
            "text/plain",
            content.getBytes(StandardCharsets.UTF_8),
            List.of(facts),
            null);
    gateway.context.getBean(Journal.class).accept(reception, null);
  }

  private static JsonNode page(String path) throws Exception {
    var response = gateway.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    return gateway.json(response);
  }

  private static List<Long> ids(JsonNode page) {
    var ids = new ArrayList<Long>();
    page.path("items").forEach(i -> ids.add(i.path("id").asLong()));
    return ids;
  }

  private static int ack(long id) throws Exception {
    return gateway.call("POST", "/api/v1/inbox/" + id + "/ack", "", gateway.token()).statusCode();
  }
}

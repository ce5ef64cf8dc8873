package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Idempotency-Key, bulk and pressure, over real HTTP. */
class IntakeContractTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path home;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new TestGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aRepeatedKeyGetsTheFirstAnswerWhateverWasSentSince() throws Exception {
    var first = put("k1", "a", 1);
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(version(put("k2", "a", 2))).isEqualTo(2);
    var late = put("k1", "a", 1);
    assertThat(late.statusCode()).isEqualTo(202);
    assertThat(late.body()).isEqualTo(first.body());
    assertThat(late.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
    assertThat(gateway.get("/api/v1/patients/a").body()).as("not set back").contains("\"n\":2");
    assertThat(version(put(null, "a", 1))).as("without a key it is news").isEqualTo(3);
  }

  @Test
  void aKeyStandsForOneRequestOfOneActor() throws Exception {
    assertThat(put("one", "b", 1).statusCode()).isEqualTo(202);
    var other = put("one", "b", 2);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("Idempotency-Key");
    assertThat(put("one", "c", 1).statusCode()).isEqualTo(422);
    assertThat(put("with blank", "c", 1).statusCode()).isEqualTo(400);
    assertThat(put("x".repeat(201), "c", 1).statusCode()).isEqualTo(400);
    var token =
        gateway
            .json(
                gateway.call(
                    "POST",
                    "/api/v1/tokens",
                    "{\"name\":\"other\",\"role\":\"clinic\"}",
                    gateway.token(),
                    "Content-Type",
                    "application/json"))
            .path("token")
            .asText();
    var theirs =
        gateway.call(
            "PUT",
            "/api/v1/patients/c",
            patient("c", 1),
            token,
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            "one");
    assertThat(theirs.statusCode()).isEqualTo(202);
  }

  @Test
  void aRefusedRequestLeavesItsKeyFreeAndIsKept() throws Exception {
    var wrong = put("r", "d", "{\"kind\":\"Patient\",\"id\":\"d\",\"weight\":\"x\"}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    var message = gateway.json(wrong).path("message").asText();
    assertThat(gateway.json(gateway.get("/api/v1/messages/" + message)).path("state").asText())
        .isEqualTo("refused");
    assertThat(put("r", "d", 1).statusCode()).isEqualTo(202);
    assertThat(put("m", "d", 7, "If-Match", "\"9\"").statusCode()).isEqualTo(412);
    assertThat(put("m", "d", 7, "If-Match", "\"1\"").statusCode()).isEqualTo(202);
    assertThat(put("m", "d", 7, "If-Match", "\"1\"").statusCode()).as("repeated").isEqualTo(202);
  }

  @Test
  void theSameKeyAtTheSameTimeDoesTheWorkOnce() throws Exception {
    var pool = Executors.newFixedThreadPool(12);
    try {
      Callable<String> one = () -> put("race", "e", 1).body();
      var bodies = new ArrayList<String>();
      for (var answer : pool.invokeAll(java.util.Collections.nCopies(12, one))) {
        bodies.add(answer.get());
      }
      assertThat(bodies).hasSize(12);
      assertThat(java.util.Set.copyOf(bodies)).hasSize(1);
      assertThat(count("select count(*) from message where record_id = 'e'")).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void keysAreForgottenAfterAWeek() throws Exception {
    put("old", "f", 1);
    jdbc()
        .sql(
            "update idempotency_key set created_at = created_at - interval '8 days' where key = 'old'")
        .update();
    assertThat(put("old", "f", 2).statusCode()).isEqualTo(202);
    assertThat(put("old", "f", 3).statusCode()).isEqualTo(422);
  }

  @Test
  void bulkGivesOneResultForEachLine() throws Exception {
    var lines =
        List.of(
            patient("g1", 1),
            "{\"kind\":\"InfusionSession\",\"id\":\"s1\",\"patientId\":\"g1\"}",
            "",
            "{\"kind\":\"InfusionSession\",\"id\":\"s2\",\"patientId\":\"nobody\",\"weight\":\"x\"}",
            "not json",
            "{\"kind\":\"Unheard\",\"id\":\"u\"}",
            "{\"kind\":\"Patient\"}",
            "{\"kind\":\"Patient\",\"id\":\"g2\",\"pad\":\"" + "x".repeat(20_000) + "\"}",
            patient("g1", 1),
            patient("g1", 2));
    var results = bulk(null, String.join("\n", lines));
    assertThat(results)
        .extracting(r -> r.path("line").asInt() + " " + r.path("status").asInt())
        .containsExactly(
            "1 202", "2 202", "4 422", "5 400", "6 422", "7 422", "8 413", "9 202", "10 202");
    assertThat(results.get(3).path("detail").asText()).startsWith("The body is not JSON: column ");
    assertThat(results.get(0).path("version").asInt()).isEqualTo(1);
    assertThat(results.get(0).path("message").asText()).isNotEmpty();
    assertThat(results.get(2).path("errors").findValuesAsText("pointer"))
        .contains("/patientId", "/weight");
    assertThat(results.get(7).path("version").asInt()).as("same content").isEqualTo(1);
    assertThat(results.get(8).path("version").asInt()).isEqualTo(2);
    assertThat(gateway.items("?patient=g1&state=queued")).as("a session goes out").isNotEmpty();
  }

  @Test
  void aRepeatedBulkWithItsKeySetsNothingBack() throws Exception {
    var lines = patient("h", 1) + "\n" + patient("h", 2) + "\n";
    var first = bulk("night", lines);
    assertThat(bulk("night", lines)).isEqualTo(first);
    assertThat(count("select count(*) from record where id = 'h'")).isEqualTo(2);
    assertThat(bulk(null, lines)).extracting(r -> r.path("version").asInt()).containsExactly(3, 4);
  }

  @Test
  void manyLinesAreTakenWithoutHoldingThemAll() throws Exception {
    var lines =
        IntStream.range(0, 1000)
            .mapToObj(i -> patient("m" + i, i))
            .collect(Collectors.joining("\n"));
    assertThat(bulk(null, lines)).hasSize(1000).allMatch(r -> r.path("status").asInt() == 202);
    assertThat(count("select count(*) from record where id like 'm%'")).isEqualTo(1000);
  }

  @Test
  void afterTheDatabaseWentAwayTheRestOfABulkIsToComeAgain() throws Exception {
    jdbc()
        .sql(
            "create function full_disk() returns trigger language plpgsql as $$ begin if new.record_id = 'stop' then"
                + " raise exception 'No space left on device' using errcode = '53100'; end if; return new; end $$;"
                + " create trigger full_disk before insert on message for each row execute function full_disk()")
        .update();
    try {
      var lines = List.of(patient("i1", 1), patient("stop", 1), patient("i2", 1));
      var results = bulk(null, String.join("\n", lines));
      assertThat(results).extracting(r -> r.path("status").asInt()).containsExactly(202, 503, 503);
      assertThat(results.get(1).path("retryAfter").asInt()).isPositive();
      var alone = put(null, "stop", 1);
      assertThat(alone.statusCode()).isEqualTo(503);
      assertThat(alone.headers().firstValue("Retry-After")).isPresent();
    } finally {
      jdbc().sql("drop trigger full_disk on message; drop function full_disk()").update();
    }
    assertThat(put(null, "stop", 1).statusCode()).isEqualTo(202);
  }

  @Test
  void moreThanCanBeTakenIsToldToComeAgain() throws Exception {
    var address = URI.create(gateway.address());
    var slow = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 64; i++) { // luer.http.max-requests
        assertThat(put(null, "busy", i).statusCode()).isEqualTo(202);
        var socket = new Socket(address.getHost(), address.getPort());
        slow.add(socket);
        var head =
            "PUT /api/v1/patients/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
                .formatted(gateway.token());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      }
      await().atMost(PATIENCE).until(() -> put(null, "busy", 1).statusCode() == 503);
      var refused = put(null, "busy", 1);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(gateway.get("/api/v1/messages").statusCode()).as("looking is free").isEqualTo(200);
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
    await().atMost(PATIENCE).until(() -> put(null, "busy", 2).statusCode() == 202);
  }

  private static String patient(String id, int n) {
    return "{\"kind\":\"Patient\",\"id\":\"%s\",\"n\":%d}".formatted(id, n);
  }

  private static HttpResponse<String> put(@Nullable String key, String id, int n, String... more)
      throws Exception {
    return put(key, id, patient(id, n), more);
  }

  private static HttpResponse<String> put(
      @Nullable String key, String id, String body, String... more) throws Exception {
    var headers = new ArrayList<>(List.of(more));
    if (key != null) {
      headers.addAll(List.of("Idempotency-Key", key));
    }
    return gateway.put("/api/v1/patients/" + id, body, headers.toArray(String[]::new));
  }

  private static int version(HttpResponse<String> response) throws Exception {
    return gateway.json(response).path("version").asInt();
  }

  private static List<JsonNode> bulk(@Nullable String key, String body) throws Exception {
    var headers = new ArrayList<>(List.of("Content-Type", "application/x-ndjson"));
    if (key != null) {
      headers.addAll(List.of("Idempotency-Key", key));
    }
    var answer =
        gateway.call("POST", "/api/v1/bulk", body, gateway.token(), headers.toArray(String[]::new));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/x-ndjson");
    var results = new ArrayList<JsonNode>();
    for (var line : answer.body().split("\n", -1)) {
      if (!line.isEmpty()) {
        results.add(TestGateway.JSON.readTree(line));
      }
    }
    return results;
  }

  private static JdbcClient jdbc() {
    return JdbcClient.create(gateway.context.getBean(DataSource.class));
  }

  private static long count(String sql) {
    return jdbc().sql(sql).query(Long.class).single();
  }
}

package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.partner.Partners;

/** The contract of the HTTP API, from outside. */
@SuppressWarnings("NullAway.Init") // by JUnit
class HttpContractTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String MARKED = "Zzyzxmarked";

  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new TestGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String fresh(String prefix) {
    return prefix + NUMBER.incrementAndGet();
  }

  private static String patient() throws Exception {
    var id = fresh("pat-");
    var body =
        "{\"kind\":\"Patient\",\"id\":\"%s\",\"identifiers\":[\"RGHMRN\"],\"name\":\"%s\"}"
            .formatted(id, MARKED);
    assertThat(gateway.put("/api/v1/patients/" + id, body).statusCode()).isEqualTo(202);
    return id;
  }

  private static String session(String id, String patient, String rest) {
    return "{\"kind\":\"InfusionSession\",\"id\":\"%s\",\"patientId\":\"%s\"%s}"
        .formatted(id, patient, rest);
  }

  private static List<String> pointers(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    return StreamSupport.stream(gateway.json(response).path("errors").spliterator(), false)
        .map(error -> error.path("pointer").asText())
        .toList();
  }

  @Test
  void acceptsARecordAndGivesItBackAsItWas() throws Exception {
    var patient = patient();
    var id = fresh("s");
    var body = session(id, patient, ", \"weight\": 82.50 ");
    var accepted = gateway.put("/api/v1/sessions/" + id, body);
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(gateway.json(accepted).path("version").asInt()).isEqualTo(1);
    assertThat(gateway.json(accepted).fieldNames())
        .toIterable()
        .containsExactly("message", "version");

    var stored = gateway.get("/api/v1/sessions/" + id);
    assertThat(stored.body()).isEqualTo(body);
    assertThat(stored.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(gateway.get("/api/v1/sessions/none").statusCode()).isEqualTo(404);
  }

  @Test
  void aByteOrderMarkIsNoPartOfARecord() throws Exception {
    var id = fresh("s");
    var body = session(id, patient(), "");
    assertThat(gateway.put("/api/v1/sessions/" + id, "\ufeff" + body).statusCode()).isEqualTo(202);
    assertThat(gateway.get("/api/v1/sessions/" + id).body()).isEqualTo(body);
  }

  @Test
  void theSameContentGivesTheSameAnswerAndSendsNothing() throws Exception {
    var patient = patient();
    var id = fresh("s");
    var first = gateway.put("/api/v1/sessions/" + id, session(id, patient, ",\"weight\":1"));
    var sent = gateway.items("?patient=" + patient + "&state=queued").size();
    assertThat(sent).isEqualTo(2);
    var again = gateway.put("/api/v1/sessions/" + id, session(id, patient, ",  \"weight\":1"));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(gateway.items("?patient=" + patient + "&state=queued")).hasSize(sent);

    var changed = gateway.put("/api/v1/sessions/" + id, session(id, patient, ",\"weight\":1.0"));
    assertThat(gateway.json(changed).path("version").asInt()).isEqualTo(2);
    assertThat(gateway.items("?patient=" + patient + "&state=queued")).hasSize(2 * sent);
  }

  @Test
  void ifMatchGuards() throws Exception {
    var patient = patient();
    var id = fresh("s");
    var path = "/api/v1/sessions/" + id;
    gateway.put(path, session(id, patient, ",\"weight\":1"));
    var refused = gateway.put(path, session(id, patient, ",\"weight\":2"), "If-Match", "\"7\"");
    assertThat(refused.statusCode()).isEqualTo(412);
    var accepted = gateway.put(path, session(id, patient, ",\"weight\":2"), "If-Match", "\"1\"");
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("ETag")).hasValue("\"2\"");
    var repeated = gateway.put(path, session(id, patient, ",\"weight\":2"), "If-Match", "\"1\"");
    assertThat(repeated.body()).as("a lost answer is given again").isEqualTo(accepted.body());
    assertThat(gateway.put(path, session(id, patient, ""), "If-Match", "x").statusCode())
        .isEqualTo(400);
  }

  @Test
  void listsAllErrorsAtOnce() throws Exception {
    var id = fresh("s");
    var wrong =
        gateway.put(
            "/api/v1/sessions/" + id,
            "{\"id\":\"other\",\"patientId\":\"nobody\",\"orderId\":\"none\",\"weight\":\"heavy\"}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(pointers(wrong))
        .containsExactlyInAnyOrder("/id", "/patientId", "/orderId", "/kind", "/weight");
    var message =
        gateway.json(
            gateway.get("/api/v1/messages/" + gateway.json(wrong).path("message").asText()));
    assertThat(message.path("state").asText()).isEqualTo("refused");
    assertThat(message.path("reason").path("code").asText()).isEqualTo("invalid");

    var unknown = gateway.put("/api/v1/sessions/" + id, session(id, "nobody", ""));
    assertThat(pointers(unknown)).containsExactly("/patientId");
  }

  @Test
  void saysWhereTheJsonBreaks() throws Exception {
    var broken =
        gateway.put("/api/v1/patients/x", "{\"id\":\"x\",\n \"name\": \"" + MARKED + "\" oops}");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(broken.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(gateway.json(broken).path("line").asInt()).isEqualTo(2);
    assertThat(broken.body()).doesNotContain(MARKED);
    assertThat(gateway.put("/api/v1/patients/x", "[1]").statusCode()).isEqualTo(400);
    var twice = gateway.put("/api/v1/patients/x", "{\"id\":\"x\",\"id\":\"x\"}");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body()).contains("same key twice");
    var deep = gateway.put("/api/v1/patients/x", "{\"a\":".repeat(2_000));
    assertThat(deep.statusCode()).isEqualTo(400);
    assertThat(deep.body()).contains("nested too deeply");
    assertThat(gateway.put("/api/v1/patients/x", "").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesOtherTypesLargeBodiesAndUnknownCollections() throws Exception {
    var token = gateway.token();
    var text = gateway.call("PUT", "/api/v1/patients/x", "x", token, "Content-Type", "text/plain");
    assertThat(text.statusCode()).isEqualTo(415);
    assertThat(text.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(text.body()).contains("Content-Type must be application/json.");
    assertThat(gateway.get("/api/v1/pashents/1/2").body())
        .contains("There is nothing at this address")
        .doesNotContain("static");
    var latin =
        gateway.call(
            "PUT",
            "/api/v1/patients/x",
            "{}",
            token,
            "Content-Type",
            "application/json;charset=ISO-8859-1");
    assertThat(latin.statusCode()).isEqualTo(415);
    var large = gateway.put("/api/v1/patients/x", "{\"x\":\"" + "a".repeat(20_001) + "\"}");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(gateway.put("/api/v1/cats/x", "{}").statusCode()).isEqualTo(404);
    assertThat(gateway.call("DELETE", "/api/v1/patients/x", "", token).statusCode()).isEqualTo(405);
  }

  @Test
  void messagesHaveThePublishedShape() throws Exception {
    var patient = patient();
    var id = fresh("s");
    gateway.put("/api/v1/sessions/" + id, session(id, patient, ""));
    var items = gateway.items("?patient=" + patient);
    assertThat(items).hasSize(4);
    var delivery = items.get(0);
    assertThat(delivery.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "direction",
            "exchange",
            "type",
            "partner",
            "patient",
            "record",
            "version",
            "controlId",
            "state",
            "reason",
            "attempts",
            "replayOf",
            "receivedAt",
            "changedAt");
    assertThat(delivery.path("direction").asText()).isEqualTo("out");
    assertThat(delivery.path("exchange").asText()).isEqualTo("sessionreport");
    assertThat(delivery.path("type").asText()).isEqualTo("ORU_R01");
    assertThat(delivery.path("record").asText()).isEqualTo("InfusionSession/" + id);
    assertThat(delivery.path("version").asInt()).isEqualTo(1);
    assertThat(delivery.path("state").asText()).isEqualTo("queued");
    assertThat(delivery.path("reason").path("code").asText()).isEqualTo("waits-its-turn");
    assertThat(Instant.parse(delivery.path("receivedAt").asText()))
        .isBeforeOrEqualTo(Instant.now());
    var received = items.get(2);
    assertThat(received.path("partner").asText()).isEqualTo("clinic");
    assertThat(received.path("state").asText()).isEqualTo("received");

    var detail = gateway.json(gateway.get("/api/v1/messages/" + received.path("id").asText()));
    assertThat(detail.path("id")).isEqualTo(received.path("id"));
    assertThat(detail.path("history").isArray()).isTrue();
    var raw = gateway.get("/api/v1/messages/" + received.path("id").asText() + "/raw");
    assertThat(raw.body()).isEqualTo(session(id, patient, ""));
    assertThat(raw.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(
            gateway.get("/api/v1/messages/" + delivery.path("id").asText() + "/raw").statusCode())
        .isEqualTo(404);
    assertThat(gateway.get("/api/v1/messages/" + delivery.path("id").asText() + "/receipt").body())
        .contains("counts");
    assertThat(gateway.get("/api/v1/messages/none").statusCode()).isEqualTo(404);
  }

  @Test
  void filtersAndPagesStayStable() throws Exception {
    var patient = patient();
    var ids = new ArrayList<String>();
    var start = Instant.now().minusMillis(1);
    for (int i = 0; i < 7; i++) {
      var id = fresh("s");
      gateway.put("/api/v1/sessions/" + id, session(id, patient, ""));
      ids.add("InfusionSession/" + id);
    }
    var query = "?patient=" + patient + "&partner=ward&state=queued,held&limit=3&since=" + start;
    var seen = new ArrayList<String>();
    var next = "/api/v1/messages" + query;
    while (!next.isEmpty()) {
      var page = gateway.json(gateway.get(next));
      page.path("items").forEach(item -> seen.add(item.path("record").asText()));
      assertThat(page.path("items").size()).isLessThanOrEqualTo(3);
      var late = fresh("late");
      gateway.put("/api/v1/sessions/" + late, session(late, patient, ""));
      next = page.path("next").asText("");
      assertThat(page.has("next")).isTrue();
    }
    java.util.Collections.reverse(ids);
    assertThat(seen).containsExactlyElementsOf(ids);

    assertThat(gateway.items("?patient=" + patient + "&state=delivered")).isEmpty();
    assertThat(gateway.items("?patient=" + patient + "&since=2999-01-01T00:00:00%2B02:00"))
        .isEmpty();
    for (var bad :
        List.of("?patiemt=x", "?state=lost", "?since=yesterday", "?limit=0", "?limit=x")) {
      assertThat(gateway.get("/api/v1/messages" + bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void replaysADeliveryAndAReceivedMessage() throws Exception {
    var patient = patient();
    var id = fresh("s");
    var accepted = gateway.json(gateway.put("/api/v1/sessions/" + id, session(id, patient, "")));
    var jdbc = gateway.context.getBean(org.springframework.jdbc.core.simple.JdbcClient.class);
    var delivery = gateway.items("?patient=" + patient + "&partner=rgh").get(0).path("id").asText();
    var path = "/api/v1/messages/" + delivery + "/replay";
    assertThat(gateway.call("POST", path, "", gateway.token()).statusCode())
        .as("still queued")
        .isEqualTo(409);

    jdbc.sql(
            "with b as (insert into payload values (:id, 'infinity', 'x'))"
                + " update message set state = 'rejected', reason_code = 'AR', reason_text = 'Refused.',"
                + " payload_until = 'infinity' where id = :id")
        .param("id", delivery)
        .update();
    var position =
        jdbc.sql("select position from message where id = ?")
            .param(delivery)
            .query(Long.class)
            .single();
    var replayed = gateway.json(gateway.call("POST", path, "", gateway.token()));
    var copy = gateway.json(gateway.get("/api/v1/messages/" + replayed.path("message").asText()));
    assertThat(copy.path("replayOf").asText()).isEqualTo(delivery);
    assertThat(copy.path("state").asText()).isEqualTo("queued");
    assertThat(gateway.get("/api/v1/messages/" + copy.path("id").asText() + "/raw").body())
        .isEqualTo("x");
    assertThat(
            jdbc.sql("select position from message where id = ?")
                .param(copy.path("id").asText())
                .query(Long.class)
                .single())
        .isEqualTo(position);
    assertThat(gateway.json(gateway.get("/api/v1/messages/" + delivery)).path("state").asText())
        .isEqualTo("superseded");

    var received = "/api/v1/messages/" + accepted.path("message").asText() + "/replay";
    assertThat(gateway.call("POST", received, "", gateway.token()).statusCode()).isEqualTo(409);
    var again =
        gateway.call(
            "POST",
            received,
            "{\"to\":[\"ward\"]}",
            gateway.token(),
            "Content-Type",
            "application/json");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(gateway.items("?patient=" + patient + "&partner=ward")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "viewer,   200, 403, 403, 403, 403, 200",
    "biller,   200, 403, 403, 403, 403, 200",
    "operator, 200, 404, 404, 403, 403, 200",
    "clinic,   200, 404, 404, 422, 200, 200",
    "admin,    200, 404, 404, 422, 200, 200",
  })
  void rolesReachWhatTheyMay(
      String role, int list, int record, int raw, int put, int tokens, int metrics)
      throws Exception {
    var token = token(fresh("actor"), role);
    assertThat(status("GET", "/api/v1/messages", token)).isEqualTo(list);
    assertThat(status("GET", "/api/v1/patients/none", token)).isEqualTo(record);
    assertThat(status("GET", "/api/v1/messages/none/raw", token)).isEqualTo(raw);
    assertThat(status("POST", "/api/v1/messages/none/replay", token)).isEqualTo(raw);
    assertThat(status("PUT", "/api/v1/patients/x", token)).isEqualTo(put);
    assertThat(status("GET", "/api/v1/tokens", token)).isEqualTo(tokens);
    assertThat(status("GET", "/actuator/prometheus", token)).isEqualTo(metrics);
    assertThat(status("GET", "/api/v1/openapi.json", token)).isEqualTo(200);
  }

  private static int status(String method, String path, String token) throws Exception {
    return gateway
        .call(
            method,
            path,
            method.equals("PUT") ? "{}" : "",
            token,
            "Content-Type",
            "application/json")
        .statusCode();
  }

  private static String token(String name, String role) throws Exception {
    var made =
        gateway.call(
            "POST",
            "/api/v1/tokens",
            "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role),
            gateway.token(),
            "Content-Type",
            "application/json");
    assertThat(made.statusCode()).isEqualTo(201);
    return gateway.json(made).path("token").asText();
  }

  @Test
  void everythingElseNeedsAKnownToken() throws Exception {
    for (var path :
        List.of(
            "/api/v1/messages",
            "/actuator/prometheus",
            "/actuator",
            "/nothing",
            "/api/v1/openapi.json")) {
      for (var token : List.of("", "wrong", "luer_" + "x".repeat(43))) {
        var refused = gateway.call("GET", path, "", token);
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(refused.headers().firstValue("Content-Type").orElse(""))
            .startsWith("application/problem+json");
      }
    }
    assertThat(gateway.call("GET", "/actuator/health", "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aRevokedTokenIsRefused() throws Exception {
    var name = fresh("gone");
    var token = token(name, "viewer");
    assertThat(status("GET", "/api/v1/messages", token)).isEqualTo(200);
    assertThat(status("DELETE", "/api/v1/tokens/" + name, gateway.token())).isEqualTo(204);
    assertThat(status("GET", "/api/v1/messages", token)).isEqualTo(401);
    assertThat(gateway.get("/api/v1/tokens").body()).doesNotContain(token).contains("first start");
  }

  @Test
  void theFirstTokenIsInAPrivateFileAndNowhereElse() throws Exception {
    var file = gateway.data().resolve("clinic.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(gateway.logged()).doesNotContain(gateway.token());
    var jdbc = gateway.context.getBean(org.springframework.jdbc.core.simple.JdbcClient.class);
    assertThat(jdbc.sql("select t::text from token t").query(String.class).list())
        .noneMatch(row -> row.contains(tokenTail()));
  }

  private static String tokenTail() {
    try {
      return gateway.token().substring(5);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void healthFollowsItsPartsAndTheSettingsFile() throws Exception {
    var part = gateway.context.getBean(Readiness.class).register("test-listener");
    part.notReady("port taken");
    var down = gateway.call("GET", "/actuator/health", "", "");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).doesNotContain("port taken");
    assertThat(gateway.get("/actuator/health").body()).contains("port taken");
    part.ready("mllp://127.0.0.1:1");
    assertThat(gateway.json(gateway.get("/actuator/health")).path("status").asText())
        .isEqualTo("UP");

    var partners = gateway.context.getBean(Partners.class);
    var text = Files.readString(gateway.settings);
    Files.writeString(gateway.settings, text + "    - {id: new}\n");
    awaitProblems(partners, false);
    assertThat(
            gateway
                .json(gateway.get("/actuator/health"))
                .at("/components/diskSpace/details/path")
                .asText())
        .as("the disk of the data directory")
        .startsWith(gateway.data().toAbsolutePath().toString());
    var degraded = gateway.call("GET", "/actuator/health", "", "");
    assertThat(degraded.statusCode()).isEqualTo(200);
    assertThat(gateway.json(degraded).path("status").asText()).isEqualTo("DEGRADED");
    assertThat(gateway.get("/actuator/health").body())
        .contains("luer.partners[2].kind: is missing");
    Files.writeString(gateway.settings, text);
    awaitProblems(partners, true);
    assertThat(gateway.json(gateway.get("/actuator/health")).path("status").asText())
        .isEqualTo("UP");
  }

  private static void awaitProblems(Partners partners, boolean none) throws InterruptedException {
    for (int i = 0; i < 200 && partners.problems().isEmpty() != none; i++) {
      Thread.sleep(100);
    }
    assertThat(partners.problems().isEmpty()).isEqualTo(none);
  }

  @Test
  void openApiNamesEveryPath() throws Exception {
    JsonNode api = gateway.json(gateway.get("/api/v1/openapi.json"));
    var paths = new HashSet<String>();
    api.path("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths)
        .contains(
            "/api/v1/{collection}/{id}",
            "/api/v1/bulk",
            "/api/v1/messages",
            "/api/v1/messages/{id}",
            "/api/v1/messages/{id}/raw",
            "/api/v1/messages/{id}/receipt",
            "/api/v1/messages/{id}/replay",
            "/api/v1/tokens");
    assertThat(api.at("/components/securitySchemes/token/scheme").asText()).isEqualTo("bearer");
    assertThat(
            api.at("/paths/~1api~1v1~1{collection}~1{id}/put/parameters").findValuesAsText("name"))
        .containsExactlyInAnyOrder("collection", "id", "If-Match", "Idempotency-Key");
    assertThat(paths.stream().filter(p -> !p.startsWith("/api/v1/")).collect(Collectors.toSet()))
        .isEmpty();
  }

  @Test
  void noPatientDataReachesTheLog() throws Exception {
    var patient = patient();
    var id = fresh("s");
    gateway.put("/api/v1/sessions/" + id, session(id, patient, ",\"name\":\"" + MARKED + "\""));
    gateway.put("/api/v1/sessions/" + id, session(id, patient, ",\"weight\":\"" + MARKED + "\""));
    gateway.put("/api/v1/sessions/" + MARKED, session(id, MARKED, "")); // refused
    gateway.put("/api/v1/patients/x", "{\"name\": " + MARKED); // not JSON
    gateway.put("/api/v1/cats/" + MARKED, "{}");
    gateway.get("/api/v1/messages?patient=" + MARKED + "&x=" + MARKED);
    gateway.call("GET", "/api/v1/patients/" + MARKED + "//..;/%00", "", gateway.token());
    gateway.call(
        "POST",
        "/api/v1/tokens",
        "{\"name\": " + MARKED,
        gateway.token(),
        "Content-Type",
        "application/json");
    assertThat(gateway.logged())
        .contains("accepted as version 1")
        .contains("refused")
        .doesNotContain(MARKED)
        .doesNotContain(patient);
  }
}

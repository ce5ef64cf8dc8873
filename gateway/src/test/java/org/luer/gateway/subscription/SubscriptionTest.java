package org.luer.gateway.subscription;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.luer.gateway.subscription.Subscriber.events;
import static org.luer.gateway.subscription.Subscriber.parameter;
import static org.luer.gateway.subscription.Subscriber.part;
import static org.luer.gateway.subscription.Subscriber.tree;
import static org.luer.gateway.subscription.Subscriber.until;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;

/** Subscriptions on the whole gateway, with endpoints that do what endpoints do. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SubscriptionTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String SUMMARY = "sessionsummary/a-signed-summary-with-text-and-pdf";
  private static final String REFERRED = "referral/psychiatrist-refers-for-resistant-depression";
  private static final String MORE =
      "  subscriptions: {hosts: [127.0.0.1], per-client: 60, retry-first: 20ms, retry-most: 100ms, answer-within: 2s}\n";
  private static final String ALL = "system/*.cruds";
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home, MORE);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<String> call(
      String partner, String method, String path, String body, String... headers) {
    var all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", "application/fhir+json"));
    return gateway.call(
        method, "/fhir/" + path, body, gateway.token(partner, ALL), all.toArray(String[]::new));
  }

  /** Makes one; its id. */
  private static String subscribe(String partner, JsonNode wish) {
    var answer = call(partner, "POST", "Subscription", wish.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return tree(answer.body()).path("id").asText();
  }

  private static JsonNode read(String partner, String path) {
    var answer = call(partner, "GET", path, "");
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    return tree(answer.body());
  }

  private static void active(String partner, String id) {
    until(() -> read(partner, "Subscription/" + id).path("status").asText().equals("active"));
  }

  /** An assessment of another patient each time; the id of the clinic's record of the patient. */
  private static String assess(String suffix) {
    gateway.putExample(ASSESSED, suffix);
    return "NLK100482" + suffix;
  }

  private static void amend(String suffix, int value) {
    for (var record : PullGateway.example(ASSESSED)) {
      if (record.path("kind").asText().equals("Assessment")) {
        record.put("id", record.path("id").asText() + suffix);
        record.put("patientId", "NLK100482" + suffix);
        record.remove("sessionId");
        record.put("status", "amended");
        ((ObjectNode) record.path("answers").get(0)).put("value", value);
        ((ObjectNode) record.path("scores").get(0)).put("value", 14 + value);
        gateway.put(record);
      }
    }
  }

  /** The referral of the example comes to its next status. */
  private static void accepted(String suffix) {
    for (var record : PullGateway.example(REFERRED)) {
      if (record.path("kind").asText().equals("Referral")) {
        record.put("id", record.path("id").asText() + suffix);
        record.put("patientId", record.path("patientId").asText() + suffix);
        record.put("status", "accepted");
        ((ArrayNode) record.path("history"))
            .addObject()
            .put("status", "accepted")
            .put("at", "2025-03-07T09:00:00-06:00");
        gateway.put(record);
      }
    }
  }

  private static void directive(String patient, String fields) {
    gateway.put(
        tree(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"D-%s\",\"patientId\":\"%s\",%s}"
                .formatted(patient, patient, fields)));
  }

  @Test
  void aNewScoreIsToldWithItsAnswersAndCanBeRead() {
    try (var endpoint = new Subscriber()) {
      var answer =
          call("all", "POST", "Subscription", endpoint.wish("new-score", "id-only").toString());
      assertThat(answer.statusCode()).isEqualTo(201);
      var id = tree(answer.body()).path("id").asText();
      assertThat(answer.headers().firstValue("Location").orElseThrow())
          .startsWith(gateway.address + "/fhir/Subscription/" + id);
      assertThat(tree(answer.body()).path("status").asText()).isEqualTo("requested");
      active("all", id);
      var hello = endpoint.bundles().get(0);
      assertThat(hello.path("type").asText()).isEqualTo("history");
      assertThat(parameter(hello, "type")).isEqualTo("handshake");
      assertThat(parameter(hello, "status")).isEqualTo("requested");
      assertThat(parameter(hello, "events-since-subscription-start")).isEqualTo("0");
      assertThat(endpoint.requests().get(0).getHeader("Content-Type"))
          .isEqualTo("application/fhir+json");

      assess("-N1");
      until(() -> endpoint.numbers().size() == 1);
      var bundle = endpoint.bundles("event-notification").get(0);
      assertThat(parameter(bundle, "subscription"))
          .isEqualTo(gateway.address + "/fhir/Subscription/" + id);
      assertThat(parameter(bundle, "topic"))
          .isEqualTo("https://clinic.example.org/fhir/SubscriptionTopic/new-score");
      assertThat(parameter(bundle, "status")).isEqualTo("active");
      assertThat(parameter(bundle, "events-since-subscription-start")).isEqualTo("1");
      var event = events(bundle).get(0);
      assertThat(part(event, "timestamp").path("valueInstant").asText()).isNotBlank();
      var focus = part(event, "focus").at("/valueReference/reference").asText();
      assertThat(focus).startsWith(gateway.address + "/fhir/Observation/");
      assertThat(part(event, "additional-context").at("/valueReference/reference").asText())
          .contains("/QuestionnaireResponse/");
      assertThat(bundle.at("/entry/1/fullUrl").asText()).isEqualTo(focus);
      assertThat(bundle.at("/entry/1/resource").isMissingNode()).isTrue();
      assertThat(bundle.at("/entry/1/request/method").asText()).isEqualTo("POST");
      var score = read("all", focus.substring((gateway.address + "/fhir/").length()));
      assertThat(score.at("/code/coding").toString()).contains("44261-6");
      gateway.putExample(ASSESSED, "-N1"); // the same again is nothing new
      assess("-N2");
      until(() -> endpoint.numbers().size() == 2);
      assertThat(endpoint.numbers()).containsExactly(1, 2);
    }
  }

  @Test
  void eachTopicTellsOfItsOwn() {
    try (var safety = new Subscriber();
        var correction = new Subscriber();
        var referral = new Subscriber();
        var summary = new Subscriber()) {
      subscribe("all", safety.wish("safety-signal", "full-resource"));
      subscribe("all", correction.wish("correction", "full-resource"));
      subscribe("all", referral.wish("referral-status", "full-resource"));
      subscribe("all", summary.wish("session-summary-available", "full-resource"));
      assess("-T");
      until(() -> !safety.numbers().isEmpty());
      var signal = safety.bundles("event-notification").get(0);
      assertThat(signal.at("/entry/1/resource/code/coding").toString()).contains("44260-8");
      assertThat(correction.numbers()).isEmpty();

      amend("-T", 2);
      until(() -> !correction.numbers().isEmpty());
      var corrected = correction.bundles("event-notification").get(0);
      assertThat(corrected.at("/entry/1/resource/resourceType").asText())
          .isEqualTo("QuestionnaireResponse");
      assertThat(corrected.at("/entry/1/resource/status").asText()).isEqualTo("amended");
      assertThat(corrected.at("/entry/1/request/method").asText()).isEqualTo("PUT");

      gateway.putExample(REFERRED, "-T2");
      until(() -> referral.numbers().size() == 1);
      var task = referral.bundles("event-notification").get(0);
      assertThat(task.at("/entry/1/resource/resourceType").asText()).isEqualTo("Task");
      assertThat(task.at("/entry/1/resource/status").asText()).isEqualTo("requested");
      accepted("-T2");
      until(() -> referral.numbers().size() == 2);
      assertThat(
              referral.bundles("event-notification").get(1).at("/entry/1/resource/status").asText())
          .isEqualTo("accepted");

      gateway.putExample(SUMMARY, "-T3");
      until(() -> !summary.numbers().isEmpty());
      var document = summary.bundles("event-notification").get(0);
      assertThat(document.at("/entry/1/resource/resourceType").asText())
          .isEqualTo("DocumentReference");
      assertThat(document.at("/entry/1/resource/meta/versionId").asText())
          .isEqualTo(
              read("all", "DocumentReference/" + document.at("/entry/1/resource/id").asText())
                  .at("/meta/versionId")
                  .asText());
      assertThat(safety.numbers()).containsExactly(1);
    }
  }

  @Test
  void anEmptyPayloadNamesNothing() {
    try (var endpoint = new Subscriber()) {
      subscribe("all", endpoint.wish("new-score", "empty"));
      assess("-E");
      until(() -> !endpoint.numbers().isEmpty());
      var bundle = endpoint.bundles("event-notification").get(0);
      assertThat(bundle.path("entry")).hasSize(1);
      assertThat(bundle.toString()).doesNotContain("Observation", "focus", "Patient");
    }
  }

  @Test
  void everythingArrivesInOrderHoweverTheEndpointBehaves() {
    try (var endpoint = new Subscriber()) {
      endpoint.answers(
          aResponse().withStatus(500),
          aResponse().withStatus(404),
          aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
      var id = subscribe("all", endpoint.wish("new-score", "id-only"));
      active("all", id);
      assertThat(endpoint.bundles("handshake")).hasSize(4);
      endpoint.answers(
          aResponse().withStatus(500),
          aResponse().withStatus(200),
          aResponse().withStatus(429).withHeader("Retry-After", "1"),
          aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
          aResponse().withFault(Fault.EMPTY_RESPONSE),
          aResponse().withStatus(200),
          aResponse().withStatus(302).withHeader("Location", endpoint.endpoint() + "/elsewhere"),
          aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
          aResponse().withFixedDelay(2_500).withStatus(200),
          aResponse().withStatus(400));
      IntStream.rangeClosed(1, 5).forEach(n -> assess("-F" + n));
      until(() -> endpoint.numbers().contains(5));
      var numbers = endpoint.numbers();
      assertThat(numbers).isSorted();
      assertThat(new HashSet<>(numbers)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
      assertThat(numbers).hasSizeGreaterThan(5 + 6);
      var requests = endpoint.requests();
      assertThat(requests).noneMatch(r -> r.getUrl().contains("elsewhere"));
      var refused =
          requests.stream()
              .filter(r -> r.getBodyAsString().contains("\"valueString\":\"2\""))
              .toList();
      assertThat(refused.get(1).getLoggedDate().toInstant())
          .as("the wait that Retry-After asks for")
          .isAfterOrEqualTo(refused.get(0).getLoggedDate().toInstant().plusMillis(990));
      active("all", id);
    }
  }

  @Test
  void aSubscriptionThatFailsSaysWhyAndComesBack() {
    try (var endpoint = new Subscriber()) {
      var id = subscribe("all", endpoint.wish("new-score", "id-only"));
      active("all", id);
      endpoint.always(aResponse().withStatus(503));
      assess("-X1");
      assess("-X2");
      until(() -> read("all", "Subscription/" + id).path("status").asText().equals("error"));
      assertThat(read("all", "Subscription/" + id).path("error").asText())
          .isEqualTo("The endpoint answered HTTP 503.");
      assertThat(parameter(read("all", "Subscription/" + id + "/$status"), "status"))
          .isEqualTo("error");
      assertThat(read("all", "Subscription?status=error").toString()).contains(id);
      assess("-X3");
      endpoint.always(aResponse().withStatus(204));
      active("all", id);
      until(() -> endpoint.numbers().contains(3));
      assertThat(endpoint.numbers()).isSorted();
      assertThat(read("all", "Subscription/" + id).has("error")).isFalse();
    }
  }

  @Test
  void eventsAreFetchedAgainByTheirNumbers() {
    try (var endpoint = new Subscriber()) {
      var id = subscribe("all", endpoint.wish("new-score", "id-only"));
      IntStream.rangeClosed(1, 4).forEach(n -> assess("-Q" + n));
      until(() -> endpoint.numbers().contains(4));
      var some =
          read("all", "Subscription/" + id + "/$events?eventsSinceNumber=2&eventsUntilNumber=3");
      assertThat(parameter(some, "type")).isEqualTo("query-event");
      assertThat(parameter(some, "events-since-subscription-start")).isEqualTo("4");
      assertThat(
              events(some).stream().map(e -> part(e, "event-number").path("valueString").asText()))
          .containsExactly("2", "3");
      assertThat(some.at("/entry/1/resource").isMissingNode()).isTrue();
      var all = read("all", "Subscription/" + id + "/$events");
      assertThat(events(all)).hasSize(4);
      var sent = endpoint.bundles("event-notification").get(1);
      var again = part(events(some).get(0), "focus").at("/valueReference/reference").asText();
      assertThat(again).startsWith("Observation/"); // within a Bundle of this address
      assertThat(part(events(sent).get(0), "focus").at("/valueReference/reference").asText())
          .endsWith("/fhir/" + again);
      var empty = read("all", "Subscription/" + id + "/$events?content=empty");
      assertThat(empty.path("entry")).hasSize(1);
      assertThat(
              call("all", "GET", "Subscription/" + id + "/$events?content=full-resource", "")
                  .statusCode())
          .isEqualTo(400);
      assertThat(
              call("all", "GET", "Subscription/" + id + "/$events?eventsSinceNumber=x", "")
                  .statusCode())
          .isEqualTo(400);
      var status = read("all", "Subscription/" + id + "/$status");
      assertThat(status.path("type").asText()).isEqualTo("searchset");
      assertThat(parameter(status, "type")).isEqualTo("query-status");
      assertThat(parameter(status, "events-since-subscription-start")).isEqualTo("4");
    }
  }

  @Test
  void nobodyElseSeesOrTouchesIt() {
    try (var endpoint = new Subscriber()) {
      var wish = endpoint.wish("new-score", "id-only");
      var id = subscribe("all", wish);
      active("all", id);
      var own = gateway.token("all", "system/Subscription.cruds system/Observation.rs");
      for (var token : List.of(own, gateway.token("everything", ALL))) {
        var body = wish.deepCopy().put("id", id).toString();
        for (var request :
            List.of(
                List.of("GET", "", ""),
                List.of("GET", "/$status", ""),
                List.of("GET", "/$events", ""),
                List.of("PUT", "", body),
                List.of("DELETE", "", ""))) {
          var answer =
              gateway.call(
                  request.get(0),
                  "/fhir/Subscription/" + id + request.get(1),
                  request.get(2),
                  token,
                  "Content-Type",
                  "application/fhir+json");
          assertThat(answer.statusCode()).as(request + answer.body()).isEqualTo(404);
        }
        assertThat(gateway.call("GET", "/fhir/Subscription", "", token).body()).doesNotContain(id);
      }
      var reader = gateway.token("all", "system/*.rs");
      for (var method : List.of("POST", "PUT", "DELETE")) {
        var answer =
            gateway.call(
                method,
                "/fhir/Subscription" + (method.equals("POST") ? "" : "/" + id),
                method.equals("DELETE") ? "" : wish.deepCopy().put("id", id).toString(),
                reader,
                "Content-Type",
                "application/fhir+json");
        assertThat(answer.statusCode()).as(method + answer.body()).isEqualTo(403);
      }
      var narrow = gateway.token("all", "system/Subscription.cruds system/Task.rs");
      var refused =
          gateway.call(
              "POST",
              "/fhir/Subscription",
              wish.toString(),
              narrow,
              "Content-Type",
              "application/fhir+json");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("system/Observation.r");
      assertThat(gateway.call("GET", "/fhir/Subscription/" + id, "", "none").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void onlyWhoMayReadItIsTold() {
    try (var mine = new Subscriber();
        var strangers = new Subscriber()) {
      subscribe("all", mine.wish("new-score", "id-only"));
      var stranger = subscribe("stranger", strangers.wish("new-score", "id-only"));
      active("stranger", stranger);
      assess("-S1");
      until(() -> mine.numbers().size() == 1);
      directive(assess("-S2"), "\"decision\":\"permit\",\"partners\":[\"stranger\"]");
      amend("-S2", 2); // is a correction and no new score
      gateway.put(
          tree(
              PullGateway.example(ASSESSED).stream()
                  .filter(r -> r.path("kind").asText().equals("Assessment"))
                  .findFirst()
                  .orElseThrow()
                  .put("id", "S2-SECOND")
                  .put("patientId", "NLK100482-S2")
                  .without(List.of("sessionId"))
                  .toString()));
      until(() -> !strangers.numbers().isEmpty());
      until(() -> mine.numbers().size() == 3);
      assertThat(strangers.numbers()).containsExactly(1);
      assertThat(events(read("stranger", "Subscription/" + stranger + "/$events"))).hasSize(1);
    }
  }

  @Test
  void whatIsForbiddenMeanwhileLeavesANumberAndNothingElse() {
    try (var endpoint = new Subscriber()) {
      var id = subscribe("all", endpoint.wish("new-score", "full-resource"));
      active("all", id);
      endpoint.always(aResponse().withStatus(500));
      var patient = assess("-D1");
      until(() -> !endpoint.numbers().isEmpty());
      assertThat(endpoint.bundles("event-notification").get(0).path("entry")).hasSizeGreaterThan(1);
      directive(patient, "\"decision\":\"forbid\",\"partners\":[\"all\"]");
      assess("-D2");
      endpoint.always(aResponse().withStatus(200));
      until(() -> endpoint.numbers().contains(2));
      var bundles = endpoint.bundles("event-notification");
      var first = bundles.get(bundles.size() - 2);
      assertThat(part(events(first).get(0), "event-number").path("valueString").asText())
          .isEqualTo("1");
      assertThat(first.path("entry")).hasSize(1);
      assertThat(part(events(first).get(0), "focus").isMissingNode()).isTrue();
      var again = read("all", "Subscription/" + id + "/$events");
      assertThat(events(again)).hasSize(2);
      assertThat(part(events(again).get(0), "focus").isMissingNode()).isTrue();
      assertThat(part(events(again).get(1), "focus").isMissingNode()).isFalse();
    }
  }

  @Test
  void aFilterNarrowsItToPatients() {
    try (var endpoint = new Subscriber()) {
      assess("-P1");
      var patient = gateway.matches("all", "Patient?identifier=NLK100482-P1").get(0);
      var wish = endpoint.wish("new-score", "id-only");
      wish.set(
          "_criteria",
          tree(
              "{\"extension\":[{\"url\":\"%s\",\"valueString\":\"Observation?patient=%s\"}]}"
                  .formatted(Backport.FILTER, patient)));
      var id = subscribe("all", wish);
      active("all", id);
      assess("-P2");
      gateway.put(
          tree(
              PullGateway.example(ASSESSED).stream()
                  .filter(r -> r.path("kind").asText().equals("Assessment"))
                  .findFirst()
                  .orElseThrow()
                  .put("id", "P1-SECOND")
                  .put("patientId", "NLK100482-P1")
                  .without(List.of("sessionId"))
                  .toString()));
      until(() -> !endpoint.numbers().isEmpty());
      assertThat(endpoint.numbers()).containsExactly(1);
      var focus =
          part(events(endpoint.bundles("event-notification").get(0)).get(0), "focus")
              .at("/valueReference/reference")
              .asText();
      assertThat(
              read("all", focus.substring((gateway.address + "/fhir/").length()))
                  .at("/subject/reference")
                  .asText())
          .isEqualTo(patient);
    }
  }

  @Test
  void severalEventsComeTogetherWhereThatIsAskedFor() {
    try (var endpoint = new Subscriber()) {
      var wish = endpoint.wish("new-score", "id-only");
      ((ObjectNode) wish.path("channel"))
          .putArray("extension")
          .addObject()
          .put("url", Backport.MOST)
          .put("valuePositiveInt", 10);
      endpoint.always(aResponse().withStatus(500));
      subscribe("all", wish);
      IntStream.rangeClosed(1, 5).forEach(n -> assess("-M" + n));
      endpoint.always(aResponse().withStatus(200));
      until(() -> endpoint.numbers().contains(5));
      assertThat(endpoint.numbers()).containsExactly(1, 2, 3, 4, 5);
      assertThat(endpoint.bundles("event-notification").get(0).path("entry").size())
          .isGreaterThan(5);
    }
  }

  @Test
  void changingItGreetsTheNewEndpointAndNothingIsLost() {
    try (var old = new Subscriber();
        var next = new Subscriber()) {
      old.always(aResponse().withStatus(500));
      var id = subscribe("all", old.wish("new-score", "id-only"));
      assess("-U1");
      var changed = next.wish("new-score", "id-only").put("id", id).toString();
      assertThat(
              call("all", "PUT", "Subscription/" + id, changed, "If-Match", "W/\"7\"").statusCode())
          .isEqualTo(412);
      var answer = call("all", "PUT", "Subscription/" + id, changed, "If-Match", "W/\"1\"");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(tree(answer.body()).at("/meta/versionId").asText()).isEqualTo("2");
      assess("-U2");
      until(() -> next.numbers().contains(2));
      assertThat(parameter(next.bundles().get(0), "type")).isEqualTo("handshake");
      assertThat(next.numbers()).containsExactly(1, 2);
      assertThat(old.numbers()).isEmpty();

      var off = next.wish("new-score", "id-only").put("id", id).put("status", "off");
      assertThat(call("all", "PUT", "Subscription/" + id, off.toString()).statusCode())
          .isEqualTo(200);
      assess("-U3");
      assertThat(parameter(read("all", "Subscription/" + id + "/$status"), "status"))
          .isEqualTo("off");
      assertThat(
              parameter(
                  read("all", "Subscription/" + id + "/$status"),
                  "events-since-subscription-start"))
          .isEqualTo("2");
      assertThat(call("all", "DELETE", "Subscription/" + id, "").statusCode()).isBetween(200, 204);
      assertThat(call("all", "GET", "Subscription/" + id, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatCannotBeFulfilledIsRefusedWithEveryReason() {
    var wish =
        """
        {"resourceType":"Subscription","status":"error","criteria":"Observation?code=1","reason":"x",
         "end":"2001-01-01T00:00:00Z",
         "channel":{"type":"websocket","endpoint":"http://internal.example.org/hook","header":["Host: other","no colon"],
           "extension":[{"url":"%s","valueUnsignedInt":1},{"url":"%s","valueUnsignedInt":900}]}}
        """
            .formatted(Backport.HEARTBEAT, Backport.TIMEOUT);
    var answer = call("all", "POST", "Subscription", wish);
    assertThat(answer.statusCode()).isEqualTo(422);
    var expressions = new ArrayList<String>();
    tree(answer.body())
        .path("issue")
        .forEach(i -> expressions.add(i.path("expression").path(0).asText()));
    assertThat(expressions)
        .contains(
            "Subscription.status",
            "Subscription.end",
            "Subscription.criteria",
            "Subscription.channel.type",
            "Subscription.channel.endpoint",
            "Subscription.channel.header",
            "Subscription.channel.payload",
            "Subscription.channel")
        .hasSize(10);
    assertThat(
            call("all", "POST", "Subscription", "{\"resourceType\":\"Subscription\",\"no\":1}")
                .statusCode())
        .isIn(400, 422);
    assertThat(call("all", "POST", "Subscription", "<xml/>").statusCode()).isIn(400, 422);
    assertThat(gateway.logged()).doesNotContain("internal.example.org");
  }

  @Test
  void headersAreSentAndKeptOutOfLogs() {
    try (var endpoint = new Subscriber()) {
      var wish = endpoint.wish("new-score", "id-only");
      ((ObjectNode) wish.path("channel"))
          .putArray("header")
          .add("Authorization: Bearer zz-secret-of-the-subscriber")
          .add("X-Tenant: seven");
      endpoint.answers(aResponse().withStatus(500));
      var id = subscribe("all", wish);
      active("all", id);
      assertThat(endpoint.requests().get(0).getHeader("Authorization"))
          .isEqualTo("Bearer zz-secret-of-the-subscriber");
      assertThat(endpoint.requests().get(0).getHeader("X-Tenant")).isEqualTo("seven");
      assertThat(gateway.logged()).doesNotContain("zz-secret-of-the-subscriber");
      var audit = gateway.call("GET", "/api/v1/audit", "", gateway.clinic).body();
      assertThat(audit).doesNotContain("zz-secret-of-the-subscriber");
    }
  }

  @Test
  void disclosuresAndChangesAreInTheAudit() {
    try (var endpoint = new Subscriber()) {
      var id = subscribe("all", endpoint.wish("new-score", "id-only"));
      var patient = assess("-A1");
      until(() -> !endpoint.numbers().isEmpty());
      var of = gateway.call("GET", "/api/v1/audit?patient=" + patient, "", gateway.clinic).body();
      assertThat(of).contains("record-disclosed", "Assessment/QR-3301-A1/1", "127.0.0.1");
      read("all", "Subscription/" + id + "/$events");
      assertThat(gateway.call("GET", "/api/v1/audit?patient=" + patient, "", gateway.clinic).body())
          .contains("data-exported", "$events");
      call("all", "DELETE", "Subscription/" + id, "");
      var all = new StringBuilder();
      var next = "/api/v1/audit";
      while (!next.isEmpty()) {
        var page = tree(gateway.call("GET", next, "", gateway.clinic).body());
        all.append(page);
        next = page.path("next").asText("");
        next = next.isEmpty() || next.startsWith("/") ? next : "/api/v1/audit?after=" + next;
      }
      assertThat(all.toString())
          .contains("subscription-created", "subscription-deleted", "Subscription/" + id);
    }
  }

  @Test
  void aClientHasABoundedNumberOfThem() {
    try (var endpoint = new Subscriber()) {
      var off = endpoint.wish("new-score", "empty").put("status", "off").toString();
      for (int n = 0; n < 60; n++) {
        assertThat(call("other", "POST", "Subscription", off).statusCode()).isEqualTo(201);
      }
      assertThat(call("other", "POST", "Subscription", off).statusCode()).isEqualTo(422);
      assertThat(endpoint.requests()).isEmpty();
    }
  }

  @Test
  void theStatementListsTheTopics() {
    var statement = tree(gateway.call("GET", "/fhir/metadata", "", "").body());
    var subscription =
        StreamSupport.stream(statement.at("/rest/0/resource").spliterator(), false)
            .filter(r -> r.path("type").asText().equals("Subscription"))
            .findFirst()
            .orElseThrow();
    var topics = new ArrayList<String>();
    subscription
        .path("extension")
        .forEach(
            e -> {
              assertThat(e.path("url").asText()).isEqualTo(Backport.TOPIC_OF_SERVER);
              topics.add(e.path("valueCanonical").asText());
            });
    assertThat(topics).hasSize(5);
    try (var endpoint = new Subscriber()) {
      for (var topic : topics) {
        var wish = endpoint.wish("x", "empty").put("criteria", topic);
        call("all", "DELETE", "Subscription/" + subscribe("all", wish), "");
      }
    }
  }
}

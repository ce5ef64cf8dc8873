package org.luer.conformance.kit.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.RunningGateway;
import org.luer.conformance.kit.SmartPartner;

/**
 * Subscriptions (issue 5, acceptance 4): an endpoint that is away and a gateway that is killed cost
 * no event, invent none, and do not change their order.
 */
class SubscriptionIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String EXAMPLE =
      "/examples/assessment/phq-9-with-a-positive-suicide-item/clinic/";
  private static final String PARTNERS =
      """
      - {id: referrer, kind: psychiatrist, name: Referrer, npi: ["2000000028"], patients: all}
      """;
  private static final String SETTINGS =
      "subscriptions: {hosts: [127.0.0.1], retry-first: 100ms, retry-most: 500ms}";
  private static final String SCOPE = "system/*.cruds";

  @TempDir private Path home;

  private static ObjectNode example(String file) throws IOException {
    try (var in = SubscriptionIT.class.getResourceAsStream(EXAMPLE + file)) {
      return (ObjectNode) JSON.readTree(in);
    }
  }

  private static boolean assess(RunningGateway gateway, int number) throws InterruptedException {
    try {
      var patient = example("patient.json").put("id", "P-" + number);
      var assessment = example("assessment.json").put("id", "A-" + number);
      assessment.put("patientId", "P-" + number).remove("sessionId");
      return gateway.call("PUT", "/api/v1/patients/P-" + number, patient.toString()).statusCode()
              == 202
          && gateway
                  .call("PUT", "/api/v1/assessments/A-" + number, assessment.toString())
                  .statusCode()
              == 202;
    } catch (IOException killed) {
      return false;
    }
  }

  private static String token(RunningGateway gateway, SmartPartner client, String id)
      throws Exception {
    var configuration =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body());
    var url = configuration.path("token_endpoint").asText();
    var granted = client.ask(url, client.assertion(id, url), SCOPE);
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
    return JSON.readTree(granted.body()).path("access_token").asText();
  }

  private static JsonNode fhir(RunningGateway gateway, String token, String path, String body)
      throws Exception {
    var base =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body())
            .path("token_endpoint")
            .asText()
            .replace("/oauth2/token", "/fhir/");
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/fhir+json");
    var answer =
        HttpClient.newHttpClient()
            .send(
                body.isEmpty()
                    ? request.GET().build()
                    : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return JSON.readTree(answer.body());
  }

  private static String register(RunningGateway gateway, SmartPartner client) throws Exception {
    var answer =
        gateway.call(
            "POST",
            "/api/v1/clients",
            "{\"id\":\"referrers-ehr\",\"partner\":\"referrer\",\"scopes\":[\"%s\"],\"jwks\":%s}"
                .formatted(SCOPE, client.jwks()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return "referrers-ehr";
  }

  private static String wish(Endpoint endpoint) {
    return """
        {"resourceType":"Subscription","status":"requested","reason":"kit","criteria":"https://clinic.example.org/fhir/SubscriptionTopic/new-score",
         "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
          "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"id-only"}]}}}
        """
        .formatted(endpoint.address());
  }

  @Test
  void noEventIsLostInventedOrOutOfOrderHoweverOftenTheGatewayIsKilled() throws Exception {
    var client = new SmartPartner();
    try (var endpoint = new Endpoint();
        var gateway = RunningGateway.startWith(home, PARTNERS, SETTINGS)) {
      var name = register(gateway, client);
      var subscription =
          fhir(gateway, token(gateway, client, name), "Subscription", wish(endpoint))
              .path("id")
              .asText();
      await().atMost(SOON).until(() -> endpoint.types().contains("handshake"));

      // away, and killed meanwhile
      endpoint.answer(503);
      for (int n = 1; n <= 5; n++) {
        assertThat(assess(gateway, n)).isTrue();
      }
      gateway.killWithDatabase();
      gateway.restart();
      assertThat(assess(gateway, 6)).isTrue();
      endpoint.answer(200);
      await().atMost(SOON).until(() -> endpoint.numbers().contains(6));
      assertThat(endpoint.numbers()).containsExactly(1, 2, 3, 4, 5, 6);

      // killed while records come and notifications go
      int next = 7;
      for (int kill = 0; kill < 2; kill++) {
        int from = next;
        var going = new AtomicBoolean(true);
        var sent = new ArrayList<Integer>();
        var sender =
            new Thread(
                () -> {
                  try {
                    for (int n = from; going.get() && assess(gateway, n); n++) {
                      sent.add(n);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        sender.start();
        Thread.sleep(1_500);
        gateway.kill();
        going.set(false);
        sender.join();
        gateway.restart();
        next = from + sent.size() + 1; // the last may be there without an answer
        assertThat(assess(gateway, next - 1)).as("sent again, as who got no answer does").isTrue();
      }
      int records = next - 1;
      await().atMost(SOON).until(() -> endpoint.numbers().contains(records));
      var numbers = endpoint.numbers();
      assertThat(numbers).as("in order, some perhaps twice").isSorted();
      assertThat(new TreeSet<>(numbers))
          .as("one event for each record, without gaps")
          .containsExactlyElementsOf(IntStream.rangeClosed(1, records).boxed().toList());
      assertThat(
              new HashSet<>(
                  endpoint.events().stream().map(e -> Endpoint.value(e, "focus")).toList()))
          .as("each of a score of its own")
          .hasSize(records);

      // what the client missed it fetches
      var events =
          fhir(
              gateway,
              token(gateway, client, name),
              "Subscription/" + subscription + "/$events?eventsSinceNumber=3&eventsUntilNumber=5",
              "");
      var fetched = new ArrayList<String>();
      for (var parameter : events.at("/entry/0/resource/parameter")) {
        if (parameter.path("name").asText().equals("notification-event")) {
          fetched.add(Endpoint.value(parameter, "event-number"));
        }
      }
      assertThat(fetched).isEqualTo(List.of("3", "4", "5"));
      assertThat(gateway.log()).doesNotContain("ZZTEST").doesNotContain("NLK100482");
    }
  }
}

package org.luer.gateway.subscription;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.luer.gateway.pull.PullGateway;

/** An endpoint that takes notifications, and does with them what a test says. */
final class Subscriber implements AutoCloseable {
  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  Subscriber() {
    server.start();
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.port() + "/hook";
  }

  /** Answers these one after the other, then well. */
  void answers(ResponseDefinitionBuilder... answers) {
    server.resetMappings();
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
    var state = Scenario.STARTED;
    for (int i = 0; i < answers.length; i++) {
      var next = "after " + i;
      server.stubFor(
          any(anyUrl())
              .inScenario("faults")
              .whenScenarioStateIs(state)
              .willReturn(answers[i])
              .willSetStateTo(next));
      state = next;
    }
  }

  /** Answers always the same. */
  void always(ResponseDefinitionBuilder answer) {
    server.resetMappings();
    server.stubFor(any(anyUrl()).willReturn(answer));
  }

  List<LoggedRequest> requests() {
    var requests =
        new ArrayList<>(
            server.findAll(
                com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl())));
    requests.sort(java.util.Comparator.comparing(LoggedRequest::getLoggedDate));
    return requests;
  }

  /** Bundles that came, in order. */
  List<JsonNode> bundles() {
    return requests().stream().map(r -> tree(r.getBodyAsString())).toList();
  }

  /** Those of a type. */
  List<JsonNode> bundles(String type) {
    return bundles().stream().filter(b -> parameter(b, "type").equals(type)).toList();
  }

  /** Numbers of the events that came, in the order in which they did, repetitions too. */
  List<Integer> numbers() {
    return bundles("event-notification").stream()
        .flatMap(b -> events(b).stream())
        .map(e -> Integer.valueOf(part(e, "event-number").path("valueString").asText()))
        .toList();
  }

  static List<JsonNode> events(JsonNode bundle) {
    return StreamSupport.stream(bundle.at("/entry/0/resource/parameter").spliterator(), false)
        .filter(p -> p.path("name").asText().equals("notification-event"))
        .toList();
  }

  static JsonNode part(JsonNode event, String name) {
    return StreamSupport.stream(event.path("part").spliterator(), false)
        .filter(p -> p.path("name").asText().equals(name))
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  /** The value of a parameter of the status, as text. */
  static String parameter(JsonNode bundle, String name) {
    return StreamSupport.stream(bundle.at("/entry/0/resource/parameter").spliterator(), false)
        .filter(p -> p.path("name").asText().equals(name))
        .map(
            p -> {
              for (var field : p.properties()) {
                if (field.getKey().startsWith("value")) {
                  return field.getValue().isValueNode()
                      ? field.getValue().asText()
                      : field.getValue().path("reference").asText();
                }
              }
              return "";
            })
        .findFirst()
        .orElse("");
  }

  static JsonNode tree(String json) {
    try {
      return PullGateway.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  /** A Subscription that is sent here. */
  ObjectNode wish(String topic, String content) {
    return wish(endpoint(), topic, content);
  }

  /** The same for another endpoint. */
  static ObjectNode wish(String endpoint, String topic, String content) {
    return (ObjectNode)
        tree(
            """
            {"resourceType":"Subscription","status":"requested","reason":"to be told",
             "meta":{"profile":["http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription"]},
             "criteria":"https://clinic.example.org/fhir/SubscriptionTopic/%s",
             "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
               "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"%s"}]}}}
            """
                .formatted(topic, endpoint, content));
  }

  /** Waits for what must come. */
  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}

package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.cli.CommandLines;
import org.luer.mappings.fhir.PasConformance;

/**
 * What becomes of requests for prior authorization that change after they were sent: a folder per
 * scenario, played with an insurer that takes PAS 2.2.1 and is asked by {@code $inquire}, with one
 * that takes 2.0.1, and with one that is asked by a search and wants no records.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class AuthorizationScenariosTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("patience", 30));
  private static final Map<String, String> RELEASES =
      Map.of("acme", "2.2.1", "older", "2.0.1", "beta", "2.2.1");
  private static final String PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/";
  private static final WireMockServer INSURERS =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  @TempDir private static Path home;
  private static ClaimGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    INSURERS.start();
    gateway = new ClaimGateway(home, INSURERS.port());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    INSURERS.stop();
  }

  @TestFactory
  Stream<DynamicTest> scenarios() throws Exception {
    var root =
        Objects.requireNonNull(AuthorizationScenariosTest.class.getResource("authorizations"));
    List<Path> folders;
    try (var all = Files.list(Path.of(root.toURI()))) {
      folders = all.sorted().toList();
    }
    assertThat(folders).hasSizeGreaterThan(9);
    var tests = new ArrayList<DynamicTest>();
    var wanted = System.getProperty("scenario", ".*"); // one by name, while it is written
    for (int i = 0; i < folders.size(); i++) {
      var name = folders.get(i).getFileName().toString();
      var scenario = ClaimGateway.JSON.readTree(folders.get(i).resolve("scenario.json").toFile());
      for (var insurer : List.of("acme", "beta", "older")) {
        var id = insurer.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + (100 + i);
        if (name.matches(wanted)
            && (!scenario.has("insurers")
                || scenario.path("insurers").toString().contains(insurer))) {
          tests.add(
              DynamicTest.dynamicTest(
                  name + " with " + insurer, () -> new Play(scenario, insurer, id).run()));
        }
      }
    }
    tests.add(
        DynamicTest.dynamicTest(
            "what was sent conforms", AuthorizationScenariosTest::allThatWasSentConforms));
    return tests.stream();
  }

  @Test
  void theCommandProposesTheUpdateOfAFileAndSaysWhatChanges() throws Exception {
    var approved =
        ClaimGateway.read(
            """
            {"answers":{"submit 1":[{"actions":["A1","A1"],"number":"AUTH-1"}]},
             "steps":["ask","confirm 1","await 1 approved"],
             "expect":{"states":{"1":"approved"},"inbox":["authorization-answer"]}}""");
    new Play(approved, "acme", "CMD1").run();
    var wanted = (ObjectNode) gateway.claim("CMD1").path("claim").deepCopy();
    ((ObjectNode) wanted.at("/lines/0")).put("units", 8);
    var file = Files.writeString(home.resolve("wanted.json"), wanted.toString());
    assertThat(command(0, "update", "CMD1", "--request", file.toString()))
        .contains("CMD1-2 is proposed", "changed /lines/0/units\t6 -> 8");
    assertThat(command(0, "show", "CMD1-2")).contains("goes with it Referral/CMD1-p-ref");
    assertThat(command(1, "update", "CMD1-2")).contains("Nothing of it was sent yet");
    assertThat(command(1, "update", "CMD1", "--request", home.resolve("none.json").toString()))
        .contains("cannot be read as JSON");
  }

  private static String command(int exit, String... words) {
    var out = new StringWriter();
    var arguments = new ArrayList<>(List.of("claim"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--data-dir", home.resolve("data").toString()));
    var writer = new PrintWriter(out);
    assertThat(CommandLines.run(writer, writer, arguments.toArray(String[]::new)))
        .as(out.toString())
        .isEqualTo(exit);
    return out.toString();
  }

  private static void allThatWasSentConforms() {
    var updates = 0;
    for (var event : INSURERS.getAllServeEvents()) {
      var body = event.getRequest().getBodyAsString();
      if (!body.isEmpty()) {
        var release =
            Objects.requireNonNull(RELEASES.get(event.getRequest().getUrl().split("/", 3)[1]));
        assertThat(PasConformance.errors(body, release)).as(body).isEmpty();
        updates += body.contains(PAS + "profile-claim-update\"") ? 1 : 0;
      }
    }
    assertThat(updates).isPositive();
  }

  /** One scenario with one insurer; {@code 2} and {@code 3} stand for the updates. */
  private static final class Play {
    private final JsonNode scenario;
    private final String insurer;
    private final String id;

    Play(JsonNode scenario, String insurer, String id) {
      this.scenario = scenario;
      this.insurer = insurer;
      this.id = id;
    }

    void run() throws Exception {
      for (var answers : scenario.path("answers").properties()) {
        answer(answers.getKey(), answers.getValue());
      }
      for (var step : scenario.path("steps")) {
        step(step);
      }
      judge(scenario.path("expect"));
    }

    /** {@code 1}, {@code 2}, {@code 2-cancel}: the number of a request. */
    private String number(String short1) {
      return short1.startsWith("1") ? id + short1.substring(1) : id + "-" + short1;
    }

    /** {@code submit 2} or {@code inquire 2}. */
    private MappingBuilder asked(String what) {
      var words = what.split(" ", 2);
      var number = number(words[1]);
      if (words[0].equals("inquire") && insurer.equals("beta")) {
        return any(urlMatching("/beta/ClaimResponse.*%7C" + number));
      }
      return post(urlEqualTo("/" + insurer + "/Claim/$" + words[0]))
          .withRequestBody(containing(named(words[0], number)));
    }

    private static String named(String operation, String number) {
      return (operation.equals("submit") ? "/sid/pa-submission" : "/sid/pa-inquiry")
          + "\",\"value\":\""
          + number
          + "\"";
    }

    private void answer(String what, JsonNode answers) {
      for (int i = 0; i < answers.size(); i++) {
        var last = i == answers.size() - 1;
        INSURERS.stubFor(
            asked(what)
                .inScenario(id + what)
                .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
                .willSetStateTo(last && i == 0 ? Scenario.STARTED : "after " + (last ? i : i + 1))
                .willReturn(answer(number(what.split(" ", 2)[1]), answers.get(i), i)));
      }
    }

    private static ResponseDefinitionBuilder answer(String number, JsonNode told, int n) {
      var answer = aResponse().withStatus(told.path("status").asInt(200));
      if (told.has("delay")) {
        answer.withFixedDelay(told.path("delay").asInt());
      }
      if (told.has("issue")) {
        return answer.withBody(
            """
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"%s","details":{"text":"%s"},"expression":["Claim.item"]}]}"""
                .formatted(told.path("issue").asText(), told.path("text").asText()));
      }
      if (told.has("empty")) {
        return answer.withBody("{\"resourceType\":\"Bundle\",\"type\":\"collection\"}");
      }
      return told.has("actions")
          ? answer.withBody(
              "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                  + response(number, told, n)
                  + "}]}")
          : answer;
    }

    /** A ClaimResponse: an action of X12 306 for each line, and a number for what is granted. */
    private static String response(String number, JsonNode told, int n) {
      var response =
          ClaimGateway.read(
              """
              {"resourceType":"ClaimResponse","status":"active","use":"preauthorization","identifier":[{"system":"urn:insurer","value":"PAR-%1$s-%2$s"}],
               "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},
               "patient":{"display":"as asked"},"created":"2026-11-20","insurer":{"display":"insurer"},"outcome":"complete",
               "request":{"identifier":{"system":"https://clinic.example.org/fhir/sid/claim","value":"%1$s"}}}"""
                  .formatted(number, n));
      response.put("outcome", told.path("outcome").asText("complete"));
      var items = response.putArray("item");
      for (var action : told.path("actions")) {
        var item = items.addObject().put("itemSequence", items.size());
        var decided = item.putArray("adjudication").addObject();
        decided
            .putObject("category")
            .putArray("coding")
            .addObject()
            .put("system", "http://terminology.hl7.org/CodeSystem/adjudication")
            .put("code", "submitted");
        var review = decided.putArray("extension").addObject();
        review.put("url", PAS + "extension-reviewAction");
        var parts = review.putArray("extension");
        parts
            .addObject()
            .put("url", PAS + "extension-reviewActionCode")
            .putObject("valueCodeableConcept")
            .putArray("coding")
            .addObject()
            .put("system", "https://codesystem.x12.org/005010/306")
            .put("code", action.asText());
        if (told.has("number")) {
          parts.addObject().put("url", "number").put("valueString", told.path("number").asText());
        }
      }
      return response.toString();
    }

    private void step(JsonNode step) throws Exception {
      if (step.has("update")) {
        update(step);
        return;
      }
      if (step.has("post")) {
        var answer =
            gateway.call(
                "POST",
                "/fhir/ClaimResponse",
                response(number(step.path("post").asText()), step, 9),
                gateway.insurerToken(insurer));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return;
      }
      if (step.has("refused")) {
        var words = step.path("do").asText().split(" ", 2);
        var answer = call(words[0], words[1]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains(step.path("refused").asText().replace("{id}", id));
        return;
      }
      var words = step.asText().split(" ", 3);
      switch (words[0]) {
        case "ask" -> {
          AuthorizationCases.patient(
              gateway, id + "-p", insurer.toUpperCase(java.util.Locale.ROOT) + "1");
          AuthorizationCases.records(gateway, id + "-p");
          gateway.ok("POST", "/api/v1/authorizations", AuthorizationCases.request(id, id + "-p"));
        }
        case "score" -> AuthorizationCases.score(gateway, words[1], id + "-p");
        case "confirm", "void" -> {
          var answer = call(words[0], words[1]);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        case "await" ->
            await()
                .atMost(PATIENCE)
                .untilAsserted(
                    () -> assertThat(state(words[1])).as(history(words[1])).isEqualTo(words[2]));
        default -> throw new IllegalArgumentException(step.toString());
      }
    }

    private java.net.http.HttpResponse<String> call(String verb, String which) throws Exception {
      return gateway.call(
          "POST",
          "/api/v1/claims/" + number(which) + "/" + verb,
          verb.equals("void") ? "{\"reason\":\"by mistake\"}" : "",
          gateway.token());
    }

    /** The request as it stands, with some places otherwise. */
    private void update(JsonNode step) throws Exception {
      var which = step.path("of").asText("1");
      var body = (ObjectNode) gateway.claim(number(which)).path("claim").deepCopy();
      for (var change : step.path("update").properties()) {
        var pointer = JsonPointer.compile(change.getKey());
        var parent = body.at(pointer.head());
        if (parent instanceof ArrayNode list) {
          if (change.getValue().isNull()) {
            list.remove(pointer.last().getMatchingIndex());
          } else {
            list.add(change.getValue());
          }
        } else {
          ((ObjectNode) parent).set(pointer.last().getMatchingProperty(), change.getValue());
        }
      }
      var answer =
          gateway.call(
              "POST",
              "/api/v1/authorizations/" + number(which) + "/update",
              step.path("update").isEmpty() ? "" : body,
              gateway.token());
      assertThat(answer.statusCode())
          .as(answer.body())
          .isEqualTo(step.has("refused") ? step.path("status").asInt(409) : 200);
      if (step.has("refused")) {
        assertThat(answer.body()).contains(step.path("refused").asText().replace("{id}", id));
      } else {
        var told = ClaimGateway.JSON.readTree(answer.body());
        assertThat(told.path("id").asText()).isEqualTo(number(step.path("is").asText("2")));
        assertThat(told.path("replaces").asText()).isEqualTo(number(which));
      }
    }

    private String state(String which) throws Exception {
      return gateway.claim(number(which)).path("state").asText();
    }

    private String history(String which) throws Exception {
      var claim = gateway.claim(number(which));
      return claim.path("history") + " " + claim.path("deliveries") + " " + claim.path("findings");
    }

    private void judge(JsonNode expected) throws Exception {
      for (var state : expected.path("states").properties()) {
        assertThat(state(state.getKey()))
            .as(state.getKey() + history(state.getKey()))
            .isEqualTo(state.getValue().asText());
      }
      for (var reason : expected.path("reasons").properties()) {
        assertThat(gateway.claim(number(reason.getKey())).toString())
            .contains(reason.getValue().asText());
      }
      var kinds =
          gateway.inbox(id + "-p").stream()
              .filter(i -> i.path("patient").asText().equals(id + "-p"))
              .map(i -> i.path("kind").asText())
              .toList();
      var inbox = new ArrayList<String>();
      expected.path("inbox").forEach(k -> inbox.add(k.asText()));
      assertThat(kinds).containsExactlyInAnyOrderElementsOf(inbox);
      for (var sent : expected.path("sent").properties()) {
        var words = sent.getKey().split(" ", 2);
        assertThat(found(words[0], words[1])).as(sent.getKey()).hasSize(sent.getValue().asInt());
      }
      for (var marks : expected.path("marks").properties()) {
        assertThat(marks(marks.getKey())).hasToString(marks.getValue().toString());
      }
      if (expected.has("says") && insurer.equals("acme")) {
        assertThat(found("submit", "2").get(0).getBodyAsString())
            .contains(expected.path("says").asText());
      }
    }

    private List<LoggedRequest> found(String operation, String which) {
      var number = number(which);
      return operation.equals("inquire") && insurer.equals("beta")
          ? INSURERS.findAll(anyRequestedFor(urlMatching("/beta/ClaimResponse.*%7C" + number)))
          : INSURERS.findAll(
              postRequestedFor(urlEqualTo("/" + insurer + "/Claim/$" + operation))
                  .withRequestBody(containing(named(operation, number))));
    }

    /** Code, units and mark of each line that was sent. */
    private ArrayNode marks(String which) {
      var sent = ClaimGateway.read(found("submit", which).get(0).getBodyAsString());
      var marks = ClaimGateway.JSON.createArrayNode();
      for (var item : sent.at("/entry/0/resource/item")) {
        var mark = new StringBuilder(item.at("/productOrService/coding/0/code").asText());
        mark.append(' ').append(item.at("/quantity/value").asText());
        for (var extension : item.path("extension")) {
          if (extension.path("url").asText().endsWith("infoChanged")) {
            mark.append(' ').append(extension.path("valueCode").asText());
          }
        }
        if (item.path("modifierExtension").toString().contains("infoCancelled")) {
          mark.append(" cancelled");
        }
        marks.add(mark.toString());
      }
      return marks;
    }
  }
}

package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.luer.mappings.fhir.FhirConformance;

/**
 * What insurers do with claims, and what becomes of state, inbox and money: a folder per scenario,
 * played with an insurer that takes {@code Claim/$submit} and {@code $inquire}, and with one that
 * takes {@code POST Claim} and is asked by a search.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class ClaimScenariosTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("patience", 90));
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

  private static List<Path> folders() throws Exception {
    var root = Objects.requireNonNull(ClaimScenariosTest.class.getResource("scenarios"));
    try (var all = Files.list(Path.of(root.toURI()))) {
      return all.sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> scenarios() throws Exception {
    var folders = folders();
    assertThat(folders).hasSizeGreaterThan(20);
    var tests = new ArrayList<DynamicTest>();
    var wanted = System.getProperty("scenario", ".*"); // one by name, while it is written
    for (int i = 0; i < folders.size(); i++) {
      var folder = folders.get(i);
      if (!folder.getFileName().toString().matches(wanted)) {
        continue;
      }
      var scenario = ClaimGateway.JSON.readTree(folder.resolve("scenario.json").toFile());
      for (var insurer : List.of("acme", "beta")) {
        if (!scenario.has("dialects") || scenario.path("dialects").toString().contains(insurer)) {
          var id = (insurer.equals("acme") ? "A" : "B") + (100 + i);
          tests.add(
              DynamicTest.dynamicTest(
                  folder.getFileName() + " with " + insurer,
                  () -> new Play(scenario, insurer, id).run()));
        }
      }
    }
    if (wanted.equals(".*")) {
      tests.add(
          DynamicTest.dynamicTest(
              "what was sent conforms", ClaimScenariosTest::everyShapeThatWasSentConforms));
    }
    return tests.stream();
  }

  /**
   * One of each kind: what it is, where it went, whether it stands alone or in place of another.
   */
  private static void everyShapeThatWasSentConforms() {
    var shapes = new TreeMap<String, String>();
    for (var event : INSURERS.getAllServeEvents()) {
      var body = event.getRequest().getBodyAsString();
      if (!body.isEmpty()) {
        var types = new TreeSet<String>();
        var claim = ClaimGateway.read(body);
        for (var entry : claim.path("entry")) {
          types.add(entry.at("/resource/resourceType").asText());
        }
        var kind = (body.contains("\"related\"") ? " related" : "") + status(body);
        shapes.putIfAbsent(event.getRequest().getUrl() + " " + types + kind, body);
      }
    }
    assertThat(shapes).hasSizeGreaterThan(6);
    shapes.forEach(
        (shape, body) -> assertThat(FhirConformance.errors(body)).as(shape + " " + body).isEmpty());
  }

  private static String status(String body) {
    return body.contains("\"status\":\"cancelled\"") ? " cancelled" : " active";
  }

  /** One scenario with one insurer. */
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
      answers("submit", scenario.path("submit"));
      answers("inquire", scenario.path("inquire"));
      for (var step : scenario.path("steps")) {
        step(step);
      }
      judge(scenario.path("expect"));
    }

    private MappingBuilder asked(String what) {
      if (insurer.equals("acme")) {
        var path = what.equals("submit") ? "/acme/Claim/$submit" : "/acme/Claim/$inquire";
        return post(urlEqualTo(path)).withRequestBody(named());
      }
      return what.equals("submit")
          ? post(urlEqualTo("/beta/Claim")).withRequestBody(named())
          : any(urlMatching("/beta/ClaimResponse.*%7C" + id + "(-2)?"));
    }

    /** The claim itself or its replacement. */
    private com.github.tomakehurst.wiremock.matching.StringValuePattern named() {
      return containing("\"" + id + "-p\"").or(containing("/sid/claim\",\"value\":\"" + id));
    }

    private void answers(String what, JsonNode answers) throws IOException {
      for (int i = 0; i < answers.size(); i++) {
        var last = i == answers.size() - 1;
        INSURERS.stubFor(
            asked(what)
                .inScenario(id + what)
                .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
                .willSetStateTo(last && i == 0 ? Scenario.STARTED : "after " + (last ? i : i + 1))
                .willReturn(answer(what, answers.get(i))));
      }
    }

    private ResponseDefinitionBuilder answer(String what, JsonNode told) throws IOException {
      var answer = aResponse().withStatus(told.path("status").asInt(200));
      told.path("headers")
          .properties()
          .forEach(h -> answer.withHeader(h.getKey(), h.getValue().asText()));
      if (told.has("delay")) {
        answer.withFixedDelay(told.path("delay").asInt());
      }
      if (told.has("html")) {
        return answer.withHeader("Content-Type", "text/html").withBody("<html>Sign in</html>");
      }
      if (told.has("issue")) {
        return answer.withBody(
            """
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"%s",
             "details":{"text":"%s"},"expression":["Claim.provider"]}]}"""
                .formatted(told.path("issue").asText(), told.path("text").asText()));
      }
      if (told.has("empty")) {
        return answer.withBody("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}");
      }
      if (!told.has("body")) {
        return answer;
      }
      var response = response(told.path("body"));
      return answer.withBody(
          what.equals("submit") && insurer.equals("beta")
              ? response
              : "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                  + response
                  + "}]}");
    }

    /** A ClaimResponse of what a scenario says in short. */
    private String response(JsonNode told) {
      var number = told.path("number").asText("ICN-{id}").replace("{id}", id);
      var claim = told.path("claim").asText("{id}").replace("{id}", id);
      var response = ClaimGateway.JSON.createObjectNode();
      response.put("resourceType", "ClaimResponse").put("status", "active").put("use", "claim");
      response.putArray("identifier").addObject().put("system", "urn:icn").put("value", number);
      response
          .putObject("type")
          .putArray("coding")
          .addObject()
          .put("system", "http://terminology.hl7.org/CodeSystem/claim-type")
          .put("code", "professional");
      response.putObject("patient").put("display", "as in the claim");
      response.put("created", "2026-11-20").put("outcome", told.path("outcome").asText());
      response.putObject("insurer").put("display", insurer);
      response
          .putObject("request")
          .putObject("identifier")
          .put("system", "https://clinic.example.org/fhir/sid/claim")
          .put("value", claim);
      if (told.has("reverses")) {
        var extension = response.putArray("extension").addObject();
        extension.put(
            "url", "https://clinic.example.org/fhir/StructureDefinition/outcome-replaces");
        extension
            .putObject("valueIdentifier")
            .put("system", "urn:icn")
            .put("value", told.path("reverses").asText().replace("{id}", id));
      }
      if (told.path("outcome").asText().equals("error")) {
        response
            .putArray("error")
            .addObject()
            .putObject("code")
            .putArray("coding")
            .addObject()
            .put("system", "https://codesystem.x12.org/external/276-277-codes")
            .put("code", "A3");
      }
      var nets = amended() ? List.of("200.00", "90.00") : List.of("310.00", "90.00");
      var lines = told.path("lines");
      for (int i = 0; i < lines.size(); i++) {
        var item = response.withArray("item").addObject().put("itemSequence", i + 1);
        var paid = lines.get(i).get(0).asText();
        var net =
            lines.size() < 2 || !claim.endsWith("-2")
                ? List.of("310.00", "90.00").get(i)
                : nets.get(i);
        amount(
            item.withArray("adjudication").addObject(),
            "submitted",
            paid.startsWith("-") ? "-" + net : net);
        amount(item.withArray("adjudication").addObject(), "benefit", paid);
        for (var adjustment : lines.get(i).get(1)) {
          var one = item.withArray("adjudication").addObject();
          one.putObject("category").put("text", "adjustment");
          one.putArray("extension")
              .addObject()
              .put("url", "https://insurer.example.org/group")
              .putObject("valueCoding")
              .put("system", "https://x12.org/codes/claim-adjustment-group-codes")
              .put("code", adjustment.get(0).asText());
          one.putObject("reason")
              .putArray("coding")
              .addObject()
              .put("system", "https://x12.org/codes/claim-adjustment-reason-codes")
              .put("code", adjustment.get(1).asText());
          one.putObject("amount")
              .put("value", new BigDecimal(adjustment.get(2).asText()))
              .put("currency", "USD");
        }
      }
      return response.toString();
    }

    private boolean amended() {
      return scenario.path("steps").toString().contains("amend");
    }

    private static void amount(
        com.fasterxml.jackson.databind.node.ObjectNode to, String kind, String value) {
      to.putObject("category")
          .putArray("coding")
          .addObject()
          .put("system", "http://terminology.hl7.org/CodeSystem/adjudication")
          .put("code", kind);
      to.putObject("amount").put("value", new BigDecimal(value)).put("currency", "USD");
    }

    private void step(JsonNode step) throws Exception {
      if (step.has("post")) {
        var answer =
            gateway.call(
                "POST",
                "/fhir/ClaimResponse",
                response(step.path("post")),
                gateway.insurerToken(insurer));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return;
      }
      if (step.has("amend")) {
        gateway.ok(
            "PUT",
            "/api/v1/charges/" + id,
            ClaimGateway.chargeOf(id, step.path("amend").asText(), "billable"));
        return;
      }
      if (step.has("difference")) {
        assertThat(gateway.claim(id + "-2").path("difference").findValuesAsText("path"))
            .contains(step.path("difference").asText());
        return;
      }
      if (step.has("inbox")) {
        assertThat(kinds()).contains(step.path("inbox").asText());
        return;
      }
      var words = step.asText().split(" ", 2);
      switch (words[0]) {
        case "charge" -> gateway.charge(id, insurer.equals("acme") ? "ACME1" : "BETA1", "310.00");
        case "confirm" ->
            gateway.ok(
                "POST", "/api/v1/claims/" + (words.length > 1 ? id + "-2" : id) + "/confirm", "");
        case "void" ->
            gateway.ok("POST", "/api/v1/claims/" + id + "/void", "{\"reason\":\"billed twice\"}");
        case "entered-in-error" ->
            gateway.ok(
                "PUT",
                "/api/v1/charges/" + id,
                ClaimGateway.chargeOf(id, "310.00", "entered-in-error"));
        case "await" ->
            await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(id)).as(history()).isEqualTo(words[1]));
        default -> throw new IllegalArgumentException(step.toString());
      }
    }

    private String history() throws Exception {
      var claim = gateway.claim(id);
      return claim.path("history") + " " + claim.path("deliveries") + " " + claim.path("reason");
    }

    private static String state(String id) throws Exception {
      return gateway.claim(id).path("state").asText();
    }

    private List<String> kinds() throws Exception {
      return gateway.inbox(id + "-p").stream()
          .filter(
              i ->
                  !i.path("kind").asText().equals("claim-unknown")
                      || i.path("content").path("claimNumber").path("value").asText().contains(id)
                      || i.path("content").path("claimId").asText().contains(id))
          .map(i -> i.path("kind").asText())
          .toList();
    }

    private void judge(JsonNode expected) throws Exception {
      var claim = gateway.claim(id);
      assertThat(claim.path("state").asText()).isEqualTo(expected.path("state").asText());
      assertThat(claim.at("/reason/text").asText()).contains(expected.path("reason").asText(""));
      if (expected.has("said")) {
        var history = claim.path("history");
        assertThat(history.get(history.size() - 1).path("said").toString())
            .contains(expected.path("said").asText(), "Claim.provider");
        assertThat(claim.path("reason").toString()).doesNotContain(expected.path("said").asText());
      }
      var inbox = new ArrayList<String>();
      expected.path("inbox").forEach(k -> inbox.add(k.asText()));
      assertThat(kinds()).as(history()).containsExactlyInAnyOrderElementsOf(inbox);
      expected
          .path("money")
          .properties()
          .forEach(
              m ->
                  assertThat(claim.path("money").path(m.getKey()).decimalValue())
                      .as(m.getKey() + " in " + claim.path("money"))
                      .isEqualByComparingTo(m.getValue().asText()));
      if (expected.has("todo")) {
        assertThat(claim.path("money").findValuesAsText("todo"))
            .contains(expected.path("todo").asText());
      }
      if (expected.has("replacement")) {
        assertThat(claim.path("replacedBy").asText()).isEqualTo(id + "-2");
        assertThat(state(id + "-2")).isEqualTo(expected.path("replacement").asText());
      }
      requests(expected);
    }

    /** Nothing was sent twice that need not be. */
    private void requests(JsonNode expected) {
      var submits = found("submit");
      assertThat(submits).hasSize(expected.path("submits").asInt());
      if (expected.has("inquiries")) {
        assertThat(found("inquire")).hasSize(expected.path("inquiries").asInt());
      }
      if (expected.path("same").asBoolean()) {
        assertThat(submits.stream().map(LoggedRequest::getBodyAsString).collect(Collectors.toSet()))
            .as("identical bytes")
            .hasSize(1);
      }
      if (expected.has("apart")) {
        var times = submits.stream().map(r -> r.getLoggedDate().toInstant()).sorted().toList();
        assertThat(Duration.between(times.get(0), times.get(1)))
            .as("Retry-After")
            .isGreaterThanOrEqualTo(Duration.ofMillis(expected.path("apart").asLong()));
      }
    }

    private List<LoggedRequest> found(String what) {
      if (insurer.equals("acme")) {
        var path = what.equals("submit") ? "/acme/Claim/$submit" : "/acme/Claim/$inquire";
        return INSURERS.findAll(postRequestedFor(urlEqualTo(path)).withRequestBody(named()));
      }
      return what.equals("submit")
          ? INSURERS.findAll(postRequestedFor(urlEqualTo("/beta/Claim")).withRequestBody(named()))
          : INSURERS.findAll(
              anyRequestedFor(urlMatching("/beta/ClaimResponse.*%7C" + id + "(-2)?")));
    }
  }

  /** What a partner's settings say wins: a person decides, and nothing is sent or asked again. */
  @Test
  void anInsurerWithAmbiguousHoldIsNeverSentAClaimAgainByItself() throws Exception {
    INSURERS.stubFor(
        post(urlEqualTo("/deaf/Claim/$submit"))
            .willReturn(aResponse().withStatus(200).withFixedDelay(3500)));
    gateway.charge("H1", "DEAF1", "310.00");
    gateway.ok("POST", "/api/v1/claims/H1/confirm", "");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(gateway.claim("H1").path("state").asText())
                    .as(gateway.claim("H1").path("history").toString())
                    .isEqualTo("undelivered"));
    assertThat(gateway.inbox("H1-p"))
        .extracting(i -> i.path("kind").asText())
        .contains("claim-review");
    assertThat(INSURERS.findAll(postRequestedFor(urlMatching("/deaf/.*")))).hasSize(1);
  }

  @Test
  void whoseClaimsWereListedIsAuditedOncePerPatient() throws Exception {
    gateway.charge("L1", "ACME1", "310.00");
    gateway.ok("GET", "/api/v1/claims?patient=nobody", "");
    gateway.ok("GET", "/api/v1/claims?patient=L1-p&limit=7", "");
    assertThat(searches("L1-p")).containsExactly("claims?limit=7&patient=L1-p");
    assertThat(searches("nobody")).isEmpty();
  }

  private static List<String> searches(String patient) throws Exception {
    var page = gateway.ok("GET", "/api/v1/audit?limit=500&patient=" + patient, "");
    var searches = new ArrayList<String>();
    for (var event : page.path("items")) {
      if (event.path("event").asText().equals("resources-searched")) {
        searches.add(event.path("query").asText());
      }
    }
    return searches;
  }

  @AfterAll
  static void nothingElseWasAsked() {
    assertThat(INSURERS.findAll(anyRequestedFor(anyUrl()))).isNotEmpty();
  }
}

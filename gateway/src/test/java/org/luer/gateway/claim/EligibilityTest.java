package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** The clinic asks whether somebody is covered; insurers of two dialects answer and misbehave. */
@SuppressWarnings("NullAway.Init") // by JUnit
class EligibilityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SUBMIT = "/acme/CoverageEligibilityRequest/$submit";
  private static final WireMockServer INSURERS =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  @TempDir private static Path home;
  private static ClaimGateway gateway;
  private static int patients;

  private String patient = "";

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

  @BeforeEach
  void anotherPatient() throws Exception {
    INSURERS.resetAll();
    patient = "elig-" + ++patients;
    gateway.ok("PUT", "/api/v1/patients/" + patient, ClaimGateway.patient(patient));
  }

  private String coverage(String payer) throws Exception {
    var id = "cv-" + patient + "-" + payer;
    gateway.ok("PUT", "/api/v1/coverages/" + id, ClaimGateway.coverage(id, patient, payer));
    return id;
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    return gateway.call(method, path, body, gateway.token());
  }

  private static JsonNode ask(String coverage) throws Exception {
    var answer =
        call(
            "POST",
            "/api/v1/eligibility",
            "{\"coverage\":\"" + coverage + "\",\"services\":[\"96365\",\"J3490\"]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return ClaimGateway.JSON.readTree(answer.body());
  }

  private static JsonNode shown(String id) throws Exception {
    var answer = call("GET", "/api/v1/eligibility/" + id, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return ClaimGateway.JSON.readTree(answer.body());
  }

  private static JsonNode until(String id, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(shown(id).path("state").asText()).isEqualTo(state));
    try {
      return shown(id);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ResponseDefinitionBuilder fhir(String body) {
    return aResponse().withHeader("Content-Type", "application/fhir+json").withBody(body);
  }

  /** Covered, with a copay; the drug needs authorization. */
  private static String response(String number, boolean active) {
    return """
    {"resourceType":"CoverageEligibilityResponse","status":"active","purpose":["benefits"],"identifier":[{"system":"urn:er","value":"ER-%1$s"}],
     "patient":{"display":"as asked"},"created":"2026-11-20","request":{"identifier":{"system":"https://clinic.example.org/fhir/sid/eligibility-request","value":"%1$s"}},
     "outcome":"complete","disposition":"Verified","insurer":{"display":"Acme"},"insurance":[{"coverage":{"display":"as asked"},"inforce":%2$s,"item":[
      {"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"96365"}]},"benefit":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/benefit-type","code":"copay"}]},"allowedMoney":{"value":40.00,"currency":"USD"}}]},
      {"productOrService":{"coding":[{"system":"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"J3490"}]},"authorizationRequired":true}]}]}"""
        .formatted(number, active);
  }

  private static JsonNode service(JsonNode shown, String code) {
    for (var service : shown.path("services")) {
      if (service.path("code").asText().equals(code)) {
        return service;
      }
    }
    throw new AssertionError(code + " is not in " + shown);
  }

  private List<String> inbox() throws Exception {
    return gateway.inbox(patient).stream()
        .filter(i -> i.path("patient").asText().equals(patient)) // not those of nobody known
        .map(i -> i.path("kind").asText())
        .toList();
  }

  @Test
  void whatTheInsurerAnswersIsShownAndInTheInbox() throws Exception {
    var coverage = coverage("ACME1");
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT)).willReturn(aResponse().withFixedDelay(50).withStatus(503)));
    var id = ask(coverage).path("id").asText();
    INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(fhir(response(id, true))));
    var shown = until(id, "answered");
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(shown.path("disposition").asText()).isEqualTo("Verified");
    assertThat(service(shown, "J3490").path("authorizationRequired").asBoolean()).isTrue();
    assertThat(service(shown, "96365").at("/amounts/0/allowed").asText()).isEqualTo("40.00");
    assertThat(inbox()).containsExactly("eligibility-received");
    var sent = INSURERS.findAll(postRequestedFor(urlEqualTo(SUBMIT))).get(0).getBodyAsString();
    var bundle = FhirJson.parse(Bundle.class, sent).value().orElseThrow();
    assertThat(bundle.getEntry())
        .extracting(e -> e.getResource().fhirType())
        .startsWith("CoverageEligibilityRequest")
        .contains("Patient", "Coverage", "Organization");
    assertThat(FhirConformance.errors(sent)).as(sent).isEmpty();
  }

  /** The day of the charges of {@link ClaimGateway}; the charge of another day is not held. */
  @Test
  void aCoverageThatIsNotInForceOnTheDayHoldsTheClaim() throws Exception {
    var day = LocalDate.now(ZoneOffset.UTC).minusDays(3);
    for (var asked : List.of(day, day.minusDays(1))) {
      var id = "IN" + asked.getDayOfYear();
      gateway.ok("PUT", "/api/v1/patients/" + id + "-p", ClaimGateway.patient(id + "-p"));
      gateway.ok(
          "PUT",
          "/api/v1/coverages/" + id + "-c",
          ClaimGateway.coverage(id + "-c", id + "-p", "ACME1"));
      INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(aResponse().withStatus(503)));
      var told =
          call(
              "POST",
              "/api/v1/eligibility",
              "{\"coverage\":\"%s-c\",\"day\":\"%s\"}".formatted(id, asked));
      var number = ClaimGateway.JSON.readTree(told.body()).path("id").asText();
      INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(fhir(response(number, false))));
      assertThat(until(number, "answered").path("active").asBoolean(true)).isFalse();
      gateway.charge(id, "ACME1", "310.00");
      var claim = gateway.claim(id);
      assertThat(claim.path("state").asText())
          .as(claim.path("findings").toString())
          .isEqualTo(asked.equals(day) ? "held" : "proposed");
      assertThat(claim.path("findings").findValuesAsText("rule").contains("eligibility-inactive"))
          .isEqualTo(asked.equals(day));
    }
  }

  @Test
  void theSameQuestionOnTheSameDayIsAskedOnce() throws Exception {
    var coverage = coverage("ACME1");
    INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(aResponse().withStatus(503)));
    var id = ask(coverage).path("id").asText();
    assertThat(ask(coverage).path("id").asText()).isEqualTo(id);
    INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(fhir(response(id, false))));
    assertThat(until(id, "answered").path("active").asBoolean(true)).isFalse();
    assertThat(ask(coverage).path("state").asText()).isEqualTo("answered");
    var list = call("GET", "/api/v1/eligibility?patient=" + patient, "");
    assertThat(ClaimGateway.JSON.readTree(list.body()).path("items")).hasSize(1);
    assertThat(inbox()).hasSize(1);
  }

  @Test
  void anInsurerOfTheOtherDialectGetsTheQuestionAlone() throws Exception {
    var coverage = coverage("BETA1");
    var path = "/beta/CoverageEligibilityRequest";
    INSURERS.stubFor(post(urlEqualTo(path)).willReturn(aResponse().withStatus(503)));
    var id = ask(coverage).path("id").asText();
    INSURERS.stubFor(post(urlEqualTo(path)).willReturn(fhir(response(id, true)).withStatus(201)));
    until(id, "answered");
    var sent =
        ClaimGateway.JSON.readTree(
            INSURERS.findAll(postRequestedFor(urlEqualTo(path))).get(0).getBodyAsString());
    assertThat(sent.path("resourceType").asText()).isEqualTo("CoverageEligibilityRequest");
    assertThat(sent.path("contained")).isNotEmpty();
    assertThat(FhirConformance.errors(sent.toString())).as(sent.toString()).isEmpty();
    assertThat(sent.at("/insurance/0/coverage/reference").asText()).startsWith("#r");
  }

  @Test
  void noAnswerInTimeALostConnectionAndABrokenServerAreAskedAgain() throws Exception {
    var coverage = coverage("ACME1");
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT))
            .inScenario("bad")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("slow")
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT))
            .inScenario("bad")
            .whenScenarioStateIs("slow")
            .willSetStateTo("broken")
            .willReturn(aResponse().withFixedDelay(4_000)));
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT))
            .inScenario("bad")
            .whenScenarioStateIs("broken")
            .willSetStateTo("many")
            .willReturn(aResponse().withStatus(500)));
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT))
            .inScenario("bad")
            .whenScenarioStateIs("many")
            .willSetStateTo("well")
            .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "1")));
    INSURERS.stubFor(
        post(urlEqualTo(SUBMIT))
            .inScenario("bad")
            .whenScenarioStateIs("well")
            .willReturn(
                fhir(
                    response("", true)
                        .replaceAll(
                            "\"request\":\\{\"identifier.*?}}",
                            "\"request\":{\"display\":\"as asked\"}"))));
    until(ask(coverage).path("id").asText(), "answered");
    assertThat(inbox()).hasSize(1);
  }

  private static HttpResponse<String> posted(String path, String body) throws Exception {
    return gateway.call("POST", path, body, gateway.insurerToken("acme"));
  }

  private String taken() throws Exception {
    INSURERS.stubFor(post(urlEqualTo(SUBMIT)).willReturn(aResponse().withStatus(202)));
    var id = ask(coverage("ACME1")).path("id").asText();
    await()
        .atMost(PATIENCE)
        .until(() -> !INSURERS.findAll(postRequestedFor(urlEqualTo(SUBMIT))).isEmpty());
    assertThat(shown(id).path("state").asText()).isEqualTo("asked");
    return id;
  }

  @Test
  void anAnswerThatIsPostedLaterIsFiledWithItsQuestionOnce() throws Exception {
    var id = taken();
    for (int i = 0; i < 2; i++) {
      var answer = posted("/fhir/CoverageEligibilityResponse", response(id, true));
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }
    var shown = until(id, "answered");
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(service(shown, "J3490").path("authorizationRequired").asBoolean()).isTrue();
    assertThat(inbox()).containsExactly("eligibility-received");
  }

  /** By the address that the question had in what was sent, and in a Bundle. */
  @Test
  void anAnswerMayNameItsQuestionByItsAddress() throws Exception {
    var id = taken();
    var sent = INSURERS.findAll(postRequestedFor(urlEqualTo(SUBMIT))).get(0).getBodyAsString();
    var address = ClaimGateway.read(sent).at("/entry/0/fullUrl").asText();
    var answer = ClaimGateway.read(response(id, false));
    answer.putObject("request").put("reference", address);
    var bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0\",\"resource\":"
            + answer
            + ",\"request\":{\"method\":\"POST\",\"url\":\"CoverageEligibilityResponse\"}}]}";
    var taken = posted("/fhir", bundle);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(until(id, "answered").path("active").asBoolean(true)).isFalse();
    assertThat(inbox()).containsExactly("eligibility-received");
  }

  @Test
  void anAnswerToAQuestionThatWasNotAskedIsKeptForAPerson() throws Exception {
    var id = taken();
    var before = gateway.inbox(patient).size();
    var unknown = posted("/fhir/CoverageEligibilityResponse", response("EQ-NEVER", true));
    assertThat(unknown.statusCode()).as(unknown.body()).isIn(200, 201);
    var kinds =
        gateway.inbox(patient).stream()
            .filter(i -> i.toString().contains("EQ-NEVER"))
            .map(i -> i.path("kind").asText())
            .toList();
    assertThat(kinds).containsExactly("eligibility-unknown");
    assertThat(gateway.inbox(patient)).hasSize(before + 1);
    assertThat(shown(id).path("state").asText()).isEqualTo("asked");
  }

  @Test
  void aRefusalIsToldInTheInsurersWords() throws Exception {
    INSURERS.stubFor(
        post(urlPathMatching("/acme/.*"))
            .willReturn(
                fhir("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"not-found\",\"diagnostics\":\"Member not on file\"}]}")
                    .withStatus(422)));
    var id = ask(coverage("ACME1")).path("id").asText();
    var shown = until(id, "refused");
    assertThat(shown.at("/said/0/text").asText()).isEqualTo("Member not on file");
    assertThat(shown.path("reason").toString()).doesNotContain("Member");
    assertThat(inbox()).containsExactly("eligibility-refused");
  }

  @Test
  void whatIsNoAnswerOrOneToAnotherQuestionIsKeptForAPerson() throws Exception {
    var bodies =
        List.of(
            "<html>Sign in</html>",
            "{}",
            response("EQ-OTHER", true),
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}");
    for (var body : bodies) {
      anotherPatient();
      INSURERS.stubFor(post(urlMatching("/acme/.*")).willReturn(fhir(body)));
      var id = ask(coverage("ACME1")).path("id").asText();
      var shown = until(id, "undelivered");
      assertThat(shown.at("/reason/text").asText()).as(body).isNotEmpty();
      assertThat(shown.has("answer")).isFalse();
    }
  }

  @Test
  void whatCannotBeAskedIsToldWithItsPlace() throws Exception {
    for (var wrong :
        List.of(
            "{}",
            "{\"coverage\":\"nobody's\"}",
            "{\"coverage\":\"%s\",\"day\":\"tomorrow\"}".formatted(coverage("ACME1")),
            "{\"coverage\":\"%s\",\"services\":[\"ketamine\"]}".formatted(coverage("ACME1")),
            "{\"coverage\":\"%s\"}".formatted(coverage("UNKNOWN1")),
            "{\"coverage\":\"%s\"}".formatted(coverage("DEAF1")))) {
      var answer = call("POST", "/api/v1/eligibility", wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(422);
      assertThat(ClaimGateway.JSON.readTree(answer.body()).at("/errors/0/pointer").asText())
          .startsWith("/");
    }
    assertThat(call("GET", "/api/v1/eligibility/none", "").statusCode()).isEqualTo(404);
  }
}

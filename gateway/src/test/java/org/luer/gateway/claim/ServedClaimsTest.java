package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.PasConformance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What insurers, and nobody else, read of claims and of the answers to them. */
@SuppressWarnings("NullAway.Init") // by JUnit
class ServedClaimsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final WireMockServer INSURERS =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private static final Map<String, String> TOKENS = new HashMap<>();
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

  private static java.net.http.HttpResponse<String> get(String partner, String path)
      throws Exception {
    var token = TOKENS.get(partner);
    if (token == null) {
      token =
          SmartClient.es384(gateway.address())
              .register(gateway.token(), partner, "system/*.rs")
              .token("system/*.rs");
      TOKENS.put(partner, token);
    }
    var request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(gateway.address() + "/fhir/" + path))
            .header("Authorization", "Bearer " + token)
            .build();
    return java.net.http.HttpClient.newHttpClient()
        .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
  }

  private static List<JsonNode> found(String partner, String search) throws Exception {
    var answer = get(partner, search);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(
            ClaimGateway.JSON.readTree(answer.body()).path("entry").spliterator(), false)
        .map(e -> e.path("resource"))
        .toList();
  }

  private static List<JsonNode> claims(String partner, String number) throws Exception {
    return found(partner, "Claim?identifier=https://clinic.example.org/fhir/sid/claim%7C" + number);
  }

  /** A claim that its insurer answers with these amounts for the first line. */
  private static void answered(String id, String paid, String number) {
    for (var operation : List.of("$submit", "$inquire")) { // asked where the first answer was slow
      INSURERS.stubFor(
          post(urlEqualTo("/acme/Claim/" + operation))
              .withRequestBody(containing("/sid/claim\",\"value\":\"" + id + "\""))
              .willReturn(aResponse().withBody(answer(id, paid, number))));
    }
  }

  /** A ClaimResponse that pays so much of the first line, and all of the second. */
  private static String answer(String id, String paid, String number) {
    return """
        {"resourceType":"ClaimResponse","status":"active","use":"claim","identifier":[{"system":"urn:icn","value":"%3$s"}],
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},
         "patient":{"display":"as in the claim"},"created":"2026-11-20","outcome":"complete","insurer":{"display":"acme"},
         "request":{"identifier":{"system":"https://clinic.example.org/fhir/sid/claim","value":"%1$s"}},
         "item":[{"itemSequence":1,"adjudication":[
           {"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted"}]},"amount":{"value":310.00,"currency":"USD"}},
           {"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"benefit"}]},"amount":{"value":%2$s,"currency":"USD"}}]},
          {"itemSequence":2,"adjudication":[
           {"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted"}]},"amount":{"value":90.00,"currency":"USD"}},
           {"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"benefit"}]},"amount":{"value":90.00,"currency":"USD"}}]}]}
        """
        .formatted(id, paid, number);
  }

  private static void until(String claim, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(gateway.claim(claim).path("state").asText()).isEqualTo(state));
  }

  /** The Claim as it was sent. */
  private static JsonNode sent(String path, String number) {
    var bodies = new ArrayList<JsonNode>();
    for (var request : INSURERS.findAll(postRequestedFor(urlEqualTo(path)))) {
      for (var entry : ClaimGateway.read(request.getBodyAsString()).path("entry")) {
        if (entry.at("/resource/resourceType").asText().equals("Claim")
            && entry.at("/resource/identifier").toString().contains("\"" + number + "\"")) {
          bodies.add(entry);
        }
      }
    }
    return bodies.get(bodies.size() - 1);
  }

  @Test
  void claimAndAnswerAreServedToTheirInsurerAloneFromConfirmationOn() throws Exception {
    answered("S1", "310.00", "ICN-S1");
    gateway.charge("S1", "ACME1", "310.00");
    assertThat(claims("acme", "S1")).as("a proposal").isEmpty();
    gateway.ok("POST", "/api/v1/claims/S1/confirm", "");
    until("S1", "paid");

    var served = claims("acme", "S1");
    assertThat(served).hasSize(1);
    var claim = served.get(0);
    var sent = sent("/acme/Claim/$submit", "S1");
    var id = claim.path("id").asText();
    assertThat(sent.path("fullUrl").asText()).isEqualTo("urn:uuid:" + id);
    for (var element : List.of("identifier", "status", "use", "type", "created", "total")) {
      assertThat(claim.path(element)).as(element).isEqualTo(sent.at("/resource/" + element));
    }
    for (var part : List.of("item", "diagnosis", "careTeam", "supportingInfo")) {
      assertThat(claim.path(part).size()).as(part).isEqualTo(sent.at("/resource/" + part).size());
    }
    var read = get("acme", "Claim/" + id);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(FhirConformance.errors(read.body())).as(read.body()).isEmpty();
    for (var reference : claim.findValuesAsText("reference")) {
      assertThat(get("acme", reference).statusCode()).as(reference).isEqualTo(200);
    }

    var answers = found("acme", "ClaimResponse?request=Claim/" + id);
    assertThat(answers).hasSize(1);
    assertThat(FhirConformance.errors(answers.get(0).toString())).isEmpty();
    assertThat(answers.get(0).at("/request/reference").asText()).isEqualTo("Claim/" + id);
    assertThat(answers.get(0).path("identifier").findValuesAsText("value")).contains("ICN-S1");
    assertThat(found("acme", "ClaimResponse?identifier=urn:icn%7CICN-S1&_include=*"))
        .extracting(r -> r.path("resourceType").asText())
        .contains("ClaimResponse", "Claim");

    var answer = "ClaimResponse/" + answers.get(0).path("id").asText();
    var nobody = get("beta", "Claim/none").body();
    for (var other : List.of("beta", "older", "ward", "drlee")) {
      for (var path : List.of("Claim/" + id, answer, "Claim/" + id + "/_history")) {
        assertThat(get(other, path).statusCode()).as(other + " " + path).isEqualTo(404);
      }
      assertThat(get(other, "Claim/" + id).body()).isEqualTo(nobody);
      assertThat(claims(other, "S1")).as(other).isEmpty();
      assertThat(found(other, "ClaimResponse?request=Claim/" + id)).as(other).isEmpty();
    }
    var patient = claim.at("/patient/reference").asText();
    assertThat(found("acme", "Claim?patient=" + patient + "&use=claim&status=active")).hasSize(1);
    assertThat(found("acme", "Claim?patient=" + patient + "&use=preauthorization")).isEmpty();
    assertThat(found("acme", "ClaimResponse?patient=" + patient + "&outcome=complete")).hasSize(1);
    assertThat(found("acme", "ClaimResponse?patient=" + patient + "&outcome=error")).isEmpty();
  }

  @Test
  void voidAndReplacementAreVersionsAndClaimsOfTheirOwn() throws Exception {
    answered("S2", "310.00", "ICN-S2");
    answered("S2-2", "200.00", "ICN-S2R");
    gateway.charge("S2", "ACME1", "310.00");
    gateway.ok("POST", "/api/v1/claims/S2/confirm", "");
    until("S2", "paid");
    var first = claims("acme", "S2").get(0).path("id").asText();
    gateway.ok("PUT", "/api/v1/charges/S2", ClaimGateway.chargeOf("S2", "200.00", "billable"));
    assertThat(claims("acme", "S2-2")).as("a proposal").isEmpty();
    gateway.ok("POST", "/api/v1/claims/S2-2/confirm", "");
    until("S2", "replaced");
    var replacement = claims("acme", "S2-2").get(0);
    assertThat(replacement.path("id").asText()).isNotEqualTo(first);
    assertThat(replacement.at("/related/0/reference/value").asText()).isEqualTo("ICN-S2");
    assertThat(get("acme", "Claim/" + first).statusCode()).isEqualTo(200);

    var before = replacement.at("/meta/versionId").asText();
    gateway.ok("POST", "/api/v1/claims/S2-2/void", "{}");
    until("S2-2", "voided");
    var voided = claims("acme", "S2-2").get(0);
    assertThat(voided.path("status").asText()).isEqualTo("cancelled");
    assertThat(voided.at("/meta/versionId").asText()).isNotEqualTo(before);
    assertThat(FhirConformance.errors(voided.toString())).isEmpty();
    var history =
        found("acme", "Claim/" + replacement.path("id").asText() + "/_history").stream()
            .map(r -> r.path("status").asText())
            .toList();
    assertThat(history).containsExactly("cancelled", "active");
  }

  @Test
  void aClaimThatDisclosureHoldsIsNotServedAndOneTakenBackBeforeItWasSentNeitherIs()
      throws Exception {
    answered("S3", "310.00", "ICN-S3");
    gateway.charge("S3", "ACME1", "310.00");
    gateway.ok("POST", "/api/v1/claims/S3/confirm", "");
    until("S3", "paid");
    assertThat(claims("acme", "S3")).hasSize(1);
    gateway.ok(
        "PUT",
        "/api/v1/directives/S3-d",
        "{\"kind\":\"DisclosureDirective\",\"id\":\"S3-d\",\"patientId\":\"S3-p\",\"decision\":\"forbid\",\"recipients\":[\"insurer\"],\"records\":[\"Coverage/S3-c\"]}");
    assertThat(claims("acme", "S3")).as("a part of it is withheld").isEmpty();
    assertThat(found("acme", "ClaimResponse?identifier=urn:icn%7CICN-S3")).isEmpty();

    INSURERS.stubFor(
        post(urlEqualTo("/acme/Claim/$submit"))
            .withRequestBody(containing("/sid/claim\",\"value\":\"S4\""))
            .willReturn(aResponse().withStatus(503)));
    gateway.charge("S4", "ACME1", "310.00");
    gateway.ok(
        "PUT",
        "/api/v1/directives/S4-d",
        "{\"kind\":\"DisclosureDirective\",\"id\":\"S4-d\",\"patientId\":\"S4-p\",\"decision\":\"forbid\",\"recipients\":[\"insurer\"],\"records\":[\"Coverage/S4-c\"]}");
    gateway.call("POST", "/api/v1/claims/S4/confirm", "", gateway.token());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                List.of("undelivered", "held")
                    .contains(gateway.claim("S4").path("state").asText()));
    assertThat(claims("acme", "S4")).isEmpty();
    gateway.call("POST", "/api/v1/claims/S4/void", "{}", gateway.token());
    gateway.ok(
        "PUT",
        "/api/v1/directives/S4-d",
        "{\"kind\":\"DisclosureDirective\",\"id\":\"S4-d\",\"patientId\":\"S4-p\",\"decision\":\"forbid\",\"status\":\"revoked\",\"recipients\":[\"insurer\"],\"records\":[\"Coverage/S4-c\"]}");
    assertThat(claims("acme", "S4")).isEmpty();
  }

  @Test
  void aRequestForAuthorizationIsServedAsThePasRequestThatItIs() throws Exception {
    INSURERS.stubFor(
        post(urlEqualTo("/acme/Claim/$submit"))
            .withRequestBody(containing("\"PA-7\""))
            .willReturn(
                aResponse()
                    .withBody(
                        AuthorizationLoopTest.answer("A1", "AUTH-7").replace("PA-1", "PA-7"))));
    AuthorizationCases.patient(gateway, "S7-p", "ACME1");
    AuthorizationCases.records(gateway, "S7-p");
    gateway.ok("POST", "/api/v1/authorizations", AuthorizationCases.request("PA-7", "S7-p"));
    assertThat(claims("acme", "PA-7")).isEmpty();
    gateway.ok("POST", "/api/v1/claims/PA-7/confirm", "");
    until("PA-7", "approved");
    var request = claims("acme", "PA-7").get(0);
    assertThat(request.path("use").asText()).isEqualTo("preauthorization");
    assertThat(request.at("/meta/profile").toString()).contains("profile-claim");
    assertThat(PasConformance.errors(request.toString(), "2.2.1")).as(request.toString()).isEmpty();
    var sent = sent("/acme/Claim/$submit", "PA-7").path("resource");
    assertThat(request.path("supportingInfo").size())
        .isEqualTo(sent.path("supportingInfo").size())
        .isPositive();
    var answers = found("acme", "ClaimResponse?request=Claim/" + request.path("id").asText());
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).toString()).contains("AUTH-7");
    assertThat(FhirConformance.errors(answers.get(0).toString())).isEmpty();
    for (var type : List.of("Observation", "QuestionnaireResponse", "ServiceRequest")) {
      assertThat(found("acme", type + "?patient=" + request.at("/patient/reference").asText()))
          .as(type + ": what supports a request is not looked up")
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "psychiatric, true",
    "substance-use, true",
    "part-2, false",
    "violence, false",
    "self-paid, false",
    "psychotherapy-notes, false"
  })
  void itsInsurerReadsAClaimOfAClassThatItMayHave(String sensitivity, boolean shown)
      throws Exception {
    var id = "K-" + sensitivity.substring(0, 6); // a claim's number has at most 20 characters
    answered(id, "310.00", "ICN-" + id);
    gateway.charge(id, "ACME1", "310.00");
    gateway.ok("POST", "/api/v1/claims/" + id + "/confirm", "");
    until(id, "paid");
    assertThat(claims("acme", id)).hasSize(1);
    gateway.ok(
        "PUT",
        "/api/v1/directives/" + id,
        """
        {"kind":"DisclosureDirective","id":"%1$s","patientId":"%1$s-p","decision":"forbid","partners":["ward"],"records":["Charge/%1$s","Claim/%1$s"],"classes":["%2$s"]}
        """
            .formatted(id, sensitivity));
    assertThat(claims("acme", id)).hasSize(shown ? 1 : 0);
    assertThat(found("acme", "ClaimResponse?identifier=urn:icn%7CICN-" + id))
        .hasSize(shown ? 1 : 0);
    for (var other : List.of("beta", "ward", "drlee")) {
      assertThat(claims(other, id)).as(other).isEmpty();
    }
  }

  @Test
  void everyReadOfAClaimIsAuditedAndAnIndexFromBeforeIsCompleted() throws Exception {
    answered("S8", "310.00", "ICN-S8");
    gateway.charge("S8", "ACME1", "310.00");
    gateway.ok("POST", "/api/v1/claims/S8/confirm", "");
    until("S8", "paid");
    var id = claims("acme", "S8").get(0).path("id").asText();
    assertThat(get("acme", "Claim/" + id).statusCode()).isEqualTo(200);
    var audit = gateway.ok("GET", "/api/v1/audit?patient=S8-p&limit=500", "").toString();
    assertThat(audit).contains("Claim/S8");

    var jdbc = gateway.context.getBean(JdbcClient.class);
    jdbc.sql("delete from fhir_index where kind = 'Claim'").update();
    jdbc.sql("delete from fhir_unit where kind = 'Claim'").update();
    assertThat(claims("acme", "S8")).isEmpty();
    gateway.ok("POST", "/api/v1/fhir-index/rebuild", "");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(claims("acme", "S8")).hasSize(1));
    assertThat(found("acme", "ClaimResponse?request=Claim/" + id)).hasSize(1);
  }
}

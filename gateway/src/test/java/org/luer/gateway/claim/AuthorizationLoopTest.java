package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.fhir.PasConformance;

/** A request for prior authorization: pended, asked for, approved, and named by the claim. */
class AuthorizationLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  static String answer(String action, String number) {
    return """
        {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"ClaimResponse","status":"active","use":"preauthorization",
         "identifier":[{"system":"urn:acme","value":"PAR-%s"}],
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},
         "patient":{"display":"as asked"},"created":"2026-11-20","insurer":{"display":"acme"},"outcome":"complete",
         "request":{"identifier":{"system":"https://clinic.example.org/fhir/sid/claim","value":"PA-1"}},
         "item":[{"itemSequence":1,"adjudication":[{"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted"}]},
           "extension":[{"url":"http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction","extension":[
             {"url":"http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode","valueCodeableConcept":{"coding":[{"system":"https://codesystem.x12.org/005010/306","code":"%s"}]}}%s]}]}]}]}}]}
        """
        .formatted(
            number,
            action,
            number.isEmpty() ? "" : ",{\"url\":\"number\",\"valueString\":\"" + number + "\"}");
  }

  @ParameterizedTest
  @CsvSource({"acme, ACME1, 2.2.1", "older, OLDER1, 2.0.1"})
  void isPendedThenApprovedAndTheClaimNamesIt(
      String path, String payer, String release, @TempDir Path home) throws Exception {
    var insurer = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    insurer.start();
    try (var gateway = new ClaimGateway(home, insurer.port())) {
      insurer.stubFor(
          post(urlEqualTo("/" + path + "/Claim/$submit"))
              .willReturn(aResponse().withBody(answer("A4", ""))));
      insurer.stubFor(
          post(urlEqualTo("/" + path + "/Claim/$inquire"))
              .willReturn(aResponse().withBody(answer("A1", "AUTH-9"))));
      insurer.stubFor(
          post(urlEqualTo("/" + path + "/Claim/$submit"))
              .withRequestBody(containing("PA-1-cancel"))
              .willReturn(
                  aResponse().withBody(answer("A1", "").replace("\"PA-1\"", "\"PA-1-cancel\""))));
      AuthorizationCases.patient(gateway, "Q1-p", payer);
      gateway.ok("PUT", "/api/v1/coverages/Q1-c", ClaimGateway.coverage("Q1-c", "Q1-p", payer));
      assertThat(
              gateway
                  .ok("POST", "/api/v1/authorizations", AuthorizationCases.request("PA-1", "Q1-p"))
                  .path("state")
                  .asText())
          .isEqualTo("proposed");
      var criteria = gateway.claim("PA-1").path("criteria");
      assertThat(criteria.path("summary").asText())
          .matches("1 of \\d met; missing: .*antidepressant.*");
      assertThat(criteria.at("/checked/0/evidence/0/record").asText()).isEqualTo("Claim");
      gateway.ok("POST", "/api/v1/claims/PA-1/confirm", "");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(gateway.claim("PA-1").path("state").asText())
                      .as(gateway.claim("PA-1").toString())
                      .isEqualTo("approved"));
      var submitted = insurer.findAll(postRequestedFor(urlEqualTo("/" + path + "/Claim/$submit")));
      assertThat(submitted).hasSize(1);
      var question =
          insurer.findAll(postRequestedFor(urlEqualTo("/" + path + "/Claim/$inquire"))).get(0);
      assertThat(question.getBodyAsString()).contains("profile-claim-inquiry");
      gateway.ok("PUT", "/api/v1/charges/Q1", ClaimGateway.chargeOf("Q1", "310.00", "billable"));
      assertThat(gateway.claim("Q1").at("/claim/authorizationNumbers/0").asText())
          .isEqualTo("AUTH-9");
      gateway.ok("POST", "/api/v1/claims/PA-1/void", "{}");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  insurer
                          .findAll(postRequestedFor(urlEqualTo("/" + path + "/Claim/$submit")))
                          .size()
                      == 2);
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.claim("PA-1").path("state").asText().equals("voided"));
      var later = ClaimGateway.chargeOf("Q2", "310.00", "billable").put("patientId", "Q1-p");
      later.putArray("coverageIds").add("Q1-c");
      gateway.ok("PUT", "/api/v1/charges/Q2", later);
      assertThat(gateway.claim("Q2").at("/claim/authorizationNumbers")).isEmpty();
      var withdrawn =
          insurer.findAll(postRequestedFor(urlEqualTo("/" + path + "/Claim/$submit"))).get(1);
      for (var sent : List.of(submitted.get(0), question, withdrawn)) {
        assertThat(PasConformance.errors(sent.getBodyAsString(), release))
            .as(sent.getBodyAsString())
            .isEmpty();
      }
    } finally {
      insurer.stop();
    }
  }

  /** One record stays out by directive; the others go, each by a rule that the receipt names. */
  @ParameterizedTest
  @CsvSource({"acme, ACME1, 2.2.1", "older, OLDER1, 2.0.1"})
  void whatSupportsItGoesWithItUnlessThePatientForbidsIt(
      String path, String payer, String release, @TempDir Path home) throws Exception {
    var insurer = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    insurer.start();
    try (var gateway = new ClaimGateway(home, insurer.port())) {
      var submit = "/" + path + "/Claim/$submit";
      insurer.stubFor(
          post(urlEqualTo(submit)).willReturn(aResponse().withBody(answer("A1", "AUTH-9"))));
      AuthorizationCases.patient(gateway, "S1-p", payer);
      AuthorizationCases.records(gateway, "S1-p");
      AuthorizationCases.score(gateway, "kept", "S1-p");
      gateway.ok(
          "PUT",
          "/api/v1/directives/S1-d",
          "{\"kind\":\"DisclosureDirective\",\"id\":\"S1-d\",\"patientId\":\"S1-p\",\"decision\":\"forbid\",\"recipients\":[\"insurer\"],\"classes\":[\"self-paid\"],\"records\":[\"Assessment/S1-p-kept\"]}");
      gateway.ok("POST", "/api/v1/authorizations", AuthorizationCases.request("PA-1", "S1-p"));
      var support = gateway.claim("PA-1").path("support");
      assertThat(support.findValuesAsText("record"))
          .containsExactlyInAnyOrder(
              "Assessment/S1-p-kept",
              "Assessment/S1-p-phq",
              "InfusionOrder/S1-p-plan",
              "Referral/S1-p-ref");
      assertThat(support.findValuesAsText("withheld")).hasSize(1);
      gateway.ok("POST", "/api/v1/claims/PA-1/confirm", "");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(gateway.claim("PA-1").path("state").asText())
                      .as(gateway.claim("PA-1").toString())
                      .isEqualTo("approved"));
      var sent = insurer.findAll(postRequestedFor(urlEqualTo(submit))).get(0).getBodyAsString();
      assertThat(PasConformance.errors(sent, release)).as(sent).isEmpty();
      var types =
          ClaimGateway.read(sent).path("entry").findValues("resource").stream()
              .map(r -> r.path("resourceType").asText())
              .toList();
      assertThat(types)
          .startsWith("Claim")
          .contains("QuestionnaireResponse", "Observation", "ServiceRequest", "MedicationRequest");
      assertThat(sent).doesNotContain("S1-p-kept").contains("S1-p-phq");
      var message = gateway.claim("PA-1").at("/deliveries/0/message").asText();
      var disclosure =
          gateway.ok("GET", "/api/v1/messages/" + message + "/receipt", "").path("disclosure");
      assertThat(disclosure.path("support").findValuesAsText("record"))
          .containsExactlyInAnyOrder(
              "Assessment/S1-p-phq/1", "InfusionOrder/S1-p-plan/1", "Referral/S1-p-ref/1");
      assertThat(disclosure.path("support").findValuesAsText("rule")).allMatch(r -> !r.isBlank());
      assertThat(disclosure.path("withheld").findValuesAsText("record"))
          .containsExactly("Assessment/S1-p-kept");
      var audit = gateway.ok("GET", "/api/v1/audit?limit=500&patient=S1-p", "");
      var disclosed = new ArrayList<String>();
      for (var event : audit.path("items")) {
        if (event.path("event").asText().equals("record-disclosed")) {
          disclosed.add(event.path("record").asText());
        }
      }
      assertThat(disclosed)
          .containsExactlyInAnyOrder(
              "Claim/PA-1/2",
              "Assessment/S1-p-phq/1",
              "InfusionOrder/S1-p-plan/1",
              "Referral/S1-p-ref/1");
    } finally {
      insurer.stop();
    }
  }

  static ObjectNode request() {
    var request = AuthorizationCases.request("PA-1", "Q1-p");
    request.putArray("coverageIds").add("Q1-c");
    return request;
  }
}

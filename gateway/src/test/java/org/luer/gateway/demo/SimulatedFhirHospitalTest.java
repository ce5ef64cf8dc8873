package org.luer.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class SimulatedFhirHospitalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SESSION =
      """
      {"resourceType":"Bundle","type":"transaction","entry":[
        {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Observation",
           "identifier":[{"system":"s","value":"O1"}],"subject":{"reference":"urn:uuid:p"}},
         "request":{"method":"POST","url":"Observation","ifNoneExist":"identifier=s|O1"}},
        {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient",
           "identifier":[{"system":"s","value":"P1"}]},
         "request":{"method":"PUT","url":"Patient?identifier=s|P1"}}]}
      """;

  @Test
  void sendingTwiceChangesNothing() throws Exception {
    try (var hospital = new SimulatedFhirHospital("test", 0, "/fhir")) {
      var first = post(hospital, SESSION);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(JSON.readTree(first.body()).at("/entry/0/response/status").asText())
          .isEqualTo("201 Created");
      var second = JSON.readTree(post(hospital, SESSION).body());
      assertThat(second.at("/entry/0/response/location").asText())
          .isEqualTo("Observation/1/_history/1");
      assertThat(second.at("/entry/1/response/location").asText())
          .isEqualTo("Patient/2/_history/2");
      assertThat(hospital.counts()).containsEntry("Observation", 1).containsEntry("Patient", 1);
      assertThat(hospital.all("Observation").get(0).at("/subject/reference").asText())
          .isEqualTo("Patient/2");
      var found = get(hospital, "/fhir/Observation?subject=Patient/2&identifier=s%7CO1");
      assertThat(found.path("total").asInt()).isEqualTo(1);
    }
  }

  @Test
  void transactionThatFailsLeavesNothing() throws Exception {
    try (var hospital = new SimulatedFhirHospital("test", 0, "/fhir")) {
      var answer = post(hospital, SESSION.replace("urn:uuid:p\"}}", "urn:uuid:nobody\"}}"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).path("resourceType").asText())
          .isEqualTo("OperationOutcome");
      assertThat(hospital.counts()).isEmpty();
    }
  }

  private static HttpResponse<String> post(SimulatedFhirHospital hospital, String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hospital.port() + "/fhir"))
            .POST(BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static JsonNode get(SimulatedFhirHospital hospital, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hospital.port() + path)).build();
    return JSON.readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }
}

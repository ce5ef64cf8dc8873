package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luer.conformance.kit.Examples;
import org.luer.conformance.kit.RunningGateway;
import org.luer.conformance.kit.SmartPartner;

/** A referrer's machine that exports everything, and the clinic that fills what it exports. */
final class BulkClient {
  static final String PARTNERS =
      "- {id: referrer, kind: psychiatrist, name: Referrer, npi: [\"2000000028\"], patients: all}\n";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE = "system/*.rs";

  private final RunningGateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SmartPartner client = new SmartPartner();
  private final String tokens;

  /** Registers itself. */
  BulkClient(RunningGateway gateway) throws Exception {
    this.gateway = gateway;
    var registered =
        gateway.call(
            "POST",
            "/api/v1/clients",
            "{\"id\":\"referrers-ehr\",\"partner\":\"referrer\",\"scopes\":[\"%s\"],\"jwks\":%s}"
                .formatted(SCOPE, client.jwks()));
    assertThat(registered.statusCode()).isEqualTo(201);
    tokens =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body())
            .path("token_endpoint")
            .asText();
  }

  /** Gives the gateway a patient with one order and one session. */
  void session(int number) throws Exception {
    var patient = Examples.patient().put("id", "P-" + number);
    var order = Examples.order().put("id", "O-" + number).put("patientId", "P-" + number);
    var session =
        Examples.session()
            .put("id", "S-" + number)
            .put("patientId", "P-" + number)
            .put("orderId", "O-" + number);
    put("patients", patient);
    put("orders", order);
    put("sessions", session);
  }

  private void put(String collection, JsonNode one) throws Exception {
    var path = "/api/v1/" + collection + "/" + one.path("id").asText();
    var answer = gateway.call("PUT", path, one.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private HttpRequest request(String address) throws Exception {
    var granted = client.ask(tokens, client.assertion("referrers-ehr", tokens), SCOPE);
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
    return HttpRequest.newBuilder(URI.create(address))
        .header(
            "Authorization",
            "Bearer " + JSON.readTree(granted.body()).path("access_token").asText())
        .header("Prefer", "respond-async")
        .build();
  }

  /** Begins an export of everything; the address of its status. */
  String begin() throws Exception {
    var base = tokens.replace("/oauth2/token", "/fhir/");
    var started =
        http.send(request(base + "Patient/$export"), HttpResponse.BodyHandlers.ofString());
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    return started.headers().firstValue("Content-Location").orElseThrow();
  }

  /** 202 while it is under way, 200 with the manifest. */
  HttpResponse<String> status(String export) throws Exception {
    return http.send(request(export), HttpResponse.BodyHandlers.ofString());
  }

  /** Fetches every file of a finished export; the lines, as they came. */
  List<Path> files(String manifest, Path folder) throws Exception {
    var files = new ArrayList<Path>();
    for (var output : JSON.readTree(manifest).path("output")) {
      var file = Files.createTempFile(folder, "fetched", ".ndjson");
      var answer =
          http.send(request(output.path("url").asText()), HttpResponse.BodyHandlers.ofFile(file));
      assertThat(answer.statusCode()).isEqualTo(200);
      try (var lines = Files.lines(file)) {
        assertThat(lines.count()).isEqualTo(output.path("count").asLong());
      }
      files.add(file);
    }
    return files;
  }
}

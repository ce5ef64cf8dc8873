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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Examples;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;
import org.luer.conformance.kit.SmartPartner;

/**
 * A bulk export takes the same memory whether it is small or large: the second half of it does not
 * make the gateway grow. Prints what it measured. Profile {@code load}.
 */
@Tag("load")
class BulkIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RESOURCES = Integer.getInteger("load.resources", 100_000);

  /** What the machine and the collector do beside the export, in MiB. */
  private static final long NOISE = 96;

  private static final String SCOPE = "system/*.rs";
  private static final String PARTNERS =
      "- {id: referrer, kind: psychiatrist, name: Referrer, npi: [\"2000000028\"], patients: all}\n";

  @TempDir private Path home;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SmartPartner client = new SmartPartner();

  BulkIT() throws Exception {}

  private String token(RunningGateway gateway) throws Exception {
    var configuration =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body());
    var url = configuration.path("token_endpoint").asText();
    var granted = client.ask(url, client.assertion("referrers-ehr", url), SCOPE);
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
    return JSON.readTree(granted.body()).path("access_token").asText();
  }

  private HttpRequest.Builder request(RunningGateway gateway, String address) throws Exception {
    return HttpRequest.newBuilder(URI.create(address))
        .header("Authorization", "Bearer " + token(gateway))
        .header("Prefer", "respond-async");
  }

  private static void session(RunningGateway gateway, int number) throws Exception {
    var patient = Examples.patient().put("id", "P-" + number);
    var order = Examples.order().put("id", "O-" + number).put("patientId", "P-" + number);
    var session =
        Examples.session()
            .put("id", "S-" + number)
            .put("patientId", "P-" + number)
            .put("orderId", "O-" + number);
    for (var one : new JsonNode[] {patient, order, session}) {
      var collection =
          one.path("kind").asText().equals("Patient")
              ? "patients"
              : one.path("kind").asText().equals("InfusionOrder") ? "orders" : "sessions";
      var path = "/api/v1/" + collection + "/" + one.path("id").asText();
      var answer = gateway.call("PUT", path, one.toString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
  }

  @Test
  void theMemoryDoesNotGrowWithTheExport() throws Exception {
    try (var postgres = new Postgres(home);
        var gateway = RunningGateway.start(home, PARTNERS, postgres.settings(home))) {
      var registered =
          gateway.call(
              "POST",
              "/api/v1/clients",
              "{\"id\":\"referrers-ehr\",\"partner\":\"referrer\",\"scopes\":[\"%s\"],\"jwks\":%s}"
                  .formatted(SCOPE, client.jwks()));
      assertThat(registered.statusCode()).isEqualTo(201);
      session(gateway, 0);
      var base =
          JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body())
              .path("token_endpoint")
              .asText()
              .replace("/oauth2/token", "/fhir/");
      int first = export(gateway, base).total();
      session(gateway, 1);
      // what all share (the clinic, its people) comes once
      int each = export(gateway, base).total() - first;
      int sessions = (RESOURCES - first) / each + 2;
      for (int n = 2; n < sessions; n++) {
        session(gateway, n);
      }
      var large = export(gateway, base);
      var half = large.resident().size() / 2;
      long early = large.resident().subList(0, half).stream().mapToLong(r -> r).max().orElse(0);
      long late =
          large.resident().subList(half, large.resident().size()).stream()
              .mapToLong(r -> r)
              .max()
              .orElseThrow();
      System.out.printf(
          "%d resources of %d sessions in %.1f s; resident at most %d MiB in the first half, %d MiB in the second%n",
          large.total(), sessions, large.seconds(), early, late);
      assertThat(large.total()).isGreaterThanOrEqualTo(RESOURCES);
      assertThat(late).as("resident MiB").isLessThan(early + NOISE);
    }
  }

  private record Measured(int total, double seconds, ArrayList<Long> resident) {}

  private Measured export(RunningGateway gateway, String base) throws Exception {
    long start = System.nanoTime();
    var started =
        http.send(
            request(gateway, base + "Patient/$export").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    var place = started.headers().firstValue("Content-Location").orElseThrow();
    var resident = new ArrayList<Long>();
    while (true) {
      var status = http.send(request(gateway, place).build(), HttpResponse.BodyHandlers.ofString());
      resident.add(Resident.mebibytes(gateway.handle()));
      if (status.statusCode() == 200) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured(lines(gateway, JSON.readTree(status.body())), seconds, resident);
      }
      assertThat(status.statusCode()).as(status.body()).isEqualTo(202);
      Thread.sleep(200);
    }
  }

  /** Fetches every file and counts. */
  private int lines(RunningGateway gateway, JsonNode manifest) throws Exception {
    int total = 0;
    for (var output : manifest.path("output")) {
      var file = Files.createTempFile(home, "fetched", ".ndjson");
      var answer =
          http.send(
              request(gateway, output.path("url").asText()).build(),
              HttpResponse.BodyHandlers.ofFile(file));
      assertThat(answer.statusCode()).isEqualTo(200);
      try (var lines = Files.lines(file)) {
        assertThat(lines.count()).isEqualTo(output.path("count").asLong());
      }
      Files.delete(file);
      total += output.path("count").asInt();
    }
    return total;
  }
}

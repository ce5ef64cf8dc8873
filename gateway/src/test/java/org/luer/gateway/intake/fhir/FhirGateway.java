package org.luer.gateway.intake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.partner.SettingsSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole gateway in this process, on a real database, with partners that send FHIR. */
final class FhirGateway implements AutoCloseable {
  static final String MARKED = "Zzyzxmarked";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0, max-body: 400000}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        partners:
          - id: ward
            kind: hospital
            name: Ward
            zone: America/Chicago
            authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
            sends: {exchanges: [patientfeed, orderintake, referral, appointment, sessionreport, sessionsummary, assessment, charges, results]}
          - {id: quiet, kind: hospital, name: Quiet, authority: {namespace: QMRN}, sends: {exchanges: [patientfeed]}}
          - id: rgh
            kind: hospital
            name: General
            patients: all
            receives: {transport: "http://127.0.0.1:1/fhir", format: fhir, exchanges: [orderintake, results], from: [ward]}
      """;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ConfigurableApplicationContext context;
  final String address;
  final String clinic;
  final String token;

  FhirGateway(Path home) throws Exception {
    var settings =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home.resolve("data"),
                TestDatabase.fresh(),
                TestDatabase.username(),
                TestDatabase.passwordFile()));
    log.start();
    context = Gateway.start(new SettingsSource(settings, Map.of(), List.of()), List.of());
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    address = Files.readString(home.resolve("data/http.address")).strip();
    clinic = Files.readString(home.resolve("data/clinic.token")).strip();
    token = client("ward", "system/*.cu").token("system/*.cu");
  }

  /** Stops it; nothing of a patient may be in what it logged. */
  @Override
  public void close() {
    context.close();
    var logged = new StringBuilder();
    List.copyOf(log.list).forEach(e -> logged.append(e.getFormattedMessage()).append('\n'));
    assertThat(logged.toString()).doesNotContain(MARKED).doesNotContain("ZZTEST");
  }

  SmartClient client(String partner, String scope) throws Exception {
    return SmartClient.es384(address).register(clinic, partner, scope);
  }

  HttpResponse<String> call(
      String method, String path, String body, String bearer, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var all = new ArrayList<>(List.of("Content-Type", "application/fhir+json"));
    all.addAll(List.of(headers));
    return call("POST", path, body, token, all.toArray(String[]::new));
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  static ObjectNode example(String name) throws IOException {
    try (var in = FhirGateway.class.getResourceAsStream("/examples/" + name + "/fhir.json")) {
      return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, name));
    }
  }

  List<JsonNode> inbox(String kind) throws Exception {
    var items = new ArrayList<JsonNode>();
    var next = "/api/v1/inbox?limit=500";
    while (!next.equals("null")) {
      var page = json(call("GET", next, "", clinic));
      page.path("items").forEach(items::add);
      next = page.path("next").asText();
    }
    return items.stream()
        .filter(i -> i.path("from").asText().equals("ward"))
        .filter(i -> i.path("kind").asText().equals(kind))
        .toList();
  }
}

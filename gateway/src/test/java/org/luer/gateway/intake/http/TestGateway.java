package org.luer.gateway.intake.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.SettingsSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/** A gateway in this process on a real database, spoken to over real HTTP. */
final class TestGateway implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0, max-body: 20000}
        mllp: {port: 0}
        partners:
          - {id: rgh, kind: hospital, name: General, authority: {namespace: RGHMRN}}
          - {id: ward, kind: hospital, name: Ward, patients: all}
      """;

  final ConfigurableApplicationContext context;
  final Path settings;
  final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  TestGateway(Path home) throws Exception {
    data = home.resolve("data");
    settings = home.resolve("luer.yaml");
    Files.writeString(
        settings,
        SETTINGS.formatted(
            data, TestDatabase.fresh(), TestDatabase.username(), TestDatabase.passwordFile()));
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    context =
        Gateway.start(new SettingsSource(settings, Map.of(), List.of()), Stubs.class, List.of());
    root.addAppender(log); // Spring Boot resets the loggers while it starts
    root.setLevel(Level.INFO);
  }

  /** Intake, journal and what they stand on; stubs for what mappings and delivery bring. */
  @TestConfiguration(proxyBeanMethods = false) // not found by the scan of the service itself
  @EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
  @ComponentScan({
    "org.luer.gateway.access",
    "org.luer.gateway.database",
    "org.luer.gateway.health",
    "org.luer.gateway.inbox",
    "org.luer.gateway.intake.http",
    "org.luer.gateway.journal",
    "org.luer.gateway.partner"
  })
  static class Stubs {
    @Bean
    @Primary
    RecordReader recordReader() {
      return TestGateway::read;
    }

    @Bean
    @Primary
    ReceiptSource receiptSource() {
      return id -> Optional.of("{\"counts\":{\"lost\":0}}");
    }

    @Bean
    Routing routing() {
      return (change, partner) ->
          change.current().kind().equals("InfusionSession")
              ? List.of(
                  new Routing.PlannedDelivery(
                      "sessionreport",
                      "ORU_R01",
                      new Lane(partner.id(), change.current().patientId(), Lane.Stream.CLINICAL),
                      change.previous() == null ? "new" : "correct",
                      null))
              : List.of();
    }
  }

  private static RecordReader.Reading read(String kind, byte[] body) {
    try {
      var json = CanonicalJson.read(body);
      var faults = new ArrayList<RecordReader.Fault>();
      for (var member : List.of("kind", "id")) {
        if (!json.hasNonNull(member)) {
          faults.add(new RecordReader.Fault("/" + member, "required", "is missing"));
        }
      }
      if (json.has("weight") && !json.path("weight").isNumber()) {
        faults.add(new RecordReader.Fault("/weight", "value", "must be a number"));
      }
      if (!faults.isEmpty()) {
        return new RecordReader.Reading.Refused(faults);
      }
      var id = json.path("id").asText();
      var identifiers = new ArrayList<PatientIdentifier>();
      json.path("identifiers")
          .forEach(i -> identifiers.add(new PatientIdentifier(i.asText(), null, "MR", "1")));
      return new RecordReader.Reading.Accepted(
          new RecordFacts(
              kind,
              id,
              kind.equals("Patient") ? id : json.path("patientId").asText(),
              kind.equals("InfusionOrder") ? id : json.path("orderId").asText(null),
              null,
              null,
              List.of(),
              identifiers,
              new String(body, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  String token() throws IOException {
    return Files.readString(data.resolve("clinic.token")).strip();
  }

  String address() throws IOException {
    return Files.readString(data.resolve("http.address")).strip();
  }

  Path data() {
    return data;
  }

  HttpResponse<String> put(String path, String body, String... headers) throws Exception {
    var all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return call("PUT", path, body, token(), all.toArray(String[]::new));
  }

  HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, "", token());
  }

  HttpResponse<String> call(
      String method, String path, String body, String token, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  List<JsonNode> items(String query) throws Exception {
    var items = new ArrayList<JsonNode>();
    var next = "/api/v1/messages" + query;
    while (!next.isEmpty()) {
      var page = json(get(next));
      page.path("items").forEach(items::add);
      next = page.path("next").asText("");
    }
    return items;
  }

  String logged() {
    var text = new StringBuilder();
    for (var event : List.copyOf(log.list)) {
      text.append(event.getFormattedMessage()).append('\n');
      for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
        text.append(cause.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    context.close();
  }
}

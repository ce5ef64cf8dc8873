package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole gateway in this process, on a real database, with clients that read. */
public final class PullGateway implements AutoCloseable {
  /** From the module's folder: a folder inside a jar cannot be listed like one. */
  private static final Path EXAMPLES =
      Path.of("..", "conformance", "artifacts", "src", "main", "resources", "examples");

  public static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, npi: "2000000036", zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        partners:
          - {id: everything, kind: hospital, name: Everything, patients: all}
          - {id: all, kind: psychiatrist, name: Everyone's, patients: all}
          - {id: rgh, kind: hospital, name: General, authority: {namespace: RGHMRN}}
          - {id: other, kind: hospital, name: Other, authority: {namespace: OTHERMRN}}
          - {id: referrer, kind: psychiatrist, name: Referrer, npi: ["2000000028"], patients: referred}
          - {id: stranger, kind: psychiatrist, name: Stranger, npi: ["1245319599"], patients: referred}
          - {id: payer, kind: insurer, name: Payer, authority: {namespace: RGHMRN}}
      """;

  /** Somebody has to receive summaries, else none are written. */
  static final String SUMMARIES =
      """
          - id: summaries
            kind: hospital
            name: Summaries
            receives: {transport: "http://127.0.0.1:1/fhir", format: fhir, exchanges: [sessionsummary]}
      """;

  private static final Map<String, String> COLLECTIONS =
      Map.ofEntries(
          Map.entry("Patient", "patients"),
          Map.entry("InfusionOrder", "orders"),
          Map.entry("InfusionSession", "sessions"),
          Map.entry("Assessment", "assessments"),
          Map.entry("Charge", "charges"),
          Map.entry("Referral", "referrals"),
          Map.entry("Appointment", "appointments"),
          Map.entry("SessionSummary", "summaries"),
          Map.entry("Document", "documents"),
          Map.entry("Coverage", "coverages"),
          Map.entry("Condition", "conditions"),
          Map.entry("Allergy", "allergies"),
          Map.entry("Medication", "medications"),
          Map.entry("Observation", "observations"),
          Map.entry("MedicationAdministration", "administrations"),
          Map.entry("ServiceOrder", "service-orders"),
          Map.entry("Procedure", "procedures"),
          Map.entry("Registration", "registrations"),
          Map.entry("DisclosureDirective", "directives"));

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> tokens = new HashMap<>();
  public final ConfigurableApplicationContext context;
  public final String address;
  public final String clinic;

  public PullGateway(Path home) throws Exception {
    this(home, SUMMARIES);
  }

  /** With further partners. */
  public PullGateway(Path home, String more, String... arguments) throws Exception {
    var settings =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                    home.resolve("data"),
                    TestDatabase.fresh(),
                    TestDatabase.username(),
                    TestDatabase.passwordFile())
                + more);
    log.start();
    context =
        Gateway.start(new SettingsSource(settings, Map.of(), List.of()), List.of(), arguments);
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    address = Files.readString(home.resolve("data/http.address")).strip();
    clinic = Files.readString(home.resolve("data/clinic.token")).strip();
  }

  @Override
  public void close() {
    context.close();
  }

  public String logged() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .collect(Collectors.joining("\n"));
  }

  /** A token that permits a partner everything. */
  public String token(String partner) {
    return token(partner, "system/*.rs");
  }

  public String token(String partner, String scope) {
    return tokens.computeIfAbsent(
        partner + " " + scope,
        key -> {
          try {
            return SmartClient.es384(address).register(clinic, partner, scope).token(scope);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  public HttpResponse<String> call(
      String method, String path, String body, String bearer, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : address + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + bearer);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> get(String partner, String path, String... headers) {
    return call("GET", "/fhir/" + path, "", token(partner), headers);
  }

  /** The answer's resource, where it is 200. */
  public JsonNode resource(String partner, String path) {
    var answer = get(partner, path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json(answer);
  }

  /** Every match of a search on all of its pages, {@code Type/id}. */
  public List<String> matches(String partner, String search) {
    return entries(partner, search).stream()
        .filter(e -> e.at("/search/mode").asText().equals("match"))
        .map(PullGateway::reference)
        .toList();
  }

  public List<JsonNode> entries(String partner, String search) {
    var entries = new ArrayList<JsonNode>();
    var page = resource(partner, search);
    while (true) {
      page.path("entry").forEach(entries::add);
      var next =
          StreamSupport.stream(page.path("link").spliterator(), false)
              .filter(l -> l.path("relation").asText().equals("next"))
              .findFirst();
      if (next.isEmpty()) {
        return entries;
      }
      page = json(call("GET", next.get().path("url").asText(), "", token(partner)));
    }
  }

  public static String reference(JsonNode entry) {
    return entry.at("/resource/resourceType").asText() + "/" + entry.at("/resource/id").asText();
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The clinic sends a record. */
  public void put(ClinicRecord one) {
    put(ClinicRecords.tree(one));
  }

  public void put(JsonNode record) {
    var kind = record.path("kind").asText();
    var path =
        "/api/v1/"
            + Objects.requireNonNull(COLLECTIONS.get(kind), kind)
            + "/"
            + record.path("id").asText();
    var answer = call("PUT", path, record.toString(), clinic, "Content-Type", "application/json");
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(202);
  }

  /** The records of a published example. */
  public static List<ObjectNode> example(String name) {
    try {
      var folder = EXAMPLES.resolve(name).resolve("clinic");
      var records = new LinkedHashMap<String, ObjectNode>();
      try (var files = Files.list(folder)) {
        for (var file : files.sorted().toList()) {
          var record = (ObjectNode) JSON.readTree(file.toFile());
          records.put(file.getFileName().toString(), record);
        }
      }
      var sorted = new ArrayList<>(records.values());
      sorted.sort(java.util.Comparator.comparing(r -> order(r.path("kind").asText())));
      return sorted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int order(String kind) {
    return switch (kind) {
      case "Patient" -> 0;
      case "Coverage", "Registration", "Referral" -> 1;
      case "InfusionOrder" -> 2;
      case "InfusionSession" -> 3;
      default -> 4;
    };
  }

  /** Puts an example as the clinic's own records. */
  public void putExample(String name) {
    example(name).forEach(this::accept);
  }

  /** Puts an example about another patient: every id ends in this. */
  public void putExample(String name, String suffix) {
    var records = example(name);
    var ids = records.stream().map(r -> "\"" + r.path("id").asText() + "\"").distinct().toList();
    for (var record : records) {
      var text = record.toString();
      for (var id : ids) {
        text = text.replace("Id\":" + id, "Id\":" + id.replaceAll("\"$", suffix + "\""));
        text = text.replace("\"id\":" + id, "\"id\":" + id.replaceAll("\"$", suffix + "\""));
      }
      try {
        accept((ObjectNode) JSON.readTree(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Has the journal accept a record, also of a kind for which the HTTP API has no collection. */
  public void accept(ObjectNode record) {
    var kind = record.path("kind").asText();
    if (COLLECTIONS.containsKey(kind)) {
      put(record);
    } else if (!kind.equals("Organization")) {
      var read = ClinicRecords.read(record, "").value().orElseThrow();
      var content = record.toString();
      context
          .getBean(Journal.class)
          .accept(
              new Reception(
                  "test",
                  kind,
                  Reception.CLINIC,
                  "test",
                  null,
                  "application/json",
                  content.getBytes(StandardCharsets.UTF_8),
                  List.of(RecordFactsReader.of(read, content)),
                  null),
              null);
    }
  }

  /** Names of all published examples, {@code assessment/phq-9…}. */
  public static List<String> examples() {
    try {
      try (var files = Files.find(EXAMPLES, 3, (f, a) -> f.endsWith("clinic"))) {
        return files.map(f -> EXAMPLES.relativize(f.getParent()).toString()).sorted().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of AuthorizationMatrixTest asked over HTTP: each kind of client, each class, own and
 * other patients, with what the patient said; read, version read, history and search of several
 * resource types.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class ReadMatrixTest {
  private static final String TABLE = "/org/luer/gateway/access/authorization-matrix.csv";
  private static final String RECORDS = "patientfeed/admitted-with-allergies-and-insurance";
  private static final String REFERRED = "referral/psychiatrist-refers-for-resistant-depression";
  private static final String READERS =
      """
          - {id: m-hospital, kind: hospital, name: Hospital, authority: {namespace: THEIRS}}
          - {id: m-insurer, kind: insurer, name: Insurer, authority: {namespace: THEIRS}}
          - {id: m-pharmacy, kind: pharmacy, name: Pharmacy, authority: {namespace: THEIRS}}
          - {id: m-psychiatrist, kind: psychiatrist, name: Psychiatrist, npi: ["1234567893"], patients: referred}
      """;

  /** Kinds of records, and the resources that they become. */
  private static final Map<String, String> TYPES =
      Map.of(
          "Condition", "Condition",
          "Allergy", "AllergyIntolerance",
          "Procedure", "Procedure",
          "Coverage", "Coverage");

  private static PullGateway gateway;
  private static final Map<Case, Map<String, String>> RESOURCES = new HashMap<>();

  /** A line of the table. */
  private record Line(String client, Case of, boolean shown) {}

  /** Of whom and of what it speaks; the readers share it. */
  private record Case(String patient, String sensitivity, String directive) {
    private String id() {
      return patient + "-" + sensitivity + "-" + directive;
    }
  }

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home, READERS);
    for (var one : lines().stream().map(Line::of).collect(Collectors.toSet())) {
      RESOURCES.put(one, put(one));
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static List<Line> lines() throws IOException {
    try (var in = ReadMatrixTest.class.getResourceAsStream(TABLE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("client,"))
          .filter(line -> !line.isBlank())
          .map(line -> line.split(",", -1))
          .map(c -> new Line(c[0], new Case(c[2], c[3], c[4]), c[5].equals("shown")))
          .toList();
    }
  }

  /** Its records, and the resources by type. */
  private static Map<String, String> put(Case one) throws IOException {
    var own = one.patient().equals("own");
    for (var record : PullGateway.example(RECORDS)) {
      var kind = record.path("kind").asText();
      if (kind.equals("Patient")) {
        record.put("id", one.id());
        ((ObjectNode) record.at("/identifiers/0"))
            .put("value", one.id())
            .put("authority", own ? "THEIRS" : "OTHERS")
            .remove("oid");
        gateway.put(record);
      }
    }
    if (own) {
      for (var record : PullGateway.example(REFERRED)) {
        if (record.path("kind").asText().equals("Referral")) {
          var text =
              record
                  .toString()
                  .replace("2000000028", "1234567893")
                  .replace("\"patientId\":\"NLK100482\"", "\"patientId\":\"" + one.id() + "\"");
          var referral = (ObjectNode) PullGateway.JSON.readTree(text);
          referral.put("id", "R-" + one.id());
          referral.remove(List.of("placerNumber", "documents", "identifiers"));
          gateway.put(referral);
        }
      }
    }
    var done = new HashSet<String>();
    for (var record : PullGateway.example(RECORDS)) {
      var kind = record.path("kind").asText();
      if (TYPES.containsKey(kind) && done.add(kind)) {
        gateway.put(harmless(record, kind, one.id()));
      }
    }
    var resources = new LinkedHashMap<String, String>();
    var patient = gateway.matches("everything", "Patient?identifier=" + one.id());
    for (var type : TYPES.values()) {
      var found = gateway.matches("everything", type + "?patient=" + patient.get(0));
      assertThat(found).as(type + " of " + one).hasSize(1);
      resources.put(type, found.get(0));
    }
    said(one);
    return resources;
  }

  private static ObjectNode harmless(ObjectNode record, String kind, String patient) {
    record.put("id", kind + "-" + patient).put("patientId", patient);
    record.remove(List.of("visitId", "identifiers"));
    if (kind.equals("Condition")) {
      ((ObjectNode) record.path("code")).put("code", "I10").put("text", "Hypertension");
    }
    if (kind.equals("Procedure")) {
      ((ObjectNode) record.path("code")).put("code", "36415");
    }
    return record;
  }

  /** How sensitive the records are, and what the patient said to these readers. */
  private static void said(Case one) throws IOException {
    if (!one.sensitivity().equals("none")) {
      var records =
          TYPES.keySet().stream()
              .map(kind -> "\"" + kind + "/" + kind + "-" + one.id() + "\"")
              .collect(Collectors.joining(","));
      directive(
          one,
          "class",
          "\"decision\":\"forbid\",\"partners\":[\"other\"],\"records\":[%s],\"classes\":[\"%s\"]"
              .formatted(records, one.sensitivity()));
    }
    if (!one.directive().equals("none")) {
      var classes =
          one.directive().endsWith("-class") ? ",\"classes\":[\"" + one.sensitivity() + "\"]" : "";
      directive(
          one,
          "said",
          "\"decision\":\"%s\",\"partners\":[\"m-hospital\",\"m-insurer\",\"m-pharmacy\",\"m-psychiatrist\"]%s"
              .formatted(one.directive().startsWith("permits") ? "permit" : "forbid", classes));
    }
  }

  private static void directive(Case one, String name, String fields) throws IOException {
    gateway.put(
        PullGateway.JSON.readTree(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"%s-%s\",\"patientId\":\"%s\",%s}"
                .formatted(name, one.id(), one.id(), fields)));
  }

  private static String resource(Line line, String type) {
    return Objects.requireNonNull(Objects.requireNonNull(RESOURCES.get(line.of())).get(type));
  }

  @Test
  void readerIsServedWhatTheTableSays() throws Exception {
    var wrong = new ArrayList<String>();
    var asked = 0;
    Map<String, Set<String>> found = new HashMap<>();
    for (var line : lines()) {
      var reader = "m-" + line.client();
      for (var type : TYPES.values()) {
        var served = ServedType.of(type).orElseThrow();
        var shown = line.shown() && (!line.client().equals("insurer") || served.insurer());
        var resource = resource(line, type);
        var all =
            found.computeIfAbsent(
                reader + type, key -> Set.copyOf(gateway.matches(reader, type + "?_count=500")));
        asked++;
        if (gateway.get(reader, resource).statusCode() != (shown ? 200 : 404)) {
          wrong.add("read " + type + " " + line);
        }
        if (all.contains(resource) != shown) {
          wrong.add("search " + type + " " + line);
        }
      }
    }
    assertThat(asked).isEqualTo(1024);
    assertThat(wrong).isEmpty();
  }

  /** The permission itself: where it gives something, and to the reader whom it gives it. */
  @Test
  void aConsentIsThereWhereItPermitsItsReaderSomething() throws Exception {
    var wrong = new ArrayList<String>();
    var shown = 0;
    Map<String, Set<String>> found = new HashMap<>();
    for (var line : lines()) {
      var all =
          found.computeIfAbsent(
              "m-" + line.client(),
              reader ->
                  gateway.entries(reader, "Consent?_count=500").stream()
                      .map(e -> e.at("/resource/identifier/0/value").asText())
                      .collect(Collectors.toSet()));
      var permits = line.of().directive();
      var there =
          permits.equals("permits-all") || (permits.equals("permits-class") && line.shown());
      shown += there ? 1 : 0;
      if (all.contains("said-" + line.of().id()) != there) {
        wrong.add("Consent " + line);
      }
      if (all.contains("class-" + line.of().id())) {
        wrong.add("prohibition " + line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(shown).isBetween(20, 236);
    assertThat(gateway.matches("everything", "Consent?_count=500")).isEmpty();
  }

  @Test
  void whatIsAbsentIsAbsentInItsHistoryToo() throws Exception {
    for (var line : lines()) {
      if (!line.shown() && line.client().equals("psychiatrist")) {
        var resource = resource(line, "Condition");
        var absent = gateway.get("m-psychiatrist", "Condition/none/_history");
        var answer = gateway.get("m-psychiatrist", resource + "/_history");
        assertThat(answer.statusCode()).as(line.toString()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(absent.body());
      }
    }
  }
}

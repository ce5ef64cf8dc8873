package org.luer.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bulk exports on the whole gateway; a test says when they are worked on. */
@SuppressWarnings("NullAway.Init") // by JUnit
class BulkExportTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String SUMMARY = "sessionsummary/a-signed-summary-with-text-and-pdf";
  private static final String[] ASYNC = {
    "Accept", "application/fhir+json", "Prefer", "respond-async"
  };
  @TempDir private static Path home;
  private static PullGateway gateway;
  private static ExportWorker worker;

  @BeforeAll
  static void start() throws Exception {
    gateway = new PullGateway(home, "  bulk: {per-client: 2}\n", "--delivery.enabled=false");
    worker = gateway.context.getBean(ExportWorker.class);
    gateway.putExample(ASSESSED, "-1");
    gateway.putExample(ASSESSED, "-2");
    gateway.putExample(SUMMARY, "-3");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void nothingIsLeft() {
    gateway.context.getBean(JdbcClient.class).sql("delete from bulk_export").update();
  }

  private static HttpResponse<String> kickOff(String partner, String path) {
    return gateway.get(partner, path, ASYNC);
  }

  /** Where its status is. */
  private static String started(String partner, String path) {
    var answer = kickOff(partner, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer.headers().firstValue("Content-Location").orElseThrow();
  }

  private static HttpResponse<String> get(String partner, String address) {
    return gateway.call("GET", address, "", gateway.token(partner));
  }

  private static void work() {
    while (worker.turn()) {
      // until there is nothing left
    }
  }

  private static JsonNode manifest(String partner, String status) {
    var answer = get(partner, status);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return PullGateway.json(answer);
  }

  /** Lines by type. */
  private static Map<String, List<JsonNode>> files(String partner, JsonNode manifest)
      throws Exception {
    var files = new TreeMap<String, List<JsonNode>>();
    for (var output : manifest.path("output")) {
      var answer = get(partner, output.path("url").asText());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/fhir+ndjson");
      var lines = new ArrayList<JsonNode>();
      for (var line : answer.body().split("\n", -1)) {
        if (!line.isEmpty()) {
          lines.add(PullGateway.JSON.readTree(line));
        }
      }
      assertThat(lines).hasSize(output.path("count").asInt());
      files.put(output.path("type").asText(), lines);
    }
    return files;
  }

  /** The same moment may be written in different zones. */
  private static JsonNode inUtc(JsonNode resource) {
    var meta = (ObjectNode) resource.path("meta");
    var at = OffsetDateTime.parse(meta.path("lastUpdated").asText());
    meta.put("lastUpdated", at.toInstant().toString());
    return resource;
  }

  private static Map<String, List<JsonNode>> export(String partner, String path) throws Exception {
    var status = started(partner, path);
    work();
    return files(partner, manifest(partner, status));
  }

  @Test
  void anExportHoldsWhatSearchesFind() throws Exception {
    var status = started("all", "Patient/$export");
    var before = get("all", status);
    assertThat(before.statusCode()).isEqualTo(202);
    assertThat(before.headers().firstValue("X-Progress").orElseThrow()).startsWith("0 resources");
    assertThat(before.headers().firstValue("Retry-After")).isPresent();
    work();
    var manifest = manifest("all", status);
    assertThat(manifest.path("requiresAccessToken").asBoolean()).isTrue();
    assertThat(manifest.path("request").asText())
        .isEqualTo(gateway.address + "/fhir/Patient/$export");
    assertThat(Instant.parse(manifest.path("transactionTime").asText())).isBefore(Instant.now());
    assertThat(manifest.path("error")).isEmpty();
    assertThat(get("all", status).headers().firstValue("Expires")).isPresent();
    var files = files("all", manifest);
    assertThat(files).doesNotContainKey("Binary").containsKeys("Patient", "Observation");
    for (var type :
        List.of("Patient", "Observation", "QuestionnaireResponse", "DocumentReference")) {
      var search =
          type.equals("Patient")
              ? List.of("Patient?_count=100")
              : gateway.matches("all", "Patient?_count=100").stream()
                  .map(p -> type + "?patient=" + p)
                  .toList();
      var found =
          search.stream()
              .flatMap(s -> gateway.entries("all", s).stream())
              .map(e -> inUtc(e.path("resource")))
              .toList();
      assertThat(files.getOrDefault(type, List.of()).stream().map(BulkExportTest::inUtc))
          .as(type)
          .containsExactlyInAnyOrderElementsOf(found);
    }
  }

  @Test
  void typesAndSinceNarrowIt() throws Exception {
    var some = export("all", "Patient/$export?_type=Observation,Patient&_outputFormat=ndjson");
    assertThat(some.keySet()).containsExactly("Observation", "Patient");
    assertThat(export("all", "Patient/$export?_type=Binary").keySet()).containsExactly("Binary");
    var status = started("all", "Patient/$export?_type=QuestionnaireResponse");
    work();
    var since = manifest("all", status).path("transactionTime").asText();
    gateway.putExample(ASSESSED, "-S");
    var later = export("all", "Patient/$export?_type=QuestionnaireResponse&_since=" + since);
    assertThat(later.get("QuestionnaireResponse")).hasSize(1);
    var far = Instant.now().plus(Duration.ofDays(1)).toString();
    assertThat(export("all", "Patient/$export?_since=" + far)).isEmpty();
  }

  @Test
  void aGroupIsTheClientsPanel() throws Exception {
    assertThat(gateway.resource("all", "Group/panel-all").path("resourceType").asText())
        .isEqualTo("Group");
    assertThat(export("all", "Group/panel-all/$export?_type=Patient").get("Patient"))
        .hasSameSizeAs(gateway.matches("all", "Patient?_count=100"));
    for (var other : List.of("Group/panel-everything", "Group/1")) {
      assertThat(gateway.get("all", other).statusCode()).isEqualTo(404);
      assertThat(kickOff("all", other + "/$export").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void everybodyGetsTheirOwnAndNothingElse() throws Exception {
    assertThat(export("stranger", "Patient/$export")).isEmpty();
    gateway.put(
        PullGateway.JSON.readTree(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"D-1\",\"patientId\":\"NLK100482-1\",\"decision\":\"permit\",\"partners\":[\"stranger\"]}"));
    var own = export("stranger", "Patient/$export");
    assertThat(own.get("Patient")).hasSize(1);
    assertThat(own.get("QuestionnaireResponse")).hasSize(1);
    gateway.put(
        PullGateway.JSON.readTree(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"D-2\",\"patientId\":\"NLK100482-2\",\"decision\":\"forbid\",\"partners\":[\"everything\"]}"));
    var without = export("everything", "Patient/$export?_type=QuestionnaireResponse");
    var with = export("all", "Patient/$export?_type=QuestionnaireResponse");
    assertThat(without.get("QuestionnaireResponse"))
        .hasSize(with.getOrDefault("QuestionnaireResponse", List.of()).size() - 1);
    assertThat(kickOff("payer", "Patient/$export").statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyElseSeesItsStatusOrFilesOrEndsIt() throws Exception {
    var status = started("all", "Patient/$export?_type=Patient");
    work();
    var file = manifest("all", status).at("/output/0/url").asText();
    for (var token :
        List.of(gateway.token("everything"), gateway.token("all", "system/Patient.rs"))) {
      assertThat(gateway.call("GET", status, "", token).statusCode()).isEqualTo(404);
      assertThat(gateway.call("GET", file, "", token).statusCode()).isEqualTo(404);
      assertThat(gateway.call("DELETE", status, "", token).statusCode()).isEqualTo(404);
    }
    assertThat(gateway.call("GET", file, "", "none").statusCode()).isEqualTo(401);
    assertThat(get("all", file).statusCode()).isEqualTo(200);
    assertThat(get("all", file.replace("Patient.ndjson", "Observation.ndjson")).statusCode())
        .isEqualTo(404);
    var narrow =
        gateway.call(
            "GET",
            "/fhir/Patient/$export?_type=Observation",
            "",
            gateway.token("all", "system/Patient.rs"),
            ASYNC);
    assertThat(narrow.statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsNotServedIsRefused() {
    assertThat(gateway.get("all", "Patient/$export").statusCode()).isEqualTo(400);
    for (var query :
        List.of(
            "_type=Nothing",
            "_since=yesterday",
            "_outputFormat=text/csv",
            "_typeFilter=Observation?code=1",
            "patient=Patient/1")) {
      var answer = kickOff("all", "Patient/$export?" + query.replace("?code", "%3Fcode"));
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).contains("OperationOutcome");
    }
    assertThat(
            gateway
                .get(
                    "all",
                    "Patient/$export?_type=Nothing,Patient&_elements=id",
                    "Prefer",
                    "respond-async, handling=lenient")
                .statusCode())
        .isEqualTo(202);
    assertThat(kickOff("all", "$export").statusCode()).as("of the whole system").isEqualTo(404);
    var audit = gateway.call("GET", "/api/v1/audit?limit=500", "", gateway.clinic).body();
    assertThat(audit).contains("export-refused");
  }

  @Test
  void tooManyAtOnceWait() {
    var first = started("all", "Patient/$export");
    started("all", "Patient/$export");
    var third = kickOff("all", "Patient/$export");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(kickOff("everything", "Patient/$export").statusCode()).isEqualTo(202);
    assertThat(gateway.call("DELETE", first, "", gateway.token("all")).statusCode()).isEqualTo(202);
    assertThat(kickOff("all", "Patient/$export").statusCode()).isEqualTo(202);
  }

  @Test
  void filesAreTheGatewaysAloneAndGoWithTheExport() throws Exception {
    var status = started("all", "Patient/$export?_type=Patient");
    work();
    var id = status.substring(status.lastIndexOf('/') + 1);
    var folder = home.resolve("data/bulk/" + id);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("Patient.ndjson"))))
        .isEqualTo("rw-------");
    assertThat(gateway.call("DELETE", status, "", gateway.token("all")).statusCode())
        .isEqualTo(202);
    assertThat(get("all", status).statusCode()).isEqualTo(404);
    assertThat(folder).doesNotExist();

    var second = started("all", "Patient/$export?_type=Patient");
    work();
    var other = home.resolve("data/bulk/" + second.substring(second.lastIndexOf('/') + 1));
    gateway
        .context
        .getBean(JdbcClient.class)
        .sql("update bulk_export set expires_at = now() - interval '1 second'")
        .update();
    assertThat(get("all", second).statusCode()).isEqualTo(404);
    assertThat(other).isDirectory();
    worker.tidy();
    assertThat(other).doesNotExist();
  }

  @Test
  void anotherGoesOnWithWhatADeadNodeBegan() throws Exception {
    var status = started("all", "Patient/$export?_type=Patient,Observation");
    var store = gateway.context.getBean(ExportStore.class);
    var dead = store.claim("dead", Instant.now(), Duration.ofMinutes(2)).orElseThrow();
    gateway
        .context
        .getBean(ExportFiles.class)
        .write(dead.id(), "Patient", out -> out.write("{}\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(worker.turn()).as("somebody works on it").isFalse();
    store.release();
    work();
    assertThat(store.goesOn(dead.id(), "dead", "Patient", 1, Instant.now())).isFalse();
    var files = files("all", manifest("all", status));
    assertThat(files.get("Patient"))
        .allMatch(p -> p.path("resourceType").asText().equals("Patient"));
    assertThat(files.get("Observation")).isNotEmpty();
  }

  @Test
  void everyPatientIsInTheAuditOnce() {
    var status = started("all", "Patient/$export?_type=Patient,Observation,QuestionnaireResponse");
    work();
    assertThat(get("all", status).statusCode()).isEqualTo(200);
    var audit =
        PullGateway.json(
            gateway.call("GET", "/api/v1/audit?patient=NLK100482-1", "", gateway.clinic));
    var exports =
        StreamSupport.stream(audit.path("items").spliterator(), false)
            .filter(e -> e.toString().contains("data-exported"))
            .filter(e -> e.toString().contains("_type=Patient,Observation,QuestionnaireResponse"))
            .toList();
    assertThat(exports).hasSize(1);
    assertThat(exports.get(0).toString()).doesNotContain("MARISOL");
  }

  @Test
  void theStatementSaysWhatCanBeExported() {
    var statement = gateway.call("GET", "/fhir/metadata", "", "").body();
    assertThat(statement)
        .contains("OperationDefinition/patient-export", "OperationDefinition/group-export")
        .doesNotContain("OperationDefinition/export");
  }
}

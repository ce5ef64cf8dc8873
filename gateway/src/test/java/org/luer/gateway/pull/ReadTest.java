package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.cli.CommandLines;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.synthetic.SyntheticSeries;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads over real HTTP: what is given, to whom, and in which form. */
@SuppressWarnings("NullAway.Init") // by JUnit
class ReadTest {
  private static PullGateway gateway;
  private static Path data;
  private static SyntheticSeries series;
  private static String patient;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home);
    data = home.resolve("data");
    series = SyntheticClinic.series(2);
    gateway.put(series.patient());
    gateway.put(series.order());
    gateway.put(series.sessions().get(0));
    gateway.put(series.sessions().get(1));
    gateway.putExample("referral/psychiatrist-refers-for-resistant-depression");
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    patient =
        gateway.matches("rgh", "Patient?identifier=" + series.patient().id()).get(0).substring(8);
  }

  @AfterAll
  static void stop() {
    var logged = gateway.logged();
    gateway.close();
    assertThat(logged).doesNotContain(series.patient().names().get(0).family());
  }

  private static void same(HttpResponse<String> answer, HttpResponse<String> absent) {
    assertThat(answer.statusCode()).isEqualTo(absent.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(absent.body());
  }

  @Test
  void whatIsForbiddenIsAnsweredAsWhatIsAbsent() {
    var absent = gateway.get("other", "Patient/00000000-0000-5000-8000-000000000000");
    assertThat(absent.body()).contains("OperationOutcome");
    for (var type : ServedType.all()) {
      for (var entry : some(type.type())) {
        var reference = PullGateway.reference(entry);
        same(gateway.get("other", reference), absent);
        same(gateway.get("stranger", reference), absent);
        same(gateway.get("other", reference + "/_history"), absent);
        var version = reference + "/_history/" + entry.at("/resource/meta/versionId").asText();
        same(gateway.get("other", version), absent);
      }
      if (!type.combinations().isEmpty()) {
        assertThat(gateway.matches("other", type.type() + "?_count=5")).isEmpty();
        assertThat(gateway.matches("stranger", type.type() + "?_count=5")).isEmpty();
      }
    }
  }

  private static List<JsonNode> some(String type) {
    if (type.equals("Binary")) {
      return List.of();
    }
    var entries = new ArrayList<JsonNode>();
    gateway.resource("all", type + "?_count=2").path("entry").forEach(entries::add);
    return entries;
  }

  @Test
  void aReferrerSeesItsPatientAndAHospitalItsOwn() {
    var all = new HashSet<>(gateway.matches("all", "Patient?_count=10"));
    var referred = gateway.matches("referrer", "Patient?_count=10");
    var own = gateway.matches("rgh", "Patient?_count=10");
    assertThat(all).hasSize(2).containsAll(referred).containsAll(own);
    assertThat(own).contains("Patient/" + patient);
    assertThat(referred).hasSize(1).doesNotContain("Patient/" + patient);
    assertThat(gateway.matches("referrer", "QuestionnaireResponse?patient=" + referred.get(0)))
        .isNotEmpty();
    assertThat(gateway.matches("referrer", "Observation?patient=" + patient)).isEmpty();
    assertThat(gateway.matches("rgh", "Observation?patient=" + patient)).isNotEmpty();
  }

  @Test
  void aNumberOfAnotherAuthorityIsNeitherShownNorFound() {
    var number = series.patient().identifiers().get(0).value();
    assertThat(gateway.matches("rgh", "Patient?identifier=" + number)).hasSize(1);
    assertThat(gateway.matches("all", "Patient?identifier=" + number)).isEmpty();
    assertThat(gateway.resource("all", "Patient/" + patient).toString()).doesNotContain(number);
    assertThat(gateway.resource("rgh", "Patient/" + patient).toString()).contains(number);
  }

  @Test
  void aTokenReachesWhatItsScopeSays() {
    var token = gateway.token("all", "system/Observation.s");
    assertThat(gateway.call("GET", "/fhir/Observation?_count=1", "", token).statusCode())
        .isEqualTo(200);
    assertThat(gateway.call("GET", "/fhir/Patient/" + patient, "", token).statusCode())
        .isEqualTo(403);
    assertThat(gateway.call("GET", "/fhir/Patient?_count=1", "", token).statusCode())
        .isEqualTo(403);
    var id = some("Observation").get(0).at("/resource/id").asText();
    assertThat(gateway.call("GET", "/fhir/Observation/" + id, "", token).statusCode())
        .isEqualTo(403);
    var included =
        gateway.call("GET", "/fhir/Observation?_count=5&_include=Observation:encounter", "", token);
    assertThat(included.body()).doesNotContain("\"resourceType\":\"Encounter\"");
    assertThat(gateway.call("GET", "/fhir/Observation", "", "nobody").statusCode()).isEqualTo(401);
  }

  /** Pages are written from the JSON that is kept; HAPI writes the other forms from the model. */
  @Test
  void aPageSaysTheSameInEveryForm() throws Exception {
    for (var type : ServedType.all()) {
      if (type.type().equals("Binary")) {
        continue;
      }
      var search = type.type() + "?_count=20";
      var kept = gateway.get("all", search);
      var modelled = gateway.get("all", search + "&_pretty=true");
      assertThat(modelled.body()).contains("\n");
      assertThat(entries(PullGateway.json(kept)))
          .as(type.type())
          .isEqualTo(entries(PullGateway.json(modelled)));
      assertThat(kept.headers().firstValue("Content-Type"))
          .isEqualTo(modelled.headers().firstValue("Content-Type"))
          .hasValue("application/fhir+json;charset=UTF-8");
      var xml = gateway.get("all", search + "&_format=xml");
      assertThat(
              FhirJson.context().newXmlParser().parseResource(Bundle.class, xml.body()).getEntry())
          .hasSameSizeAs(entries(PullGateway.json(kept)));
      assertThat(entries(PullGateway.json(gateway.get("all", search + "&_summary=true"))))
          .hasSameSizeAs(entries(PullGateway.json(kept)))
          .allSatisfy(e -> assertThat(e.at("/resource/meta/tag").toString()).contains("SUBSETTED"));
    }
  }

  private static List<JsonNode> entries(JsonNode bundle) {
    var entries = new ArrayList<JsonNode>();
    bundle.path("entry").forEach(entries::add);
    return entries;
  }

  @Test
  void aPageIsCompressedForWhoAsks() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.address + "/fhir/Observation?_count=5"))
            .header("Authorization", "Bearer " + gateway.token("all"))
            .header("Accept-Encoding", "gzip")
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(PullGateway.JSON.readTree(in).path("entry")).hasSize(5);
    }
  }

  @Test
  void whatAReaderGetsIsRenderedBeforeItAsks() {
    var ahead = gateway.context.getBean(Ahead.class);
    var jdbc = gateway.context.getBean(JdbcClient.class);
    gateway.matches("rgh", "Patient?_count=1");
    while (ahead.waiting() > 0) {
      ahead.work(Duration.ofSeconds(1));
    }
    jdbc.sql("delete from fhir_rendition where reader = 'rgh'").update();
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    gateway.put(series.sessions().get(2));
    assertThat(ahead.waiting()).isPositive();
    while (ahead.waiting() > 0) {
      ahead.work(Duration.ofSeconds(1));
    }
    var session = series.sessions().get(2).id();
    var prepared =
        jdbc.sql("select count(*) from fhir_rendition where reader = 'rgh' and record = :record")
            .param("record", session)
            .query(Integer.class);
    int before = prepared.single();
    assertThat(before).isPositive();
    gateway.get("rgh", "Patient/" + patient + "/$everything?_count=500");
    assertThat(prepared.single()).isEqualTo(before);
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    var first = gateway.get("rgh", "Patient/" + patient);
    var tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).matches("W/\"[0-9a-f]+\"");
    assertThat(gateway.get("rgh", "Patient/" + patient, "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(gateway.get("rgh", "Patient/" + patient, "If-None-Match", "W/\"x\"").statusCode())
        .isEqualTo(200);
    assertThat(
            gateway
                .get(
                    "rgh",
                    "Patient/" + patient,
                    "If-Modified-Since",
                    "Wed, 01 Jan 2099 00:00:00 GMT")
                .statusCode())
        .isEqualTo(304);
    assertThat(
            gateway
                .get(
                    "rgh",
                    "Patient/" + patient,
                    "If-Modified-Since",
                    "Wed, 01 Jan 2020 00:00:00 GMT")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void theAnswerHasTheFormThatIsAskedFor() {
    assertThat(gateway.get("rgh", "Patient/" + patient + "?_format=xml").body())
        .startsWith("<Patient xmlns=\"http://hl7.org/fhir\">");
    assertThat(gateway.get("rgh", "Patient/" + patient, "Accept", "application/fhir+xml").body())
        .startsWith("<Patient");
    assertThat(gateway.get("rgh", "Patient/" + patient).headers().firstValue("Content-Type"))
        .get()
        .asString()
        .startsWith("application/fhir+json");
    var little = gateway.resource("rgh", "Patient/" + patient + "?_elements=birthDate");
    assertThat(little.has("birthDate")).isTrue();
    assertThat(little.has("name")).isFalse();
    assertThat(little.at("/meta/tag").toString()).contains("SUBSETTED");
    var count = gateway.resource("rgh", "Observation?patient=" + patient + "&_summary=count");
    assertThat(count.path("total").asInt()).isPositive();
    assertThat(count.has("entry")).isFalse();
  }

  @Test
  void pagesAreStableAndTheSearchersOwn() {
    var search = "Observation?patient=" + patient + "&_sort=date";
    var whole = gateway.matches("rgh", search + "&_count=500");
    assertThat(whole).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(gateway.matches("rgh", search + "&_count=7")).isEqualTo(whole);
    var next = gateway.resource("rgh", search + "&_count=7").at("/link/1/url").asText();
    assertThat(next).contains("_getpages").doesNotContain(patient);
    assertThat(gateway.call("GET", next, "", gateway.token("rgh")).statusCode()).isEqualTo(200);
    assertThat(gateway.call("GET", next, "", gateway.token("other")).statusCode()).isEqualTo(410);
    assertThat(
            gateway.call("GET", next, "", gateway.token("rgh", "system/Patient.rs")).statusCode())
        .as("another client of the same partner")
        .isEqualTo(410);
  }

  @Test
  void aSearchCanBePosted() {
    var posted =
        gateway.call(
            "POST",
            "/fhir/Observation/_search?_count=500",
            "patient=" + patient + "&category=vital-signs",
            gateway.token("rgh"),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
    assertThat(PullGateway.json(posted).path("total").asInt())
        .isEqualTo(
            gateway
                .matches("rgh", "Observation?patient=" + patient + "&category=vital-signs")
                .size());
  }

  @Test
  void whatIsNotServedIsRefusedWithoutRepeatingIt() {
    for (var search :
        List.of(
            "Observation?nonsense=ZZsecret",
            "Observation?date=ZZsecret",
            "Observation?patient.name=ZZsecret",
            "Observation?patient:Patient.name=ZZsecret",
            "Observation?code:in=ZZsecret",
            "Observation?code:missing=ZZsecret",
            "Observation?_include=Observation:ZZsecret",
            "Observation?_revinclude=ZZsecret:subject",
            "Observation?_sort=ZZsecret")) {
      var answer = gateway.get("rgh", search);
      assertThat(answer.statusCode()).as(search).isEqualTo(400);
      assertThat(answer.body()).contains("OperationOutcome").doesNotContain("Exception");
    }
    assertThat(
            gateway
                .get("rgh", "Observation?nonsense=1&_count=1", "Prefer", "handling=lenient")
                .statusCode())
        .isEqualTo(200);
    assertThat(gateway.get("rgh", "Basic/1").statusCode()).isEqualTo(404);
    assertThat(gateway.get("rgh", "Observation?code=%27%3Bdrop%20table%20record--&_count=1").body())
        .contains("\"total\":0");
    assertThat(gateway.logged()).doesNotContain("ZZsecret");
  }

  @Test
  void anAmendmentIsANewVersionAndTheOldOneStays() {
    var session = ClinicRecords.tree(series.sessions().get(1));
    var person = "RelatedPerson?identifier=" + session.path("id").asText() + "-companion";
    var companion = gateway.matches("rgh", person).get(0);
    var before = gateway.resource("rgh", companion);
    var other =
        gateway.resource(
            "rgh", "Observation?patient=" + patient + "&category=vital-signs&_count=1");
    amend(session);
    var after = gateway.resource("rgh", companion);
    assertThat(after.at("/meta/versionId")).isNotEqualTo(before.at("/meta/versionId"));
    assertThat(after.at("/meta/lastUpdated").asText())
        .isGreaterThan(before.at("/meta/lastUpdated").asText());
    var versions = gateway.resource("rgh", companion + "/_history");
    assertThat(versions.path("type").asText()).isEqualTo("history");
    assertThat(versions.path("total").asInt()).isEqualTo(2);
    assertThat(
            gateway.resource(
                "rgh", companion + "/_history/" + before.at("/meta/versionId").asText()))
        .isEqualTo(before);
    assertThat(gateway.get("rgh", companion + "/_history/none").statusCode()).isEqualTo(404);
    var unchanged = other.at("/entry/0/resource");
    assertThat(gateway.resource("rgh", "Observation/" + unchanged.path("id").asText()))
        .as("what the amendment does not touch")
        .isEqualTo(unchanged);
  }

  /** Another companion: shows in the RelatedPerson and in nothing that was measured. */
  private static void amend(ObjectNode session) {
    ((ObjectNode) session.at("/companion/name")).put("family", "ZZCOMPANION");
    gateway.put(session);
  }

  @Test
  void anUnsignedSessionIsNotServedUntilItIsSigned() {
    var third = ClinicRecords.tree(series.sessions().get(2));
    var signature = third.remove("signature");
    gateway.put(third);
    var search = "Encounter?identifier=" + third.path("id").asText();
    assertThat(gateway.matches("rgh", search)).isEmpty();
    third.set("signature", signature);
    gateway.put(third);
    assertThat(gateway.matches("rgh", search)).hasSize(1);
  }

  @Test
  void theStatementTellsWhatIsThere() {
    var statement =
        FhirJson.parse(
                CapabilityStatement.class,
                gateway.call("GET", "/fhir/metadata", "", gateway.token("all")).body())
            .value()
            .orElseThrow();
    for (var type : ServedType.all()) {
      var resource =
          statement.getRestFirstRep().getResource().stream()
              .filter(r -> r.getType().equals(type.type()))
              .findFirst()
              .orElseThrow();
      for (var parameter : resource.getSearchParam()) {
        var answer =
            gateway.get("all", type.type() + "?" + parameter.getName() + ":missing=false&_count=0");
        assertThat(answer.statusCode())
            .as(type.type() + " " + parameter.getName())
            .isEqualTo(parameter.getName().startsWith("_") ? 400 : 200);
      }
      for (var include : resource.getSearchInclude()) {
        assertThat(
                gateway
                    .get("all", type.type() + "?_count=1&_include=" + include.getValue())
                    .statusCode())
            .as(include.getValue())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsReadIsRecorded() {
    gateway.get("rgh", "Patient/" + patient);
    gateway.get("other", "Patient/" + patient);
    gateway.get("rgh", "Encounter?patient=" + patient);
    var last = new ArrayList<JsonNode>();
    var next = "/api/v1/audit?after=0&limit=500";
    while (!next.equals("null")) {
      var page = PullGateway.json(gateway.call("GET", next, "", gateway.clinic));
      page.path("items").forEach(last::add);
      next = page.path("next").asText();
    }
    assertThat(last)
        .anyMatch(
            e ->
                e.path("event").asText().equals("resource-read")
                    && e.path("partner").asText().equals("rgh")
                    && e.path("patient").asText().equals(series.patient().id())
                    && e.path("record").asText().equals("Patient/" + patient))
        .anyMatch(
            e ->
                e.path("event").asText().equals("resources-searched")
                    && e.path("partner").asText().equals("rgh")
                    && e.path("patient").asText().equals(series.patient().id())
                    && e.path("query").asText().equals("Encounter?patient=" + patient))
        .anyMatch(
            e ->
                e.path("event").asText().equals("read-refused")
                    && e.path("partner").asText().equals("other")
                    && e.path("record").asText().equals("Patient/" + patient));
  }

  private static List<String> everything(String partner, String query) {
    return gateway.entries(partner, "Patient/" + patient + "/$everything" + query).stream()
        .map(PullGateway::reference)
        .toList();
  }

  @Test
  void everythingOfAPatientIsWhatTheSearchesFind() {
    var all = everything("rgh", "?_count=100");
    assertThat(all).startsWith("Patient/" + patient).doesNotHaveDuplicates();
    for (var type : ServedType.all()) {
      if (type.parameters().containsKey("patient") && !type.type().equals("Task")) {
        assertThat(all)
            .containsAll(gateway.matches("rgh", type.type() + "?_count=500&patient=" + patient));
      }
    }
    assertThat(all)
        .anyMatch(r -> r.startsWith("Practitioner/"))
        .noneMatch(r -> r.startsWith("Binary/"));
    assertThat(everything("rgh", "?_type=Observation,Encounter"))
        .isNotEmpty()
        .allMatch(r -> r.matches("(Observation|Encounter)/.*"));
    var day = series.sessions().get(1).timeline().get(0).at().toLocalDate();
    var later = everything("rgh", "?_type=Encounter&start=" + day + "&end=" + day);
    assertThat(later).hasSize(1);
    assertThat(everything("rgh", "?_type=Encounter&end=" + day.minusDays(100))).isEmpty();
    assertThat(everything("rgh", "?_since=2099-01-01T00:00:00Z")).isEmpty();
    assertThat(gateway.get("other", "Patient/" + patient + "/$everything").statusCode())
        .isEqualTo(404);
    assertThat(gateway.get("payer", "Patient/" + patient + "/$everything").statusCode())
        .isEqualTo(403);
  }

  @Test
  void anInsurerSeesNoMoreThanPaymentNeeds() {
    var closed = new HashSet<String>();
    for (var type : ServedType.all()) {
      if (!type.combinations().isEmpty() && !gateway.matches("rgh", type.type()).isEmpty()) {
        var seen = gateway.matches("payer", type.type() + "?_count=500");
        if (type.insurer()) {
          assertThat(seen).as(type.type()).isNotEmpty();
        } else {
          assertThat(seen).as(type.type()).isEmpty();
          closed.add(type.type());
        }
      }
    }
    assertThat(closed).contains("Observation", "QuestionnaireResponse", "DocumentReference");
    var note = gateway.matches("rgh", "DocumentReference?_count=1").get(0);
    assertThat(gateway.get("payer", note).statusCode()).isEqualTo(404);
  }

  @Test
  void aResponseNamesAFormThatIsServed() {
    var responses = gateway.entries("all", "QuestionnaireResponse?_count=500");
    assertThat(responses).isNotEmpty();
    for (var response : responses) {
      var canonical = response.at("/resource/questionnaire").asText();
      var url = canonical.substring(0, canonical.indexOf('|'));
      assertThat(gateway.matches("all", "Questionnaire?url=" + url)).as(canonical).hasSize(1);
    }
    var forms = gateway.matches("all", "Questionnaire?status=active&_count=100");
    assertThat(forms).hasSize(Instruments.all().size());
    assertThat(gateway.matches("all", "Questionnaire?name=phq9&title:contains=q-9"))
        .containsExactly("Questionnaire/phq-9");
    assertThat(gateway.matches("all", "Questionnaire?_id=phq-9&code=nothing")).isEmpty();
    assertThat(gateway.get("all", "Questionnaire/none").statusCode()).isEqualTo(404);
    assertThat(gateway.get("all", "Questionnaire?publisher=x").statusCode()).isEqualTo(400);
    var narrow = gateway.token("all", "system/Patient.rs");
    assertThat(gateway.call("GET", "/fhir/Questionnaire/phq-9", "", narrow).statusCode())
        .isEqualTo(403);
  }

  @Test
  void documentsAreFoundByTheCareThatTheyAreAbout() {
    var all =
        gateway.matches("rgh", "DocumentReference?_count=500&status=current&patient=" + patient);
    assertThat(all).hasSizeGreaterThan(1);
    var type = gateway.resource("rgh", all.get(0)).at("/type/coding/0/code").asText();
    var docref = "DocumentReference/$docref?patient=" + patient;
    assertThat(gateway.matches("rgh", docref + "&type=" + type)).hasSize(1);
    assertThat(gateway.matches("rgh", docref + "&start=2000&type=http://loinc.org%7C" + type))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(gateway.matches("rgh", docref + "&end=2000&type=" + type)).isEmpty();
    var none = gateway.resource("rgh", docref);
    assertThat(none.at("/entry/0/resource/resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(gateway.matches("other", docref + "&type=" + type)).isEmpty();
    assertThat(gateway.get("rgh", "DocumentReference/$docref").statusCode()).isEqualTo(400);
    var url = gateway.resource("rgh", all.get(0)).at("/content/0/attachment/url").asText();
    var binary = gateway.call("GET", url, "", gateway.token("rgh"));
    assertThat(binary.statusCode()).isEqualTo(200);
    assertThat(binary.headers().firstValue("Content-Type")).get().asString().doesNotContain("fhir");
    assertThat(gateway.call("GET", url, "", gateway.token("other")).statusCode()).isEqualTo(404);
  }

  /** What a command prints, complaints included. */
  private static String command(String... arguments) {
    var told = new StringWriter();
    var out = new PrintWriter(told);
    CommandLines.run(
        out,
        out,
        Stream.concat(Stream.of(arguments), Stream.of("--data-dir=" + data))
            .toArray(String[]::new));
    return told.toString();
  }

  @Test
  void theIndexIsWrittenAnewWhileTheOldOneServes() throws Exception {
    var search = "Observation?_count=500&_sort=_id&patient=" + patient;
    var before = gateway.entries("rgh", search);
    var jdbc = gateway.context.getBean(JdbcClient.class);
    jdbc.sql("delete from fhir_index where kind = 'Assessment'").update();
    jdbc.sql("delete from fhir_unit where kind = 'Assessment'").update();
    assertThat(gateway.matches("all", "QuestionnaireResponse?_count=1")).isEmpty();
    var state =
        PullGateway.json(gateway.call("GET", "/api/v1/fhir-index/state", "", gateway.clinic));
    assertThat(state.path("missing").asInt()).isEqualTo(1);
    var started = gateway.call("POST", "/api/v1/fhir-index/rebuild", "", gateway.clinic);
    assertThat(started.statusCode()).isEqualTo(202);
    while (PullGateway.json(gateway.call("GET", "/api/v1/fhir-index/state", "", gateway.clinic))
        .path("running")
        .asBoolean()) {
      assertThat(gateway.matches("rgh", search)).as("meanwhile").hasSameSizeAs(before);
    }
    assertThat(gateway.matches("all", "QuestionnaireResponse?_count=1")).hasSize(1);
    assertThat(gateway.entries("rgh", search))
        .as("nothing changed, so nothing has a new version or time")
        .isEqualTo(before);
    jdbc.sql("delete from fhir_unit where kind = 'Assessment'").update();
    assertThat(command("index", "show")).contains("1 of them missing", "index rebuild");
    assertThat(command("index", "rebuild")).contains("at rest", " 0 of them missing");
    assertThat(command("index", "show")).contains(" 0 of them missing").doesNotContain("rebuild");
    assertThat(
            gateway
                .call("POST", "/api/v1/fhir-index/rebuild", "", gateway.token("rgh"))
                .statusCode())
        .isEqualTo(403);
  }
}

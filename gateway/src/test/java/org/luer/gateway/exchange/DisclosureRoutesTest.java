package org.luer.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.demo.SimulatedFhirHospital;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What leaves a whole gateway of a clinic that is a Part 2 program, by each route: FHIR, HL7 v2,
 * claims and documents.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class DisclosureRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure";
  private static final Set<String> SETTLED =
      Set.of("delivered", "held", "superseded", "rejected", "cancelled");
  private static final String SETTINGS =
      """
      luer:
        data-dir: %1$s/data
        database: {url: "%2$s", username: %3$s, password-file: %4$s}
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, npi: "1234567893", zone: America/Chicago, application: LUER, facility: NLKC, part2: true}
        partners:
          - id: lake
            kind: hospital
            name: Lake
            patients: all
            receives: {transport: "http://127.0.0.1:%5$d/fhir", format: fhir, exchanges: [assessment, sessionsummary, charges]}
          - id: rgh
            kind: hospital
            name: General
            patients: all
            dialect: {confidentiality: true}
            receives: {transport: "mllp://127.0.0.1:%6$d", format: hl7v2, exchanges: [assessment, sessionsummary]}
          - id: payer
            kind: insurer
            name: Payer
            patients: all
            receives: {transport: "http://127.0.0.1:%5$d/fhir", format: fhir, exchanges: [charges]}
      """;

  @TempDir private static Path home;
  private static SimulatedFhirHospital lake;
  private static MllpPeer rgh;
  private static ConfigurableApplicationContext gateway;
  private static String address;
  private static String clinic;

  @BeforeAll
  static void start() throws Exception {
    lake = new SimulatedFhirHospital("lake", 0, "/fhir");
    rgh = new MllpPeer(0, MllpPeer.ALL_WELL);
    var file =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home,
                TestDatabase.fresh(),
                TestDatabase.username(),
                TestDatabase.passwordFile(),
                lake.port(),
                rgh.port()));
    gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
    address = Files.readString(home.resolve("data/http.address")).strip();
    clinic = Files.readString(home.resolve("data/clinic.token")).strip();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    rgh.close();
    lake.close();
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + clinic)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void put(String collection, String id, String record) throws Exception {
    var answer = call("PUT", "/api/v1/" + collection + "/" + id, record);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static String patient() throws Exception {
    var id = "P-" + NUMBER.incrementAndGet();
    put(
        "patients",
        id,
        """
        {"kind":"Patient","id":"%1$s","identifiers":[{"value":"%1$s","authority":"NLKC","type":"MR"}],
        "names":[{"family":"ZZTEST","given":["ANN"]}],"birthDate":"1984-07-19","sex":"female"}"""
            .formatted(id));
    return id;
  }

  private static void directive(String patient, String fields) throws Exception {
    put(
        "directives",
        "D-" + patient,
        "{\"kind\":\"DisclosureDirective\",\"id\":\"D-%1$s\",\"patientId\":\"%1$s\",%2$s}"
            .formatted(patient, fields));
  }

  private static void assessment(String patient, String instrument, List<String> items)
      throws Exception {
    var answers = items.stream().map("{\"item\":\"%s\",\"value\":1}"::formatted).toList();
    put(
        "assessments",
        "A-" + patient,
        """
        {"kind":"Assessment","id":"A-%1$s","patientId":"%1$s","instrument":"%2$s","version":"1.0.0",
        "status":"completed","context":"baseline","authored":"2026-03-10T09:32:00-05:00",
        "answeredBy":"patient","answers":[%3$s]}"""
            .formatted(patient, instrument, String.join(",", answers)));
  }

  private static void depression(String patient) throws Exception {
    assessment(patient, "phq-2", List.of("44250-9", "44255-8"));
  }

  private static void drinking(String patient) throws Exception {
    assessment(patient, "audit-c", List.of("68518-0", "68519-8", "68520-6"));
  }

  private static ObjectNode example(String path) throws IOException {
    try (var in = DisclosureRoutesTest.class.getResourceAsStream("/examples/" + path)) {
      return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, path));
    }
  }

  private static void charge(String patient, String diagnosis) throws Exception {
    var charge = example("charges/an-infusion-of-105-minutes-and-its-drug/clinic/charge.json");
    charge.put("id", "C-" + patient).put("patientId", patient);
    ((ObjectNode) charge.at("/diagnoses/0/code")).put("code", diagnosis).put("text", "x");
    put("charges", "C-" + patient, charge.toString());
  }

  private static List<JsonNode> deliveries(String patient, String partner) throws Exception {
    var items = new ArrayList<JsonNode>();
    JSON.readTree(
            call(
                    "GET",
                    "/api/v1/messages?direction=out&patient=" + patient + "&partner=" + partner,
                    "")
                .body())
        .path("items")
        .forEach(items::add);
    return items;
  }

  /** All deliveries of the patient to this partner, once nothing moves any more. */
  private static List<JsonNode> settled(String patient, String partner) throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(deliveries(patient, partner))
                    .allMatch(d -> SETTLED.contains(d.path("state").asText())));
    return deliveries(patient, partner);
  }

  private static JsonNode one(String patient, String partner) throws Exception {
    var all = settled(patient, partner);
    assertThat(all).as(partner).isNotEmpty();
    return all.get(all.size() - 1);
  }

  private static String raw(JsonNode delivery) throws Exception {
    return call("GET", "/api/v1/messages/" + delivery.path("id").asText() + "/raw", "").body();
  }

  private static JsonNode receipt(JsonNode delivery) throws Exception {
    return JSON.readTree(
        call("GET", "/api/v1/messages/" + delivery.path("id").asText() + "/receipt", "").body());
  }

  private static List<String> audited(String patient) throws Exception {
    var events = new ArrayList<String>();
    JSON.readTree(call("GET", "/api/v1/audit?limit=500&patient=" + patient, "").body())
        .path("items")
        .forEach(
            e -> {
              if (!e.path("query").asText().startsWith("messages?")) { // of this test itself
                events.add(
                    "%s %s %s %s"
                        .formatted(
                            e.path("event").asText(),
                            e.path("partner").asText(),
                            e.path("record").asText(),
                            e.path("reason").asText()));
              }
            });
    return events;
  }

  @Test
  void ordinaryPsychiatricDataGoesToThoseWhoTreatLabelled() throws Exception {
    var patient = patient();
    depression(patient);
    var fhir = one(patient, "lake");
    assertThat(fhir.path("state").asText()).isEqualTo("delivered");
    var bundle = JSON.readTree(raw(fhir));
    assertThat(bundle.at("/meta/security").findValuesAsText("code")).containsExactly("R", "PSY");
    for (var entry : bundle.path("entry")) {
      var labels = entry.at("/resource/meta/security").findValuesAsText("code");
      if (Set.of("Observation", "QuestionnaireResponse")
          .contains(entry.at("/resource/resourceType").asText())) {
        assertThat(labels).containsExactly("R", "PSY");
      } else if (entry.at("/resource/resourceType").asText().equals("Patient")) {
        assertThat(labels).isEmpty();
      }
    }
    assertThat(receipt(fhir).at("/disclosure/rule").asText()).isEqualTo("patients-all");
    assertThat(receipt(fhir).at("/disclosure/classes/0").asText()).isEqualTo("psychiatric");
    var hl7v2 = raw(one(patient, "rgh"));
    assertThat(hl7v2).doesNotContain(NOTICE);
    assertThat(hl7v2.split("\r", -1))
        .filteredOn(s -> s.startsWith("ORC"))
        .allSatisfy(orc -> assertThat(orc.split("\\|", -1)[28]).isEqualTo("PSY"));
  }

  @Test
  void part2GoesNowhereWithoutADirective() throws Exception {
    var patient = patient();
    drinking(patient);
    assertThat(settled(patient, "lake")).isEmpty();
    assertThat(settled(patient, "rgh")).isEmpty();
    assertThat(audited(patient))
        .containsExactlyInAnyOrder(
            "record-withheld lake Assessment/A-%s/1 part-2-without-directive".formatted(patient),
            "record-withheld rgh Assessment/A-%s/1 part-2-without-directive".formatted(patient));
  }

  @Test
  void part2GoesByFhirToWhomTheDirectiveNamesWithTheNotice() throws Exception {
    var patient = patient();
    directive(
        patient,
        "\"decision\":\"permit\",\"partners\":[\"lake\"],\"classes\":[\"part-2\"],\"redisclosure\":false");
    drinking(patient);
    var fhir = one(patient, "lake");
    assertThat(fhir.path("state").asText()).isEqualTo("delivered");
    assertThat(raw(fhir)).contains("42CFRPart2", "NORDSCLCD", NOTICE);
    assertThat(receipt(fhir).at("/disclosure/rule").asText()).isEqualTo("permitted-by-directive");
    assertThat(receipt(fhir).at("/disclosure/directive").asText()).isEqualTo("D-" + patient);
    assertThat(settled(patient, "rgh")).isEmpty();
  }

  @Test
  void part2GoesByHl7v2ToWhomTheDirectiveNamesWithTheNotice() throws Exception {
    var patient = patient();
    directive(patient, "\"decision\":\"permit\",\"partners\":[\"rgh\"],\"classes\":[\"part-2\"]");
    drinking(patient);
    var hl7v2 = one(patient, "rgh");
    assertThat(hl7v2.path("state").asText()).as(hl7v2.toString()).isEqualTo("delivered");
    assertThat(raw(hl7v2)).containsOnlyOnce("NTE|1|L|" + NOTICE);
    assertThat(settled(patient, "lake")).isEmpty();
  }

  @Test
  void psychotherapyNotesNeverLeave() throws Exception {
    var patient = patient();
    directive(patient, "\"decision\":\"permit\",\"recipients\":[\"hospital\"]");
    var note = example("sessionsummary/a-letter-from-a-hospital/clinic/document.json");
    note.put("id", "N-" + patient).put("patientId", patient);
    ((ObjectNode) note.path("header"))
        .putArray("categories")
        .addObject()
        .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
        .put("code", "PSYTHPN");
    put("documents", "N-" + patient, note.toString());
    assertThat(settled(patient, "lake")).isEmpty();
    assertThat(settled(patient, "rgh")).isEmpty();
    assertThat(audited(patient)).allMatch(e -> e.endsWith("psychotherapy-notes-never")).hasSize(2);
  }

  @Test
  void otherDocumentsGoOut() throws Exception {
    var patient = patient();
    var letter = example("sessionsummary/a-letter-from-a-hospital/clinic/document.json");
    letter.put("id", "L-" + patient).put("patientId", patient);
    put("documents", "L-" + patient, letter.toString());
    assertThat(one(patient, "lake").path("state").asText()).isEqualTo("delivered");
    assertThat(one(patient, "rgh").path("state").asText()).isEqualTo("delivered");
  }

  @Test
  void claimIsHeldRatherThanThinnedAndGoesOnceTheDirectiveIsThere() throws Exception {
    var patient = patient();
    charge(patient, "F11.20");
    var held = one(patient, "payer");
    assertThat(held.path("state").asText()).isEqualTo("held");
    assertThat(held.at("/reason/code").asText()).isEqualTo("withheld");
    assertThat(held.at("/reason/text").asText()).contains("part-2-without-directive");
    var replay = "/api/v1/messages/" + held.path("id").asText() + "/replay";
    assertThat(call("POST", replay, "{}").statusCode()).isEqualTo(409);
    directive(
        patient,
        "\"decision\":\"permit\",\"recipients\":[\"insurer\"],\"classes\":[\"part-2\"],\"purposes\":[\"payment\"]");
    assertThat(call("POST", replay, "{\"asNew\":true}").statusCode()).isEqualTo(202);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                deliveries(patient, "payer").stream()
                    .anyMatch(d -> d.path("state").asText().equals("delivered")));
  }

  @Test
  void insurerDoesNotLearnWhatThePatientPaid() throws Exception {
    var patient = patient();
    directive(
        patient,
        "\"decision\":\"forbid\",\"recipients\":[\"insurer\"],\"classes\":[\"self-paid\"],\"records\":[\"InfusionSession/S-ZZ-105MIN-1\"]");
    charge(patient, "F33.2");
    assertThat(one(patient, "payer").at("/reason/text").asText())
        .contains("self-paid-not-to-insurer");
    var hospital = one(patient, "lake");
    assertThat(hospital.path("state").asText()).isEqualTo("delivered");
    assertThat(raw(hospital)).contains("HIPAASelfPay");
  }

  @Test
  void whatThePatientForbidsMeanwhileIsNotSentAnyMore() throws Exception {
    var patient = patient();
    var why = "{\"reason\":\"the line is repaired\"}";
    assertThat(call("POST", "/api/v1/partners/rgh/pause", why).statusCode()).isLessThan(300);
    depression(patient);
    directive(patient, "\"decision\":\"forbid\",\"partners\":[\"rgh\"]");
    assertThat(call("POST", "/api/v1/partners/rgh/resume", why).statusCode()).isLessThan(300);
    var stopped = one(patient, "rgh");
    assertThat(stopped.path("state").asText()).isEqualTo("superseded");
    assertThat(stopped.at("/reason/code").asText()).isEqualTo("withheld");
    assertThat(rgh.received).noneMatch(m -> m.contains("|" + patient + "^"));
    assertThat(one(patient, "lake").path("state").asText()).isEqualTo("delivered");
  }

  @Test
  void directiveOfAnUnknownPatientIsRefused() throws Exception {
    var answer =
        call(
            "PUT",
            "/api/v1/directives/D-x",
            "{\"kind\":\"DisclosureDirective\",\"id\":\"D-x\",\"patientId\":\"nobody\",\"decision\":\"forbid\"}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("/patientId");
  }

  /**
   * Everything that went to a partner or was read by the clinic's people, and that it is sealed.
   */
  @Test
  void auditTellsWhoGotWhatOfThePatient() throws Exception {
    var patient = patient();
    depression(patient);
    var sent = one(patient, "lake");
    one(patient, "rgh");
    raw(sent);
    call("GET", "/api/v1/assessments/A-" + patient, "");
    var record = "Assessment/A-" + patient;
    assertThat(audited(patient))
        .contains(
            "record-disclosed lake %s/1 patients-all".formatted(record),
            "record-disclosed rgh %s/1 patients-all".formatted(record),
            "resource-read null message/%s null".formatted(sent.path("id").asText()),
            "resource-read null %s/_history/1 null".formatted(record));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var report = JSON.readTree(call("GET", "/api/v1/audit/verification", "").body());
              assertThat(report.path("findings")).isEmpty();
              assertThat(report.path("intact").asBoolean()).isTrue();
              assertThat(report.path("unsealed").asLong()).isZero();
              assertThat(report.path("events").asLong()).isPositive();
            });
    var bundle =
        JSON.readTree(call("GET", "/fhir/AuditEvent?patient=Patient/" + patient, "").body());
    assertThat(bundle.path("type").asText()).isEqualTo("searchset");
    assertThat(bundle.path("entry")).hasSizeGreaterThanOrEqualTo(4);
    var validator =
        FhirContext.forR4Cached().newJsonParser().setParserErrorHandler(new StrictErrorHandler());
    assertThat(validator.parseResource(bundle.toString()))
        .isInstanceOf(org.hl7.fhir.r4.model.Bundle.class);
    var read =
        StreamSupport.stream(bundle.path("entry").spliterator(), false)
            .map(e -> e.path("resource"))
            .filter(e -> e.at("/subtype/0/code").asText().equals("read"))
            .findFirst()
            .orElseThrow();
    assertThat(read.at("/meta/profile/0").asText()).endsWith("IHE.BasicAudit.PatientRead");
    assertThat(read.at("/agent/0/who/identifier/value").asText()).isEqualTo("clinic");
    assertThat(read.at("/agent/0/network/address").asText()).isEqualTo("127.0.0.1");
    assertThat(read.at("/entity/0/what/reference").asText()).isEqualTo("Patient/" + patient);
    var one = call("GET", "/fhir/AuditEvent/" + read.path("id").asText(), "");
    assertThat(JSON.readTree(one.body())).isEqualTo(read);
    assertThat(call("GET", "/fhir/AuditEvent/999999999", "").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/fhir/AuditEvent?patient=x&foo=bar", "").statusCode()).isEqualTo(400);
    var page =
        JSON.readTree(call("GET", "/fhir/AuditEvent?_count=1&patient=" + patient, "").body());
    assertThat(page.path("entry")).hasSize(1);
    var next = page.at("/link/1/url").asText();
    assertThat(next).startsWith(address);
    assertThat(
            JSON.readTree(call("GET", next.substring(address.length()), "").body()).path("entry"))
        .hasSize(1)
        .isNotEqualTo(page.path("entry"));
  }
}

package org.luer.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every published example through a running gateway: its records by HTTP, out to a hospital that
 * takes HL7 v2 and one that takes FHIR; its messages by MLLP, into the clinic's inbox.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryExchangeIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Path EXAMPLES =
      Path.of("..", "artifacts", "src", "main", "resources", "examples");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> EXCHANGES =
      List.of(
          "patientfeed",
          "orderintake",
          "referral",
          "appointment",
          "sessionreport",
          "sessionsummary",
          "assessment",
          "charges",
          "results");

  /** Where a record of each kind is put, in an order in which nothing refers to what is missing. */
  private static final Map<String, String> COLLECTIONS = collections();

  private MllpHospital mllp;
  private FhirHospital fhir;
  private RunningGateway gateway;

  private static Map<String, String> collections() {
    var collections = new LinkedHashMap<String, String>();
    collections.put("Patient", "patients");
    collections.put("Coverage", "coverages");
    collections.put("Allergy", "allergies");
    collections.put("Condition", "conditions");
    collections.put("Procedure", "procedures");
    collections.put("Registration", "registrations");
    collections.put("Referral", "referrals");
    collections.put("InfusionOrder", "orders");
    collections.put("Medication", "medications");
    collections.put("ServiceOrder", "service-orders");
    collections.put("Appointment", "appointments");
    collections.put("Assessment", "assessments");
    collections.put("InfusionSession", "sessions");
    collections.put("Observation", "observations");
    collections.put("MedicationAdministration", "administrations");
    collections.put("Charge", "charges");
    collections.put("Document", "documents");
    collections.put("SessionSummary", "summaries");
    collections.put("PatientMerge", "merges");
    return collections;
  }

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    mllp = new MllpHospital();
    fhir = new FhirHospital();
    var all = String.join(", ", EXCHANGES);
    gateway =
        RunningGateway.start(
            home,
            """
            - id: rgh
              kind: hospital
              name: Regional General
              zone: America/Chicago
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              patients: all
              receives:
                - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [%s]}
            - id: fhirhospital
              kind: hospital
              name: FHIR hospital
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              patients: all
              receives:
                - {transport: "%s", format: fhir, exchanges: [%s], mode: transaction}
            - id: ward
              kind: hospital
              name: Ward
              zone: America/Chicago
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              patients: all
              identify: {application: WARD, facility: RGH}
              sends: {exchanges: [%s]}
            """
                .formatted(mllp.port(), all, fhir.base(), all, all));
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
    mllp.close();
    fhir.close();
  }

  @Test
  void everyExampleOfTheClinicReachesBothHospitals() throws Exception {
    for (var folder : cases()) {
      for (var one : records(folder)) {
        put(folder, one);
      }
    }
    await().atMost(SOON).until(() -> underWay().isEmpty());
    var stuck =
        out().stream()
            .filter(m -> !Set.of("delivered", "superseded").contains(m.path("state").asText()))
            .map(
                m ->
                    m.path("exchange").asText()
                        + " "
                        + m.path("record").asText()
                        + " "
                        + m.path("reason"))
            .toList();
    assertThat(stuck).isEmpty();
    for (var partner : List.of("rgh", "fhirhospital")) {
      assertThat(
              out().stream()
                  .filter(m -> m.path("partner").asText().equals(partner))
                  .filter(m -> m.path("state").asText().equals("delivered"))
                  .map(m -> m.path("exchange").asText())
                  .distinct()
                  .toList())
          .as(partner)
          .containsAll(EXCHANGES);
    }
    assertThat(mllp.received()).noneMatch(m -> m.contains("null"));
    assertThat(gateway.log()).doesNotContain("MARISOL").doesNotContain("ZZTEST");
  }

  @Test
  void everyMessageOfTheExamplesIsTakenFromAPartnerAndWaitsForTheClinic() throws Exception {
    var refused = new ArrayList<String>();
    var sent = 0;
    for (var folder : cases()) {
      for (var file : files(folder, ".hl7")) {
        for (var message : messages(file)) {
          sent++;
          var answer = MllpHospital.send(gateway.mllpPort(), fromWard(message, sent));
          if (!answer.contains("MSA|AA|WARD" + sent) || !answer.contains("|WARD|RGH|")) {
            refused.add(folder.getFileName() + "/" + file.getFileName() + ": " + answer);
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(sent).isGreaterThan(10);
    var items = JSON.readTree(gateway.call("GET", "/api/v1/inbox?limit=500", "").body());
    assertThat(items.path("items"))
        .extracting(i -> i.path("kind").asText())
        .contains("patient-received", "order-received", "session-received", "assessment-received")
        .contains("charge-received", "referral-received", "appointment-received");
    assertThat(gateway.log()).doesNotContain("MARISOL").doesNotContain("ZZTEST");
  }

  private void put(Path folder, JsonNode one) throws IOException, InterruptedException {
    var collection = COLLECTIONS.get(one.path("kind").asText());
    if (collection == null) {
      return; // the clinic and its people stand in the settings and in the records
    }
    var path = "/api/v1/" + collection + "/" + one.path("id").asText();
    var answer = gateway.call("PUT", path, one.toString());
    assertThat(answer.statusCode()).as(folder + " " + path + " " + answer.body()).isEqualTo(202);
  }

  private List<JsonNode> underWay() throws IOException, InterruptedException {
    return gateway.messages("state=queued,sending,retrying,ambiguous").stream()
        .filter(m -> !m.path("reason").path("code").asText().equals("waits-for-earlier-version"))
        .toList();
  }

  private List<JsonNode> out() throws IOException, InterruptedException {
    return gateway.messages("").stream()
        .filter(m -> m.path("direction").asText().equals("out"))
        .toList();
  }

  private static List<Path> cases() throws IOException {
    try (var all = Files.walk(EXAMPLES, 2)) {
      return all.filter(p -> p.getNameCount() == EXAMPLES.getNameCount() + 2).sorted().toList();
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The records of a case, those that others refer to first. */
  private static List<JsonNode> records(Path folder) throws IOException {
    var order = List.copyOf(COLLECTIONS.keySet());
    var records = new ArrayList<JsonNode>();
    for (var file : files(folder.resolve("clinic"), ".json")) {
      records.add(JSON.readTree(Files.readString(file)));
    }
    records.sort(Comparator.comparingInt(r -> order.indexOf(r.path("kind").asText())));
    return records;
  }

  private static List<String> messages(Path file) throws IOException {
    var text = Files.readString(file, StandardCharsets.UTF_8);
    return List.of(text.split("(?<=\r)\\n?(?=MSH)", -1));
  }

  /** The message as another sender would send it: application, facility and control id its own. */
  private static String fromWard(String message, int number) {
    var end = message.indexOf('\r');
    var msh = message.substring(0, end).split("\\|", -1);
    msh[2] = "WARD";
    msh[3] = "RGH";
    msh[9] = "WARD" + number;
    return String.join("|", msh) + message.substring(end);
  }
}

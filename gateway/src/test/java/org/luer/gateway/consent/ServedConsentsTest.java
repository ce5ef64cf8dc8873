package org.luer.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;
import org.luer.mappings.fhir.FhirConformance;

/** Which permissions of a patient a partner reads, and what they never tell. */
@SuppressWarnings("NullAway.Init") // by JUnit
class ServedConsentsTest {
  private static final String ADMITTED = "patientfeed/admitted-with-allergies-and-insurance";
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A patient with a diagnosis of dependence, {@code Condition/SUD<suffix>}. */
  private static String patient(String suffix) {
    gateway.putExample(ADMITTED, suffix);
    var condition =
        PullGateway.example(ADMITTED).stream()
            .filter(r -> r.path("kind").asText().equals("Condition"))
            .findFirst()
            .orElseThrow();
    condition.put("id", "SUD" + suffix).put("patientId", id(suffix));
    condition.remove("identifiers");
    ((ObjectNode) condition.path("code")).put("code", "F10.20").put("text", "Alcohol dependence");
    gateway.put(condition);
    return gateway.matches("everything", "Patient?identifier=" + id(suffix)).get(0);
  }

  private static String id(String suffix) {
    return PullGateway.example(ADMITTED).stream()
            .filter(r -> r.path("kind").asText().equals("Patient"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText()
        + suffix;
  }

  private static void directive(String suffix, String number, String fields) {
    try {
      gateway.put(
          PullGateway.JSON.readTree(
              "{\"kind\":\"DisclosureDirective\",\"id\":\"D%s-%s\",\"patientId\":\"%s\",\"recordedAt\":\"2026-03-01T09:00:00-06:00\",%s}"
                  .formatted(suffix, number, id(suffix), fields)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonNode> consents(String partner, String search) {
    return gateway.entries(partner, "Consent?" + search).stream()
        .map(e -> e.path("resource"))
        .toList();
  }

  private static JsonNode only(String partner, String patient) {
    var found = consents(partner, "patient=" + patient);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void whomAPermissionNamesReadsItAsItsOwnAndNobodyElseDoes() {
    var patient = patient("-A");
    directive(
        "-A",
        "1",
        "\"decision\":\"permit\",\"partners\":[\"all\",\"stranger\"],\"classes\":[\"substance-use\"],\"purposes\":[\"treatment\"],\"from\":\"2026-03-01T00:00:00-06:00\",\"until\":\"2099-03-01T00:00:00-06:00\",\"redisclosure\":false,\"document\":\"Document/consent-17\"");
    var consent = only("all", patient);
    assertThat(FhirConformance.errors(consent.toString())).as(consent.toString()).isEmpty();
    assertThat(consent.path("status").asText()).isEqualTo("active");
    assertThat(consent.at("/scope/coding/0/code").asText()).isEqualTo("patient-privacy");
    assertThat(consent.at("/patient/reference").asText()).isEqualTo(patient);
    assertThat(consent.at("/provision/type").asText()).isEqualTo("permit");
    assertThat(consent.at("/provision/period/end").asText()).startsWith("2099-03-01");
    assertThat(consent.at("/provision/actor")).hasSize(1);
    assertThat(consent.at("/provision/actor/0/reference/identifier/value").asText())
        .isEqualTo("all");
    assertThat(consent.at("/provision/purpose/0/code").asText()).isEqualTo("TREAT");
    assertThat(consent.at("/provision/securityLabel/0/code").asText()).isEqualTo("SUD");
    assertThat(consent.at("/sourceReference/identifier/value").asText()).isEqualTo("consent-17");
    assertThat(consent.at("/policyRule/text").asText()).contains("may not pass on");
    assertThat(consent.toString()).doesNotContain("stranger");

    var reference = "Consent/" + consent.path("id").asText();
    assertThat(gateway.get("all", reference).statusCode()).isEqualTo(200);
    var absent = gateway.get("rgh", "Consent/none").body();
    for (var other : List.of("everything", "rgh", "other", "referrer", "payer")) {
      var answer = gateway.get(other, reference);
      assertThat(answer.statusCode()).as(other).isEqualTo(404);
      assertThat(answer.body()).as(other).isEqualTo(absent);
      assertThat(consents(other, "_count=100&_lastUpdated=ge2020-01-01").toString())
          .doesNotContain("D-A-1");
    }
    assertThat(gateway.get("stranger", reference).statusCode())
        .as("it opens a class, and does not give the patient")
        .isEqualTo(404);

    assertThat(consents("all", "patient=" + patient + "&status=active")).hasSize(1);
    assertThat(consents("all", "patient=" + patient + "&status=inactive")).isEmpty();
    assertThat(consents("all", "patient=" + patient + "&date=2026-03-01")).hasSize(1);
    assertThat(consents("all", "patient=" + patient + "&date=lt2026-03-01")).isEmpty();
    assertThat(gateway.entries("all", patient + "/$everything").toString())
        .contains(reference.substring(8));
    assertThat(gateway.get("all", patient + "/$everything?_type=Consent").body())
        .contains(reference.substring(8));
  }

  @Test
  void aProhibitionIsToldToNobodyAndHidesThePermissionThatItBeats() {
    var patient = patient("-B");
    directive(
        "-B",
        "1",
        "\"decision\":\"permit\",\"partners\":[\"all\"],\"classes\":[\"substance-use\"]");
    var consent = "Consent/" + only("all", patient).path("id").asText();
    directive(
        "-B",
        "2",
        "\"decision\":\"forbid\",\"partners\":[\"all\"],\"classes\":[\"substance-use\"]");
    directive("-B", "3", "\"decision\":\"forbid\",\"partners\":[\"other\"]");
    for (var reader : List.of("all", "everything", "other", "rgh", "stranger", "payer")) {
      assertThat(consents(reader, "_count=100").toString()).as(reader).doesNotContain("D-B-");
      assertThat(gateway.get(reader, consent).statusCode()).as(reader).isEqualTo(404);
      assertThat(gateway.get(reader, consent + "/_history").statusCode()).isEqualTo(404);
    }
    assertThat(gateway.get("all", patient).statusCode()).isEqualTo(200);
  }

  @Test
  void takenBackOrRunOutItIsInactive() {
    var patient = patient("-C");
    var permit =
        "\"decision\":\"permit\",\"recipients\":[\"psychiatrist\"],\"classes\":[\"part-2\"]";
    directive("-C", "1", permit);
    var consent = only("all", patient);
    assertThat(consent.path("status").asText()).isEqualTo("active");
    assertThat(consent.path("meta").toString()).contains("42 CFR part 2 prohibits");
    assertThat(consent.at("/policyRule/text").asText()).contains("42 CFR part 2 prohibits");
    assertThat(FhirConformance.errors(consent.toString())).as(consent.toString()).isEmpty();
    directive("-C", "1", permit + ",\"status\":\"revoked\"");
    var revoked = only("all", patient);
    assertThat(revoked.path("id")).isEqualTo(consent.path("id"));
    assertThat(revoked.path("status").asText()).isEqualTo("inactive");
    assertThat(FhirConformance.errors(revoked.toString())).isEmpty();
    directive("-C", "1", permit + ",\"status\":\"entered-in-error\"");
    assertThat(only("all", patient).path("status").asText()).isEqualTo("entered-in-error");

    var soon = OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(3);
    var other = patient("-D");
    directive("-D", "1", permit + ",\"until\":\"" + soon + "\"");
    directive("-D", "2", permit + ",\"from\":\"" + soon + "\"");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(consents("all", "patient=" + other + "&_sort=identifier"))
                    .extracting(c -> c.path("status").asText())
                    .containsExactlyInAnyOrder("inactive", "active"));
    assertThat(consents("all", "patient=" + other + "&status=inactive")).hasSize(1);
  }

  @Test
  void itNamesOnlyRecordsThatItsReaderMayHaveAndIsNotThereWithoutAny() {
    var patient = patient("-E");
    var coverage =
        PullGateway.example(ADMITTED).stream()
                .filter(r -> r.path("kind").asText().equals("Coverage"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText()
            + "-E";
    directive(
        "-E",
        "1",
        "\"decision\":\"permit\",\"partners\":[\"all\"],\"records\":[\"Condition/SUD-E\",\"Coverage/"
            + coverage
            + "\"]");
    var named = only("all", patient).at("/provision/data");
    assertThat(named.findValuesAsText("value")).containsExactly("SUD-E", coverage);
    assertThat(named.findValuesAsText("meaning")).containsOnly("dependents");
    assertThat(FhirConformance.errors(only("all", patient).toString())).isEmpty();
    directive(
        "-E",
        "2",
        "\"decision\":\"forbid\",\"partners\":[\"all\"],\"records\":[\"Condition/SUD-E\"]");
    assertThat(consents("all", "patient=" + patient).toString()).doesNotContain("SUD-E");
  }

  @Test
  void itStandsInTheExportOfItsReaderAlone() throws Exception {
    var patient = patient("-H");
    directive("-H", "1", "\"decision\":\"permit\",\"partners\":[\"all\"]");
    directive("-H", "2", "\"decision\":\"forbid\",\"partners\":[\"other\"]");
    var id = only("all", patient).path("id").asText();
    assertThat(exported("all")).contains(id).doesNotContain("D-H-2");
    assertThat(exported("everything")).doesNotContain("\"Consent\"");
  }

  /** Every Consent that an export holds. */
  private static String exported(String partner) throws Exception {
    var begun =
        gateway.get(
            partner,
            "Patient/$export?_type=Consent",
            "Accept",
            "application/fhir+json",
            "Prefer",
            "respond-async");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    var status = begun.headers().firstValue("Content-Location").orElseThrow();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> fetched(partner, status).statusCode() == 200);
    var lines = new StringBuilder();
    for (var output : PullGateway.json(fetched(partner, status)).path("output")) {
      lines.append(fetched(partner, output.path("url").asText()).body());
    }
    return lines.toString();
  }

  private static HttpResponse<String> fetched(String partner, String address) {
    return gateway.call("GET", address, "", gateway.token(partner));
  }

  @Test
  void aPermissionForAnotherPurposeIsNotTold() {
    var patient = patient("-G");
    directive(
        "-G", "1", "\"decision\":\"permit\",\"partners\":[\"all\"],\"purposes\":[\"payment\"]");
    assertThat(consents("all", "patient=" + patient)).isEmpty();
  }
}

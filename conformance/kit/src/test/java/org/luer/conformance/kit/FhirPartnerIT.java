package org.luer.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partner that speaks FHIR, from its key to the clinic's inbox and on to another partner: by the
 * command line, the token endpoint and the FHIR interface of a running gateway.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FhirPartnerIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String EXAMPLES = "conformance/artifacts/src/main/resources/examples/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private FhirHospital fhir;
  private MllpHospital mllp;
  private RunningGateway gateway;
  private Path home;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    fhir = new FhirHospital();
    mllp = new MllpHospital();
    gateway =
        RunningGateway.start(
            folder,
            """
            - id: ward
              kind: hospital
              name: Ward
              zone: America/Chicago
              authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
              sends: {exchanges: [patientfeed, orderintake, results]}
            - id: other
              kind: hospital
              name: Other
              patients: all
              receives: {transport: "%s", format: fhir, exchanges: [results], from: [ward]}
            - id: v2
              kind: hospital
              name: Speaks HL7 v2
              patients: all
              receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: LAB, facility: V2}, exchanges: [results], from: [ward]}
            - id: uninterested
              kind: hospital
              name: Takes only what is the clinic's
              patients: all
              receives: {transport: "%s", format: fhir, exchanges: [results]}
            """
                .formatted(fhir.base(), mllp.port(), fhir.base()));
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
    fhir.close();
    mllp.close();
  }

  @Test
  void aSignedAssertionOpensTheWayToTheInboxAndToAnotherPartner() throws Exception {
    var partner = new SmartPartner();
    var keys = Files.writeString(home.resolve("ward.jwks"), partner.jwks());
    var client =
        Commands.luer(
            home.resolve("data"),
            "client",
            "add",
            "--partner",
            "ward",
            "--id",
            "ward-lab",
            "--jwks",
            keys.toString(),
            "--scope",
            "system/*.cu");
    assertThat(client).isEqualTo("ward-lab");

    var discovery =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body());
    var tokenUrl = discovery.path("token_endpoint").asText();
    var assertion = partner.assertion(client, tokenUrl);
    var granted = partner.ask(tokenUrl, assertion, "system/*.cu");
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
    assertThat(partner.ask(tokenUrl, assertion, "system/*.cu").body()).contains("invalid_client");
    var token = SmartPartner.json(granted).path("access_token").asText();

    var base = tokenUrl.replace("/oauth2/token", "/fhir");
    var bundle =
        Files.readString(
            ROOT.resolve(EXAMPLES + "results/a-chemistry-panel-with-high-potassium/fhir.json"));
    assertThat(partner.post(base, "made-up", bundle).statusCode()).isEqualTo(401);
    var taken = partner.post(base, token, bundle);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(SmartPartner.json(taken).path("type").asText()).isEqualTo("transaction-response");
    assertThat(inbox("ward")).contains("observation-received");

    await().atMost(SOON).until(() -> !fhir.received().isEmpty() && !mllp.received().isEmpty());
    assertThat(fhir.received().toString()).contains("2823-3");
    assertThat(mllp.received()).anyMatch(m -> m.contains("2823-3") && m.contains("|LAB|V2|"));
    var out = gateway.messages("").stream().filter(m -> m.path("direction").asText().equals("out"));
    assertThat(out.map(m -> m.path("partner").asText()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("other", "v2");

    var before = fhir.received().size();
    assertThat(partner.post(base, token, bundle).statusCode()).isEqualTo(200);
    assertThat(gateway.messages("partner=ward&state=duplicate")).hasSize(1);
    var wrong = partner.post(base + "/Observation", token, "{\"resourceType\":\"Observation\"}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(SmartPartner.json(wrong).path("resourceType").asText())
        .isEqualTo("OperationOutcome");
    assertThat(fhir.received()).as("a repetition is not sent on").hasSize(before);
    assertThat(gateway.log())
        .doesNotContain("MARISOL")
        .doesNotContain("ZZTEST")
        .doesNotContain(token);
  }

  @Test
  void theCommandsOfTheDocumentationWorkAsTheyStandThere() throws Exception {
    assertThat(Commands.blocks("fhir-interface.md")).hasSize(5);
    var data = home.resolve("data");
    var address = Files.readString(data.resolve("http.address")).strip();
    var output = Commands.ofPage("fhir-interface.md", data, address);
    assertThat(output).contains("transaction-response", "201 Created", "order-received");
  }

  private List<String> inbox(String from) throws Exception {
    var kinds = new ArrayList<String>();
    for (JsonNode item :
        JSON.readTree(gateway.call("GET", "/api/v1/inbox?limit=500", "").body()).path("items")) {
      if (item.path("from").asText().equals(from)) {
        kinds.add(item.path("kind").asText());
      }
    }
    return kinds;
  }
}

package org.luer.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a session to its charge: what may be billed is proposed, explained, confirmed and sent. */
class CodingIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLE =
      Path.of("..", "artifacts", "src", "main", "resources", "examples", "sessionreport")
          .resolve("rate-reduced-for-blood-pressure")
          .resolve("clinic");

  @Test
  void aSessionIsCodedConfirmedAndSent(@TempDir Path home) throws Exception {
    var prices = Files.writeString(home.resolve("prices.csv"), "code,amount\n96365,310.00\n");
    var stock = home.resolve("stock.csv");
    Files.writeString(stock, "ndc,drug,single-dose,content,from,until\n123,J3490,no,,,\n");
    try (var hospital = new MllpHospital();
        var gateway =
            RunningGateway.startWith(
                home,
                """
                - id: rgh
                  kind: hospital
                  name: Regional General
                  zone: America/Chicago
                  authority: {namespace: RGHMRN}
                  patients: all
                  receives:
                    - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [charges]}
                """
                    .formatted(hospital.port()),
                "billing: {stock-file: %s, prices-file: %s}".formatted(stock, prices))) {
      var session = put(gateway);
      var path = "/api/v1/sessions/" + session + "/coding";
      var broken = gateway.call("POST", path, "{}");
      assertThat(broken.statusCode()).isEqualTo(422);
      assertThat(JSON.readTree(broken.body()).path("detail").asText())
          .isEqualTo("stock.csv line 2: ndc must be eleven digits, 5-4-2 without hyphens");

      Files.writeString(
          stock, "ndc,drug,single-dose,content,from,until\n67457010810,J3490,no,,,\n");
      var proposal = JSON.readTree(gateway.call("POST", path, "{\"chargeId\":\"CH1\"}").body());
      var charge = (ObjectNode) proposal.path("charge");
      assertThat(charge.path("status").asText()).isEqualTo("draft");
      assertThat(charge.path("lines"))
          .extracting(l -> l.at("/code/code").asText())
          .startsWith("96365")
          .contains("J3490");
      assertThat(charge.at("/lines/0/amount/value").decimalValue()).isEqualByComparingTo("310");
      assertThat(charge.path("lines"))
          .allSatisfy(l -> assertThat(l.at("/evidence/0/id").asText()).isNotEmpty());
      assertThat(proposal.path("explanations"))
          .extracting(e -> e.path("line").asText())
          .containsAll(numbers(charge));
      assertThat(gateway.messages(""))
          .as("nothing is sent")
          .extracting(m -> m.path("exchange").asText())
          .doesNotContain("charges");

      var audited = gateway.call("GET", "/api/v1/audit?limit=500", "");
      assertThat(JSON.readTree(audited.body()).path("items"))
          .filteredOn(e -> e.path("event").asText().equals("resource-read"))
          .extracting(e -> e.path("record").asText())
          .containsExactly("InfusionSession/" + session + "/_history/1");

      charge.put("status", "billable");
      var confirmed = gateway.call("PUT", "/api/v1/charges/CH1", charge.toString());
      assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(202);
      await().atMost(SOON).until(() -> !hospital.received().isEmpty());
      assertThat(hospital.received().get(0)).contains("|DFT^P03^DFT_P03|").contains("96365");

      assertThat(gateway.call("POST", "/api/v1/sessions/none/coding", "{}").statusCode())
          .isEqualTo(404);
      assertThat(gateway.call("POST", path, "{\"price\":1}").statusCode()).isEqualTo(422);
    }
  }

  private static List<String> numbers(JsonNode charge) {
    return JSON.convertValue(
        charge.path("lines").findValuesAsText("number"),
        JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  /** Puts the example's records and gives the id of its session. */
  private static String put(RunningGateway gateway) throws Exception {
    var session = "";
    for (var one : List.of("Patient", "InfusionOrder", "InfusionSession")) {
      try (var files = Files.list(EXAMPLE)) {
        for (var file : files.sorted().toList()) {
          var record = JSON.readTree(Files.readString(file));
          if (record.path("kind").asText().equals(one)) {
            var into =
                one.equals("Patient")
                    ? "patients"
                    : one.equals("InfusionOrder") ? "orders" : "sessions";
            session = record.path("id").asText();
            var answer = gateway.call("PUT", "/api/v1/" + into + "/" + session, record.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
          }
        }
      }
    }
    return session;
  }
}

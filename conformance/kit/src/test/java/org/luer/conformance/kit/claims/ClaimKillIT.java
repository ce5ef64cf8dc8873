package org.luer.conformance.kit.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.RunningGateway;

/**
 * The money comes out the same, whenever the gateway is killed between charge and payment: each
 * claim is at the insurer once, decided, told to the clinic once, and balances. Profile {@code
 * kill}.
 */
@Tag("kill")
class ClaimKillIT {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final int CLAIMS = Integer.getInteger("kill.claims", 60);
  private static final int KILLS = 10;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String PLAN =
      """
      - id: plan
        kind: insurer
        name: Kill Plan
        patients: all
        dialect: {ack-timeout: 5s, retry-first: 200ms, retry-most: 1s}
        insurer: {payers: [PLAN], inquire-every: 1s}
        sends: {exchanges: [claim]}
        receives: {transport: "http://127.0.0.1:%d/fhir", format: fhir, exchanges: [claim]}
      """;

  @TempDir Path home;
  private final Random random = new Random(20261127);

  @Test
  void theMoneyIsRightWheneverTheGatewayIsKilled() throws Exception {
    try (var insurer = new Insurer();
        var gateway =
            RunningGateway.startWith(
                home, PLAN.formatted(insurer.port()), "billing: {inquiries-every: 1s}")) {
      var clinic = CompletableFuture.runAsync(() -> bill(gateway));
      for (int kill = 1; kill <= KILLS; kill++) {
        int soFar = CLAIMS * kill / (KILLS + 1);
        await().atMost(LONG).until(() -> insurer.claims() >= soFar || clinic.isDone());
        Thread.sleep(random.nextInt(1_000));
        gateway.kill();
        gateway.restart();
      }
      clinic.join();
      await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).until(() -> paid(gateway) == CLAIMS);
      assertThat(insurer.given()).hasSize(CLAIMS);
      assertThat(insurer.given().values()).as("how often a claim was given").containsOnly(1);
      assertThat(insurer.lost()).as("lost, asked for, given again").isNotEmpty();
      balances(gateway);
      toldOnce(gateway);
      System.out.printf(
          "%d claims, %d kills, each given once, every cent accounted for%n", CLAIMS, KILLS);
    }
  }

  /** Every third is large and pends. */
  private static BigDecimal price(int number) {
    return new BigDecimal(number % 3 == 0 ? "1310.07" : "310.01");
  }

  private static void bill(RunningGateway gateway) {
    var day = LocalDate.now(ZoneId.of("America/Chicago"));
    for (int n = 1; n <= CLAIMS; n++) {
      until(
          gateway,
          "PUT",
          "/api/v1/patients/P-" + n,
          """
          {"kind":"Patient","id":"P-%1$d","identifiers":[{"value":"M-%1$d","authority":"NLK"}],"names":[{"family":"Zztest","given":["Ana"]}],
           "birthDate":"1984-07-19","sex":"female","addresses":[{"lines":["1 LARKSPUR LN"],"city":"MADISON","state":"WI","postalCode":"53711"}]}"""
              .formatted(n));
      until(
          gateway,
          "PUT",
          "/api/v1/coverages/CV-" + n,
          """
          {"kind":"Coverage","id":"CV-%1$d","patientId":"P-%1$d","priority":1,"status":"active","payer":{"number":{"value":"PLAN","authority":"PAYERS"},"name":"Kill Plan"},
           "memberId":{"value":"S-%1$d","authority":"PLAN","type":"MB"},"relationship":{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}}"""
              .formatted(n));
      until(
          gateway,
          "PUT",
          "/api/v1/charges/K-" + n,
          """
          {"kind":"Charge","id":"K-%1$d","patientId":"P-%1$d","status":"billable","serviceDate":"%2$s",
           "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"},
           "rendering":{"id":"2000000010","npi":"2000000010","name":{"family":"Okonkwo","given":["Daniel"]},"specialty":{"system":"http://nucc.org/provider-taxonomy","code":"2084P0800X"}},
           "coverageIds":["CV-%1$d"],"diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2"}}],
           "lines":[{"number":"1","type":"charge","code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365"},"units":1,
            "unitPrice":{"value":%3$s,"currency":"USD"},"amount":{"value":%3$s,"currency":"USD"},"diagnoses":[1]}]}"""
              .formatted(n, day, price(n)));
      until(gateway, "POST", "/api/v1/claims/K-" + n + "/confirm", "");
    }
  }

  /** As a clinic's system does that wants it done: again, until it is told yes. */
  private static void until(RunningGateway gateway, String method, String path, String body) {
    var last = "";
    for (int i = 0; i < 600; i++) {
      try {
        var answer = gateway.call(method, path, body);
        if (answer.statusCode() < 300) {
          return;
        }
        if (answer.statusCode() < 500) {
          throw new IllegalStateException(path + " " + answer.body());
        }
        last = answer.body();
      } catch (IOException away) {
        last = "away";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      pause();
    }
    throw new IllegalStateException(path + " was never taken: " + last);
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int paid(RunningGateway gateway) throws Exception {
    return get(gateway, "/api/v1/claims?state=paid&limit=500").path("items").size();
  }

  private static JsonNode get(RunningGateway gateway, String path) throws Exception {
    var answer = gateway.call("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void balances(RunningGateway gateway) throws Exception {
    for (int n = 1; n <= CLAIMS; n++) {
      var money = get(gateway, "/api/v1/claims/K-" + n).path("money");
      assertThat(money.path("charge").decimalValue()).isEqualByComparingTo(price(n));
      assertThat(money.path("unexplained").decimalValue()).as("K-" + n).isZero();
      assertThat(money.path("paid").decimalValue().add(money.path("patient").decimalValue()))
          .as("K-" + n)
          .isEqualByComparingTo(price(n));
    }
  }

  /** One decision in the inbox for each claim; nothing that a person would have to look at. */
  private static void toldOnce(RunningGateway gateway) throws Exception {
    var told = new HashMap<String, Integer>();
    var next = "/api/v1/inbox?limit=500";
    while (!next.isEmpty()) {
      var page = get(gateway, next);
      for (var item : page.path("items")) {
        assertThat(item.path("kind").asText()).isEqualTo("claim-answer");
        if (item.at("/content/lines").size() > 0) {
          told.merge(item.at("/content/claimId").asText(), 1, Integer::sum);
        }
      }
      next = page.path("next").asText("").replace("null", "");
    }
    assertThat(told)
        .containsOnlyKeys(IntStream.rangeClosed(1, CLAIMS).mapToObj(n -> "K-" + n).toList())
        .allSatisfy((claim, times) -> assertThat(times).as(claim).isEqualTo(1));
  }
}

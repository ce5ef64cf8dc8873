package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clinic is told before an authorization is over, and once only. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AuthorizationRenewalTest {
  @TempDir private Path home;
  private final LocalDate today = LocalDate.now(ZoneId.of("America/Chicago"));
  private WireMockServer insurer;
  private ClaimGateway gateway;

  @BeforeEach
  void start() throws Exception {
    insurer = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    insurer.start();
    gateway = new ClaimGateway(home, insurer.port());
  }

  @AfterEach
  void stop() {
    gateway.close();
    insurer.stop();
  }

  @Test
  void tellsOfTheEndOnceAndOfAnExtendedEndAgain() throws Exception {
    granted("R1", today.plusDays(31));
    assertThat(reminders("R1")).as("31 days ahead").isEmpty();
    granted("R2", today.plusDays(30));
    assertThat(reminders("R2"))
        .containsExactly(
            "Authorization AUTH-R2 ends on "
                + today.plusDays(30)
                + ". Ask for the next one if the treatment goes on.");
    assertThat(reminders("R2")).as("another look").hasSize(1);
    granted("R3", today.minusDays(31));
    assertThat(reminders("R3")).as("long over").isEmpty();
    var item = gateway.inbox("R2-p").stream().filter(AuthorizationRenewalTest::reminds).toList();
    assertThat(item.get(0).at("/details/claim").asText()).isEqualTo("PA-R2");
    assertThat(item.get(0).at("/details/until").asText()).isEqualTo(today.plusDays(30).toString());
    assertThat(item.get(0).path("from").asText()).isEqualTo("acme");
  }

  @Test
  void tellsOfUnitsWhenOneIsLeft() throws Exception {
    granted("R4", today.plusDays(200));
    for (int used = 1; used <= 5; used++) {
      assertThat(reminders("R4")).as("after %d", used - 1).isEmpty();
      gateway.ok(
          "PUT",
          "/api/v1/charges/R4-" + used,
          ClaimGateway.chargeOf("R4", "310.00", "billable").put("id", "R4-" + used));
      gateway.ok("POST", "/api/v1/claims/R4-" + used + "/confirm", "");
    }
    assertThat(reminders("R4"))
        .containsExactly(
            "Of authorization AUTH-R4 1 of 6 units of 96365 are left."
                + " Ask for the next one if the treatment goes on.");
  }

  @Test
  void isSilentOnceTheClinicAskedAgain() throws Exception {
    granted("R5", today.plusDays(5));
    request("R5", "PA-R5-2");
    assertThat(reminders("R5")).isEmpty();
    gateway.ok("POST", "/api/v1/claims/PA-R5-2/void", "{\"reason\":\"not now\"}");
    assertThat(reminders("R5")).as("what was taken back does not count").hasSize(1);
  }

  /** What the inbox says after another look. */
  private List<String> reminders(String name) throws Exception {
    gateway.context.getBean(AuthorizationRenewals.class).run();
    return gateway.inbox(name + "-p").stream()
        .filter(AuthorizationRenewalTest::reminds)
        .map(i -> i.at("/reason/text").asText())
        .toList();
  }

  private static boolean reminds(JsonNode item) {
    return item.path("kind").asText().equals(AuthorizationRenewals.RENEWAL);
  }

  private void request(String name, String number) throws Exception {
    var request = AuthorizationLoopTest.request();
    request.put("id", number).put("patientId", name + "-p");
    request.putArray("coverageIds").add(name + "-c");
    gateway.ok("POST", "/api/v1/authorizations", request);
  }

  private void granted(String name, LocalDate until) throws Exception {
    insurer.stubFor(
        post(urlEqualTo("/acme/Claim/$submit"))
            .willReturn(aResponse().withBody(answer(name, until))));
    gateway.ok("PUT", "/api/v1/patients/" + name + "-p", ClaimGateway.patient(name + "-p"));
    gateway.ok(
        "PUT",
        "/api/v1/coverages/" + name + "-c",
        ClaimGateway.coverage(name + "-c", name + "-p", "ACME1"));
    request(name, "PA-" + name);
    gateway.ok("POST", "/api/v1/claims/PA-" + name + "/confirm", "");
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> gateway.claim("PA-" + name).path("state").asText().equals("approved"));
  }

  private String answer(String name, LocalDate until) {
    return AuthorizationLoopTest.answer("A1", "AUTH-" + name)
        .replace("\"PA-1\"", "\"PA-" + name + "\"")
        .replace(
            "\"outcome\"",
            "\"preAuthPeriod\":{\"start\":\"%s\",\"end\":\"%s\"},\"outcome\""
                .formatted(today.minusDays(90), until));
  }
}

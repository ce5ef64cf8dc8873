package org.luer.gateway.claim;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrong insurer was noted for a charge: who is claimed from follows the corrected coverage. */
@SuppressWarnings("NullAway.Init") // by JUnit
class ChangedPayerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path home;
  private WireMockServer insurers;
  private ClaimGateway gateway;

  @BeforeEach
  void start() throws Exception {
    insurers = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    insurers.start();
    insurers.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(202)));
    gateway = new ClaimGateway(home, insurers.port());
  }

  @AfterEach
  void stop() {
    gateway.close();
    insurers.stop();
  }

  private void payer(String charge, String payer) throws Exception {
    gateway.ok(
        "PUT",
        "/api/v1/coverages/" + charge + "-c",
        ClaimGateway.coverage(charge + "-c", charge + "-p", payer));
  }

  private String state(String claim) throws Exception {
    return gateway.claim(claim).path("state").asText();
  }

  private void told(String claim) throws Exception {
    gateway.ok("POST", "/api/v1/claims/" + claim + "/confirm", "");
    await().atMost(PATIENCE).until(() -> state(claim).equals("sent"));
  }

  @Test
  void aProposalGoesToTheInsurerOfTheCorrectedCoverage() throws Exception {
    gateway.charge("W1", "ACME1", "310.00");
    payer("W1", "BETA1");
    assertThat(state("W1")).isEqualTo("withdrawn");
    var other = gateway.claim("W1-2");
    assertThat(other.path("state").asText()).isEqualTo("proposed");
    assertThat(other.path("insurer").asText()).isEqualTo("beta");
    assertThat(other.path("replaces").isMissingNode() || other.path("replaces").isNull()).isTrue();
    told("W1-2");
    insurers.verify(1, postRequestedFor(urlEqualTo("/beta/Claim")));
    insurers.verify(0, postRequestedFor(urlMatching("/acme/.*")));
    payer("W1", "ACME1");
    assertThat(gateway.claim("W1-3").path("insurer").asText())
        .as("and back: anew, the withdrawn one stays withdrawn")
        .isEqualTo("acme");
  }

  @Test
  void whatTheWrongInsurerHasIsToBeVoidedAndNotReplacedByAnothers() throws Exception {
    gateway.charge("W2", "ACME1", "310.00");
    told("W2");
    payer("W2", "BETA1");
    assertThat(gateway.claim("W2").path("voidProposed").asBoolean()).isTrue();
    assertThat(gateway.inbox("W2-p"))
        .filteredOn(i -> i.path("kind").asText().equals("claim-void-proposed"))
        .extracting(i -> i.at("/reason/text").asText())
        .containsExactly(
            "Its charge is claimed from another insurer now; confirm the void with the claim's void action.");
    JsonNode other = gateway.claim("W2-2");
    assertThat(other.path("insurer").asText()).isEqualTo("beta");
    assertThat(other.at("/claim/replaces").isMissingNode()).isTrue();
    told("W2-2");
    payer("W2", "ACME1");
    assertThat(gateway.claim("W2").path("voidProposed").asBoolean())
        .as("right after all")
        .isFalse();
    assertThat(gateway.claim("W2-2").path("voidProposed").asBoolean()).isTrue();
  }

  @Test
  void whatOneInsurerTurnedDownCanBeClaimedFromAnother() throws Exception {
    insurers.stubFor(
        post(urlEqualTo("/acme/Claim/$submit"))
            .willReturn(
                aResponse()
                    .withStatus(422)
                    .withBody(
                        "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"not-found\","
                            + "\"details\":{\"text\":\"Not our member\"}}]}")));
    gateway.charge("W3", "ACME1", "310.00");
    gateway.ok("POST", "/api/v1/claims/W3/confirm", "");
    await().atMost(PATIENCE).until(() -> state("W3").equals("rejected"));
    payer("W3", "BETA1");
    assertThat(gateway.claim("W3-2").path("insurer").asText()).isEqualTo("beta");
    assertThat(state("W3-2")).isEqualTo("proposed");
  }
}

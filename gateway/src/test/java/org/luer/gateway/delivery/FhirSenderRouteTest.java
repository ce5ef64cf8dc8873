package org.luer.gateway.delivery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.delivery.Outcome.Kind;

class FhirSenderRouteTest {
  /** How long an answer may take; what tests a late answer waits less. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String CONDITIONAL =
      """
      {"resourceType":"Bundle","type":"transaction","entry":[
        {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},
         "request":{"method":"PUT","url":"Patient?identifier=a|1"}},
        {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Observation"},
         "request":{"method":"POST","url":"Observation","ifNoneExist":"identifier=a|2"}}]}
      """;
  private static final String UNCONDITIONAL =
      """
      {"resourceType":"Bundle","type":"transaction","entry":[
        {"fullUrl":"urn:uuid:3","resource":{"resourceType":"AdverseEvent",
          "identifier":{"system":"s","value":"AE1"},"subject":{"reference":"Patient/9"}},
         "request":{"method":"POST","url":"AdverseEvent"}}]}
      """;
  private static final String DONE =
      """
      {"resourceType":"Bundle","type":"transaction-response","entry":[
        {"response":{"status":"200 OK","location":"Patient/9/_history/4"}},
        {"response":{"status":"201 Created","location":"http://h/fhir/Observation/77"}}]}
      """;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final WireMockServer partner =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeEach
  void start() throws Exception {
    partner.start();
    camel.addRoutes(new FhirSenderRoute(Clock.systemUTC()));
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    partner.stop();
  }

  @Test
  void transactionResponseWithAllEntriesDoneIsDelivered(@TempDir Path folder) throws Exception {
    var token = Files.writeString(folder.resolve("token"), "secret\n");
    partner.stubFor(post("/fhir").willReturn(okJson(DONE)));
    var outcome = send(CONDITIONAL, false, Optional.of(token));
    assertThat(outcome.kind()).isEqualTo(Kind.DELIVERED);
    assertThat(outcome.locations())
        .isEqualTo(Map.of("urn:uuid:1", "Patient/9", "urn:uuid:2", "Observation/77"));
    partner.verify(
        postRequestedFor(urlEqualTo("/fhir"))
            .withHeader("Content-Type", equalTo("application/fhir+json"))
            .withHeader("Authorization", equalTo("Bearer secret"))
            .withRequestBody(equalToJson(CONDITIONAL)));
  }

  @Test
  void successThatIsNotATransactionResponseIsHeld() {
    expect(okJson("<html>"), Kind.HELD, "not-a-transaction-response");
    expect(aResponse().withStatus(200), Kind.HELD, "not-a-transaction-response");
    expect(okJson("{\"resourceType\":\"Patient\"}"), Kind.HELD, "not-a-transaction-response");
    expect(okJson(DONE.replace("201 Created", "422 x")), Kind.HELD, "entry-not-done");
    expect(
        okJson("{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\"}"),
        Kind.HELD,
        "incomplete-response");
    expect(aResponse().withStatus(302).withHeader("Location", "/x"), Kind.HELD, "http-302");
  }

  @Test
  void refusalsCarryIssueCodesButNoTexts() {
    var outcome =
        """
        {"resourceType":"OperationOutcome","issue":[
          {"severity":"error","code":"invalid","diagnostics":"Jane Roe"},{"code":"Jane Roe"}]}
        """;
    partner.stubFor(post("/fhir").willReturn(okJson(outcome).withStatus(422)));
    var refused = send(CONDITIONAL, false, Optional.empty());
    assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
    assertThat(refused.text()).isEqualTo("the partner answered HTTP 422 (invalid)");
    expect(aResponse().withStatus(400), Kind.REJECTED, "http-400");
    expect(aResponse().withStatus(412), Kind.HELD, "http-412");
    expect(aResponse().withStatus(401), Kind.HELD, "http-401");
  }

  @Test
  void overloadIsRetriedWhenThePartnerSays() {
    partner.stubFor(
        post("/fhir").willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));
    var outcome = send(CONDITIONAL, false, Optional.empty());
    assertThat(outcome.kind()).isEqualTo(Kind.RETRYING);
    assertThat(outcome.pause()).contains(Duration.ofSeconds(7));
    expect(aResponse().withStatus(503), Kind.RETRYING, "http-503");
    expect(aResponse().withStatus(408), Kind.RETRYING, "http-408");
  }

  @Test
  void brokenServersAreRetried() {
    expect(aResponse().withStatus(500), Kind.RETRYING, "http-500");
    patience = Duration.ofMillis(900);
    expect(okJson(DONE).withFixedDelay(2000), Kind.RETRYING, "no-answer");
    expect(okJson(DONE).withChunkedDribbleDelay(5, 3000), Kind.RETRYING, "no-answer");
    patience = PATIENCE;
    expect(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), Kind.RETRYING, "connection-lost");
    expect(aResponse().withFault(Fault.EMPTY_RESPONSE), Kind.RETRYING, "connection-lost");
    partner.stop();
    assertThat(send(CONDITIONAL, false, Optional.empty()).code()).isEqualTo("no-connection");
  }

  @Test
  void whatCannotBeConditionalIsAmbiguousAndAskedForBeforeItIsSentAgain() {
    partner.stubFor(post("/fhir").willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
    assertThat(send(UNCONDITIONAL, false, Optional.empty()).kind()).isEqualTo(Kind.AMBIGUOUS);
    partner.resetAll();
    partner.stubFor(
        get(urlPathEqualTo("/fhir/AdverseEvent"))
            .withQueryParam("subject", equalTo("Patient/9"))
            .willReturn(
                okJson(
                    """
                    {"resourceType":"Bundle","type":"searchset","entry":[
                      {"resource":{"resourceType":"AdverseEvent","id":"5",
                        "identifier":{"system":"s","value":"other"}}},
                      {"resource":{"resourceType":"AdverseEvent","id":"6",
                        "identifier":{"system":"s","value":"AE1"}}}]}
                    """)));
    var outcome = send(UNCONDITIONAL, true, Optional.empty());
    assertThat(outcome.kind()).isEqualTo(Kind.DELIVERED);
    assertThat(outcome.locations()).isEqualTo(Map.of("urn:uuid:3", "AdverseEvent/6"));
    partner.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void whatIsNotThereYetIsSentAgain() {
    partner.stubFor(
        get(urlPathEqualTo("/fhir/AdverseEvent"))
            .willReturn(okJson("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}")));
    partner.stubFor(
        post("/fhir")
            .willReturn(
                okJson(
                    """
                    {"resourceType":"Bundle","type":"transaction-response","entry":[
                      {"response":{"status":"201","location":"AdverseEvent/8"}}]}
                    """)));
    assertThat(send(UNCONDITIONAL, true, Optional.empty()).locations())
        .isEqualTo(Map.of("urn:uuid:3", "AdverseEvent/8"));
  }

  private void expect(ResponseDefinitionBuilder answer, Kind kind, String code) {
    partner.resetAll();
    partner.stubFor(post("/fhir").willReturn(answer));
    var outcome = send(CONDITIONAL, false, Optional.empty());
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.kind()).isEqualTo(kind);
  }

  private Outcome send(String bundle, boolean again, Optional<Path> token) {
    var settings = new Shipment.Settings(Duration.ofSeconds(10), patience, 1, false, token);
    var to = URI.create("http://127.0.0.1:" + port() + "/fhir");
    var payload = bundle.getBytes(StandardCharsets.UTF_8);
    var shipment = new Shipment(to, payload, Optional.empty(), again, settings);
    return camel
        .createProducerTemplate()
        .requestBody(FhirSenderRoute.SEND, shipment, Shipment.Result.class)
        .outcome();
  }

  private int port() {
    if (partner.isRunning()) {
      lastPort = partner.port();
    }
    return lastPort;
  }

  private int lastPort;
  private Duration patience = PATIENCE;
}

package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token endpoint, from outside: SMART Backend Services with everything that can go wrong. */
@SuppressWarnings("NullAway.Init") // by JUnit
class TokenEndpointTest {
  private static final String SCOPE = "system/*.cu";

  private static TestGateway gateway;
  private static Path home;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    home = folder;
    gateway = new TestGateway(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static SmartClient client() throws Exception {
    return SmartClient.es384(gateway.address()).register(gateway.token(), "rgh", SCOPE);
  }

  private static HttpResponse<String> ask(UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    var client = client();
    return client.ask(client.assertion(change), SCOPE);
  }

  private static void refused(HttpResponse<String> answer, String error, String words)
      throws Exception {
    var json = gateway.json(answer);
    assertThat(json.path("error").asText()).isEqualTo(error);
    assertThat(json.path("error_description").asText()).contains(words);
    assertThat(answer.statusCode()).isEqualTo(error.equals("invalid_client") ? 401 : 400);
  }

  @Test
  void aSignedAssertionGivesAShortLivedToken() throws Exception {
    for (var client :
        List.of(
            client(),
            SmartClient.rs384(gateway.address()).register(gateway.token(), "rgh", SCOPE))) {
      var answer = client.ask(client.assertion(c -> c), SCOPE);
      assertThat(answer.statusCode()).isEqualTo(200);
      var json = gateway.json(answer);
      assertThat(json.path("access_token").asText()).hasSizeGreaterThan(40);
      assertThat(json.path("token_type").asText()).isEqualToIgnoringCase("bearer");
      assertThat(json.path("expires_in").asInt()).isBetween(1, 300);
      assertThat(json.path("scope").asText()).isEqualTo(SCOPE);
      assertThat(json.has("refresh_token")).isFalse();
      assertThat(answer.headers().firstValue("Cache-Control"))
          .get()
          .asString()
          .contains("no-store");
    }
  }

  @Test
  void theEndpointIsFoundByDiscoveryWithoutAToken() throws Exception {
    var answer = gateway.call("GET", "/fhir/.well-known/smart-configuration", "", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    var json = gateway.json(answer);
    assertThat(json.path("token_endpoint").asText()).isEqualTo(gateway.address() + "/oauth2/token");
    assertThat(json.path("grant_types_supported"))
        .extracting(n -> n.asText())
        .containsExactly("authorization_code", "refresh_token", "client_credentials");
    for (var endpoint : List.of("authorize", "token", "introspect", "revoke")) {
      assertThat(json.toString()).contains(gateway.address() + "/oauth2/" + endpoint);
    }
  }

  @Test
  void anAssertionIsGoodOnce() throws Exception {
    var client = client();
    var assertion = client.assertion(c -> c);
    assertThat(client.ask(assertion, SCOPE).statusCode()).isEqualTo(200);
    refused(client.ask(assertion, SCOPE), "invalid_client", "jti was used before");
  }

  @Test
  void everyClaimIsExamined() throws Exception {
    var late = Date.from(Instant.now().plusSeconds(3_600));
    var past = Date.from(Instant.now().minusSeconds(5));
    refused(ask(c -> c.expirationTime(late)), "invalid_client", "at most five minutes");
    refused(ask(c -> c.expirationTime(past)), "invalid_client", "exp is over");
    refused(ask(c -> c.expirationTime(null)), "invalid_client", "exp is missing");
    refused(ask(c -> c.jwtID(null)), "invalid_client", "jti is missing");
    refused(ask(c -> c.issuer("another")), "invalid_client", "iss must be");
    refused(
        ask(c -> c.audience("https://other.example.org/token")), "invalid_client", "aud must be");
    refused(ask(c -> c.notBeforeTime(late)), "invalid_client", "nbf is still to come");
    refused(
        ask(c -> c.expirationTime(late).jwtID(null).issuer("x")),
        "invalid_client",
        "iss must be the client id; exp must be at most five minutes ahead; jti is missing");
  }

  @Test
  void onlyTheClientsOwnKeyAndAStrongAlgorithmCount() throws Exception {
    var client = client();
    var thief = SmartClient.es384(gateway.address()).named(client.id());
    refused(
        thief.ask(thief.assertion(c -> c), SCOPE),
        "invalid_client",
        "not signed by one of its keys");
    var nobody = SmartClient.es384(gateway.address()).named("nobody");
    refused(
        nobody.ask(nobody.assertion(c -> c), SCOPE),
        "invalid_client",
        "not signed by one of its keys");
    var rsa = SmartClient.rs384(gateway.address()).register(gateway.token(), "rgh", SCOPE);
    var weak = rsa.with(JWSAlgorithm.RS256);
    refused(
        weak.ask(weak.assertion(c -> c), SCOPE), "invalid_client", "not signed by one of its keys");
    var none = "eyJhbGciOiJub25lIn0." + client.assertion(c -> c).split("\\.", -1)[1] + ".";
    refused(client.ask(none, SCOPE), "invalid_client", "not signed by one of its keys");
    refused(client.ask("no.jwt", SCOPE), "invalid_client", "is not a JSON Web Token");
  }

  @Test
  void whatIsAskedForIsNarrowedToWhatTheClientMayHave() throws Exception {
    var client =
        SmartClient.es384(gateway.address())
            .register(gateway.token(), "rgh", "system/Patient.cu system/Observation.c");
    var answer = client.ask(client.assertion(c -> c), "system/*.cruds");
    assertThat(gateway.json(answer).path("scope").asText().split(" ", -1))
        .containsExactlyInAnyOrder("system/Patient.cu", "system/Observation.c");
    refused(
        client.ask(client.assertion(c -> c), "system/Claim.c"), "invalid_scope", "none of these");
    refused(client.ask(client.assertion(c -> c), "openid"), "invalid_scope", "have the form");
    refused(client.ask(client.assertion(c -> c), ""), "invalid_scope", "scope is needed");
  }

  @Test
  void aRequestThatIsIncompleteIsToldWhatIsMissing() throws Exception {
    var client = client();
    refused(client.post("grant_type=client_credentials"), "invalid_client", "client_assertion");
    refused(
        client.post("client_assertion=" + client.assertion(c -> c)),
        "invalid_client",
        "client_assertion_type");
    var proof =
        "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=";
    refused(client.post(proof + client.assertion(c -> c)), "invalid_request", "grant_type");
    refused(
        client.post(proof + client.assertion(c -> c) + "&grant_type=password"),
        "unsupported_grant_type",
        "client_credentials");
    var url = "/oauth2/token?grant_type=client_credentials&" + proof + client.assertion(c -> c);
    refused(gateway.call("POST", url, "", ""), "invalid_request", "never in the URL");
    assertThat(gateway.call("GET", "/oauth2/token", "", "").statusCode()).isEqualTo(405);
  }

  /** The thumbprint of a key is base64url, so any of its letters may come first. */
  @Test
  void aClientIdMayBeTheThumbprintOfAKey() throws Exception {
    for (var id : List.of("_EztsecyZO2IRp87", "-7lKlJ3")) {
      var client = SmartClient.es384(gateway.address()).named(id);
      assertThat(client.registration(gateway.token(), "rgh", SCOPE).statusCode()).isEqualTo(201);
      assertThat(client.ask(client.assertion(c -> c), SCOPE).statusCode()).as(id).isEqualTo(200);
    }
    var hidden = SmartClient.es384(gateway.address()).named(".hidden");
    var answer = hidden.registration(gateway.token(), "rgh", SCOPE);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("/id", "the first not a dot");
  }

  @Test
  void aTokenOpensTheFhirInterfaceAndNothingElse() throws Exception {
    var token = client().token(SCOPE);
    for (var path :
        List.of(
            "/api/v1/messages",
            "/api/v1/tokens",
            "/api/v1/inbox",
            "/api/v1/clients",
            "/api/v1/audit",
            "/api/v1/openapi.json",
            "/actuator/prometheus")) {
      assertThat(gateway.call("GET", path, "", token).statusCode()).as(path).isEqualTo(403);
    }
    var fhir = gateway.call("GET", "/fhir/Patient/1", "", token);
    assertThat(fhir.statusCode()).isNotIn(401, 403);
    var clinic = gateway.call("GET", "/fhir/Patient/1", "", gateway.token());
    assertThat(clinic.statusCode()).isEqualTo(403);
    var nobody = gateway.call("GET", "/fhir/Patient/1", "", "made-up");
    assertThat(nobody.statusCode()).isEqualTo(401);
    for (var answer : List.of(clinic, nobody)) {
      assertThat(gateway.json(answer).path("resourceType").asText()).isEqualTo("OperationOutcome");
    }
  }

  /** Addresses are kept in logs of proxies: a token there is refused, even beside a good one. */
  @Test
  void aTokenInTheAddressIsRefused() throws Exception {
    var token = client().token(SCOPE);
    for (var path :
        List.of(
            "/fhir/Patient/1?access_token=" + token,
            "/fhir?x=1&ACCESS_TOKEN=" + token,
            "/api/v1/messages?access_token=" + gateway.token())) {
      for (var header : List.of("", token, gateway.token())) {
        var answer = gateway.call("GET", path, "", header);
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).doesNotContain(token);
      }
    }
  }

  @Test
  void everyAnswerBearsTheHeadersThatKeepBrowsersOut() throws Exception {
    for (var answer :
        List.of(
            gateway.call("GET", "/api/v1/messages", "", gateway.token()),
            gateway.call("GET", "/api/v1/messages", "", ""),
            gateway.call("GET", "/fhir/metadata", "", ""),
            gateway.call("GET", "/actuator/health", "", ""),
            client().ask("nonsense", SCOPE))) {
      var headers = answer.headers();
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
      assertThat(headers.firstValue("Cache-Control").orElse("")).contains("no-store");
      assertThat(headers.firstValue("Server")).isEmpty();
    }
    var ours = gateway.call("GET", "/api/v1/messages", "", gateway.token()).headers();
    assertThat(ours.firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(ours.firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void aRemovedClientLosesItsTokensAtOnce() throws Exception {
    var client = client();
    var token = client.token(SCOPE);
    assertThat(gateway.call("GET", "/fhir/x", "", token).statusCode()).isNotEqualTo(401);
    assertThat(
            gateway
                .call("DELETE", "/api/v1/clients/" + client.id(), "", gateway.token())
                .statusCode())
        .isEqualTo(204);
    assertThat(gateway.call("GET", "/fhir/x", "", token).statusCode()).isEqualTo(401);
    refused(client.ask(client.assertion(c -> c), SCOPE), "invalid_client", "not known here");
  }

  @Test
  void aClientInTheSettingsNeedsNoRestart() throws Exception {
    var client = SmartClient.es384(gateway.address()).named("ward-client");
    var keys = Files.writeString(home.resolve("ward.jwks"), client.jwks());
    var before = Files.readString(gateway.settings);
    Files.writeString(
        gateway.settings,
        before.replace(
            "name: Ward,",
            "name: Ward, client: {id: ward-client, jwks-file: %s, scopes: [system/*.c]},"
                .formatted(keys)));
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> client.ask(client.assertion(c -> c), "system/*.c").statusCode() == 200);
    assertThat(gateway.get("/api/v1/clients").body()).contains("ward-client", "luer.yaml");
    var rotated = SmartClient.rs384(gateway.address()).named("ward-client");
    Files.writeString(keys, rotated.jwks());
    assertThat(rotated.token("system/*.c")).isNotEmpty();
    refused(client.ask(client.assertion(c -> c), "system/*.c"), "invalid_client", "not signed");
  }

  @Test
  void keysMayLieAtAnAddress() throws Exception {
    var client = SmartClient.es384(gateway.address()).named("by-address");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          var bytes = client.jwks().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      var body =
          "{\"id\":\"by-address\",\"partner\":\"rgh\",\"scopes\":[\"system/*.c\"],\"jwksUrl\":\"http://127.0.0.1:%d/keys\"}"
              .formatted(server.getAddress().getPort());
      assertThat(add(body).statusCode()).isEqualTo(201);
      assertThat(client.token("system/*.c")).isNotEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aClientThatCannotWorkIsRefusedWithAllReasons() throws Exception {
    var client = SmartClient.es384(gateway.address());
    var answer =
        add(
            "{\"id\":\"a b\",\"partner\":\"nobody\",\"scopes\":[\"openid\"],\"jwks\":%s}"
                .formatted(client.privateJwks()));
    assertThat(answer.statusCode()).isEqualTo(422);
    var pointers = new ArrayList<String>();
    gateway.json(answer).path("errors").forEach(e -> pointers.add(e.path("pointer").asText()));
    assertThat(pointers).containsExactlyInAnyOrder("/partner", "/id", "/scopes", "/jwks");
    var existing = client();
    var taken =
        add(
            "{\"id\":\"%s\",\"partner\":\"rgh\",\"scopes\":[\"system/*.c\"],\"jwks\":%s}"
                .formatted(existing.id(), existing.jwks()));
    assertThat(taken.statusCode()).isEqualTo(409);
    assertThat(
            add("{\"partner\":\"rgh\",\"scopes\":[\"system/*.c\"],\"jwksUrl\":\"http://example.org/k\"}")
                .body())
        .contains("/jwksUrl");
  }

  @Test
  void everyGrantAndRefusalIsRecorded() throws Exception {
    var client = client();
    client.token(SCOPE);
    client.ask(client.assertion(c -> c.jwtID(null)), SCOPE);
    var events = new ArrayList<String>();
    var next = "/api/v1/audit";
    while (!next.equals("null")) {
      var page = gateway.json(gateway.get(next));
      for (var item : page.path("items")) {
        if (item.path("about").asText().equals(client.id())) {
          events.add(
              item.path("event").asText()
                  + " "
                  + item.path("outcome").asText()
                  + " "
                  + item.path("partner").asText()
                  + " "
                  + item.path("reason").asText());
        }
      }
      next = page.path("next").asText();
    }
    assertThat(events)
        .containsExactly(
            "client-added done rgh null",
            "token-granted done rgh scope: " + SCOPE,
            "token-refused refused rgh invalid_client: The assertion was refused: jti is missing.");
  }

  private static HttpResponse<String> add(String body) throws Exception {
    return gateway.call(
        "POST", "/api/v1/clients", body, gateway.token(), "Content-Type", "application/json");
  }
}

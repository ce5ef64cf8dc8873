package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Tokens of somebody else's OpenID provider, by one setting. */
@SuppressWarnings("NullAway.Init") // by JUnit
class OpenIdProviderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s/data
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0, openid-issuer: "%s"}
        mllp: {port: 0}
        partners:
          - {id: ward, kind: hospital, name: Ward, sends: {exchanges: [patientfeed]}, client: {id: ward-app, scopes: "system/Patient.cu"}}
      """;

  private static HttpServer provider;
  private static String issuer;
  private static RSAKey key;
  private static RSAKey other;
  private static ConfigurableApplicationContext gateway;
  private static String address;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    other = new RSAKeyGenerator(2048).keyID("k1").generate();
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + provider.getAddress().getPort() + "/realm";
    var told =
        Map.of(
            "issuer",
            issuer,
            "jwks_uri",
            issuer + "/keys",
            "token_endpoint",
            issuer + "/token",
            "token_endpoint_auth_methods_supported",
            List.of("private_key_jwt"));
    serve("/realm/.well-known/openid-configuration", JSON.writeValueAsString(told));
    serve("/realm/keys", new JWKSet(key.toPublicJWK()).toString());
    provider.start();
    var file =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home,
                TestDatabase.fresh(),
                TestDatabase.username(),
                TestDatabase.passwordFile(),
                issuer));
    gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
    address = Files.readString(home.resolve("data/http.address")).strip();
  }

  private static void serve(String path, String body) {
    provider.createContext(
        path,
        exchange -> {
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  @AfterAll
  static void stop() {
    gateway.close();
    provider.stop(0);
  }

  private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(address + "/fhir")
                .claim("client_id", "ward-app")
                .claim("scope", "system/*.cruds")
                .expirationTime(Date.from(Instant.now().plusSeconds(120))))
        .build();
  }

  private static String token(RSAKey by, JWSAlgorithm algorithm, JWTClaimsSet claims)
      throws Exception {
    var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims);
    jwt.sign(new RSASSASigner(by));
    return jwt.serialize();
  }

  private static String token(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return token(key, JWSAlgorithm.RS256, claims(change));
  }

  private static int post(String type, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + "/fhir/" + type))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"" + type + "\"}"))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void goodTokenOpensWhatTheClientMayDo() throws Exception {
    assertThat(post("Patient", token(c -> c))).isNotIn(401, 403);
    assertThat(post("Patient", token(c -> c.claim("client_id", null).claim("azp", "ward-app"))))
        .isNotIn(401, 403);
    assertThat(
            post(
                "Patient",
                token(c -> c.claim("scope", null).claim("scp", List.of("system/Patient.c")))))
        .isNotIn(401, 403);
    assertThat(post("Observation", token(c -> c))).as("more than its own scopes").isEqualTo(403);
    assertThat(post("Patient", token(c -> c.claim("scope", "system/Patient.rs")))).isEqualTo(403);
    assertThat(post("Patient", token(c -> c.claim("scope", null)))).isEqualTo(403);
  }

  @Test
  void whatIsWrongWithATokenKeepsItOut() throws Exception {
    var good = claims(c -> c);
    for (var token :
        List.of(
            token(c -> c.issuer("https://other.example")),
            token(c -> c.audience("https://other.example/fhir")),
            token(c -> c.audience((String) null)),
            token(c -> c.expirationTime(Date.from(Instant.now().minusSeconds(120)))),
            token(c -> c.expirationTime(null)),
            token(c -> c.notBeforeTime(Date.from(Instant.now().plusSeconds(300)))),
            token(c -> c.claim("client_id", "stranger")),
            token(other, JWSAlgorithm.RS256, good),
            token(key, JWSAlgorithm.RS256, good).replaceAll("[^.]*$", ""),
            new PlainJWT(good).serialize(),
            "a.b.c")) {
      assertThat(post("Patient", token)).isEqualTo(401);
    }
  }

  @Test
  void clientsAreSentThere() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + "/fhir/.well-known/smart-configuration"))
            .build();
    var told =
        JSON.readTree(
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    assertThat(told.path("token_endpoint").asText()).isEqualTo(issuer + "/token");
    assertThat(told.path("issuer").asText()).isEqualTo(issuer);
    assertThat(told.path("jwks_uri").asText()).isEqualTo(issuer + "/keys");
  }
}

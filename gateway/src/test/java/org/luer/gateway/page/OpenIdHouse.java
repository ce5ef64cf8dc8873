package org.luer.gateway.page;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The OpenID provider of another house, on another site: it logs in whoever comes as its person of
 * the moment, checks client, redirect and PKCE as a provider does, and lies on demand.
 */
final class OpenIdHouse implements AutoCloseable {
  static final String CLIENT = "luer";
  static final String SECRET = "a secret: of the house/%";

  final String issuer;
  volatile String person = "nobody";
  volatile UnaryOperator<JWTClaimsSet.Builder> lie = claims -> claims;
  volatile boolean unsigned;
  volatile boolean foreignKey;
  volatile boolean away;
  volatile boolean refuses;
  private final HttpServer server;
  private final ECKey key = key();
  private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();
  volatile Map<String, String> lastAsked = Map.of();

  OpenIdHouse() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // not the gateway's 127.0.0.1: for a browser another site
    issuer = "http://localhost:" + server.getAddress().getPort() + "/house";
    server.createContext("/house/", this::answer);
    server.start();
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath().replaceFirst("/house", "");
    if (away) {
      send(exchange, 500, "<html>out of order</html>");
      return;
    }
    switch (path) {
      case "/.well-known/openid-configuration" ->
          send(
              exchange,
              200,
              """
              {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys",
               "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}
              """
                  .formatted(issuer));
      case "/keys" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
      case "/authorize" -> authorize(exchange);
      case "/token" -> token(exchange);
      default -> send(exchange, 404, "{}");
    }
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var wanted = form(exchange.getRequestURI().getRawQuery());
    lastAsked = wanted;
    var code =
        Base64.getUrlEncoder()
            .encodeToString(("code of " + asked.size()).getBytes(StandardCharsets.UTF_8));
    asked.put(code, wanted);
    var back =
        wanted.get("redirect_uri")
            + (refuses ? "?error=access_denied" : "?code=" + encoded(code))
            + "&state="
            + encoded(Objects.requireNonNull(wanted.get("state")));
    exchange.getResponseHeaders().set("Location", back);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    var body = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var wanted = asked.remove(String.valueOf(body.get("code")));
    var basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (encoded(CLIENT) + ":" + encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
    if (wanted == null
        || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !Objects.equals(wanted.get("redirect_uri"), body.get("redirect_uri"))
        || !"S256".equals(wanted.get("code_challenge_method"))
        || !challenge(String.valueOf(body.get("code_verifier")))
            .equals(wanted.get("code_challenge"))) {
      send(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    send(
        exchange,
        200,
        "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\"%s\"}"
            .formatted(idToken(String.valueOf(wanted.get("nonce")))));
  }

  private String idToken(String nonce) {
    var now = Instant.now();
    var claims =
        lie.apply(
                new JWTClaimsSet.Builder()
                    .issuer(issuer)
                    .subject(person)
                    .audience(CLIENT)
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(60)))
                    .claim("nonce", nonce)
                    .claim("acr", "two-factors"))
            .build();
    if (unsigned) {
      return new PlainJWT(claims).serialize();
    }
    try {
      var token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims);
      JWSSigner signer = new ECDSASigner(foreignKey ? key() : key);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> form(String text) {
    var form = new HashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      var parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

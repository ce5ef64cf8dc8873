package org.luer.gateway.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A partner's machine with a key of its own, as SMART Backend Services describes it. */
public final class SmartClient {
  private final JWK key;
  private final JWSAlgorithm algorithm;
  private final String address;
  private String id = "";

  private SmartClient(String address, JWK key, JWSAlgorithm algorithm) {
    this.address = address;
    this.key = key;
    this.algorithm = algorithm;
  }

  /** With an EC key on P-384. */
  public static SmartClient es384(String address) throws JOSEException {
    return new SmartClient(
        address,
        new ECKeyGenerator(Curve.P_384).keyID(UUID.randomUUID().toString()).generate(),
        JWSAlgorithm.ES384);
  }

  /** With an RSA key. */
  public static SmartClient rs384(String address) throws JOSEException {
    return new SmartClient(
        address,
        new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate(),
        JWSAlgorithm.RS384);
  }

  /** The same machine with another address or algorithm. */
  SmartClient with(JWSAlgorithm other) {
    return new SmartClient(address, key, other).named(id);
  }

  public SmartClient named(String clientId) {
    this.id = clientId;
    return this;
  }

  /** Its public keys. */
  public String jwks() {
    return new JWKSet(key).toString(true);
  }

  String privateJwks() {
    return new JWKSet(key).toString(false);
  }

  /** Has itself registered by the clinic. */
  public SmartClient register(String clinicToken, String partner, String scope) throws Exception {
    var answer = named("client-" + UUID.randomUUID()).registration(clinicToken, partner, scope);
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
    return this;
  }

  /** What the clinic answers when it is to be registered under its id. */
  HttpResponse<String> registration(String clinicToken, String partner, String scope)
      throws Exception {
    var body =
        "{\"id\":\"%s\",\"partner\":\"%s\",\"scopes\":[\"%s\"],\"jwks\":%s}"
            .formatted(id, partner, scope, jwks());
    var request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/clients"))
            .header("Authorization", "Bearer " + clinicToken)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  public String id() {
    return id;
  }

  /** A valid assertion, changed. */
  public String assertion(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(id)
            .subject(id)
            .audience(address + "/oauth2/token")
            .expirationTime(Date.from(Instant.now().plusSeconds(240)))
            .jwtID(UUID.randomUUID().toString());
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(com.nimbusds.jose.JOSEObjectType.JWT)
                .build(),
            change.apply(claims).build());
    jwt.sign(signer());
    return jwt.serialize();
  }

  private JWSSigner signer() throws JOSEException {
    return key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
  }

  /** A request for a token with this assertion. */
  HttpResponse<String> ask(String assertion, String scope) throws Exception {
    return post(
        "grant_type=client_credentials"
            + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
            + "&client_assertion="
            + assertion
            + (scope.isEmpty() ? "" : "&scope=" + encoded(scope)));
  }

  HttpResponse<String> post(String form) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + "/oauth2/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** An access token. */
  public String token(String scope) throws Exception {
    var answer = ask(assertion(claims -> claims), scope);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    return json(answer).path("access_token").asText();
  }

  static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

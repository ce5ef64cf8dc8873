package org.luer.conformance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * A partner's machine by SMART Backend Services, from the JDK alone: a P-384 key, assertions signed
 * with ES384 (RFC 7518, 3.4).
 */
public final class SmartPartner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BYTES = 48;

  private final HttpClient http = HttpClient.newHttpClient();
  private final KeyPair keys;
  private final String kid = UUID.randomUUID().toString();

  /** With a new key. */
  public SmartPartner() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    keys = generator.generateKeyPair();
  }

  /** The public key as a JSON Web Key Set. */
  public String jwks() {
    var point = ((ECPublicKey) keys.getPublic()).getW();
    return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"use\":\"sig\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}]}"
        .formatted(kid, coordinate(point.getAffineX()), coordinate(point.getAffineY()));
  }

  /** A new assertion. */
  public String assertion(String client, String tokenUrl) throws GeneralSecurityException {
    var head = base64("{\"alg\":\"ES384\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}");
    var body =
        base64(
            "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d,\"jti\":\"%s\"}"
                .formatted(
                    client,
                    client,
                    tokenUrl,
                    Instant.now().plusSeconds(200).getEpochSecond(),
                    UUID.randomUUID()));
    var signature = Signature.getInstance("SHA384withECDSAinP1363Format");
    signature.initSign(keys.getPrivate());
    signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
    return head + "." + body + "." + base64(signature.sign());
  }

  /** Asks for a token with this assertion. */
  public HttpResponse<String> ask(String tokenUrl, String assertion, String scope)
      throws IOException, InterruptedException {
    var form =
        "grant_type=client_credentials"
            + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
            + "&client_assertion="
            + assertion
            + "&scope="
            + URLEncoder.encode(scope, StandardCharsets.UTF_8);
    return http.send(
        HttpRequest.newBuilder(URI.create(tokenUrl))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Posts FHIR with a token. */
  public HttpResponse<String> post(String address, String token, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private static String coordinate(BigInteger value) {
    var bytes = value.toByteArray();
    var exact = new byte[BYTES];
    var from = Math.max(0, bytes.length - BYTES);
    System.arraycopy(bytes, from, exact, BYTES - (bytes.length - from), bytes.length - from);
    return base64(exact);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package org.luer.gateway.access.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.TokenSource;
import org.luer.gateway.smart.Scope;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * An OpenID provider of somebody else whose access tokens are taken beside our own ({@code
 * luer.http.openid-issuer}): JSON Web Tokens of this issuer for our FHIR base, whose client is one
 * that the clinic knows. A client gets no more than the clinic lets it have, whatever its token
 * says.
 *
 * <p>Found by discovery when it is first needed (OpenID Connect Discovery 1.0, section 4).
 */
final class OpenIdProvider implements TokenSource {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<String> CLIENT_CLAIMS = List.of("client_id", "azp", "sub");

  private final @Nullable URI issuer;
  private final Clients clients;
  private final PublicAddress address;
  private final Clock clock;
  private final ObjectMapper json;
  private @Nullable Found found;
  private Instant failedAt = Instant.EPOCH;

  OpenIdProvider(
      @Nullable URI issuer,
      Clients clients,
      PublicAddress address,
      Clock clock,
      ObjectMapper json) {
    this.issuer = issuer;
    this.clients = clients;
    this.address = address;
    this.clock = clock;
    this.json = json;
  }

  /** What discovery told, and how to examine a token by it. */
  private record Found(JsonNode told, NimbusJwtDecoder decoder, Instant at) {}

  /**
   * Who holds this token; empty when it is not one of this issuer's or not good.
   *
   * @throws AuthenticationServiceException if the provider cannot be asked
   */
  @Override
  public Optional<PartnerCaller> find(String token) {
    if (issuer == null || !issued(token)) {
      return Optional.empty();
    }
    try {
      return caller(discovered().decoder().decode(token));
    } catch (BadJwtException e) {
      return Optional.empty();
    } catch (JwtException e) {
      throw new AuthenticationServiceException("the keys of the OpenID provider are away", e);
    }
  }

  /** Before anything is asked of anybody: only tokens that say that they are its. */
  private boolean issued(String token) {
    try {
      return String.valueOf(issuer).equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
    } catch (ParseException e) {
      return false;
    }
  }

  private Optional<PartnerCaller> caller(Jwt jwt) {
    return CLIENT_CLAIMS.stream()
        .map(jwt::getClaimAsString)
        .filter(name -> name != null && !name.isBlank())
        .findFirst()
        .flatMap(clients::find)
        .map(
            client ->
                new PartnerCaller(
                    client.id(),
                    client.partner(),
                    read(String.join(" ", Scope.granted(read(scopes(jwt)), client.scopes())))));
  }

  private static String scopes(Jwt jwt) {
    var name = jwt.hasClaim("scope") ? "scope" : "scp";
    var claim = jwt.getClaims().get(name);
    if (claim instanceof Iterable<?>) {
      return String.join(" ", jwt.getClaimAsStringList(name));
    }
    return claim == null ? "" : claim.toString();
  }

  private static List<Scope> read(String scopes) {
    return Scope.split(scopes).stream().flatMap(text -> Scope.of(text).stream()).toList();
  }

  /** What discovery tells of the provider; empty without one. */
  Optional<JsonNode> told() {
    return issuer == null ? Optional.empty() : Optional.of(discovered().told());
  }

  private synchronized Found discovered() {
    var now = clock.instant();
    var known = found;
    if (known != null && known.at().isAfter(now.minus(KEPT))) {
      return known;
    }
    if (failedAt.isAfter(now.minus(PAUSE))) {
      return stale(known, null);
    }
    try {
      var fresh = discover(now);
      found = fresh;
      return fresh;
    } catch (IOException e) {
      failedAt = now;
      return stale(known, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stale(known, e);
    }
  }

  private static Found stale(@Nullable Found known, @Nullable Exception cause) {
    if (known == null) {
      throw new AuthenticationServiceException("the OpenID provider cannot be asked", cause);
    }
    return known;
  }

  private Found discover(Instant now) throws IOException, InterruptedException {
    var place =
        URI.create(
            String.valueOf(issuer).replaceFirst("/+$", "") + "/.well-known/openid-configuration");
    var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    var request = HttpRequest.newBuilder(place).timeout(PATIENCE).GET().build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    var told = json.readTree(answer.body());
    if (answer.statusCode() != 200
        || !told.path("issuer").asText().equals(String.valueOf(issuer))
        || !told.hasNonNull("jwks_uri")) {
      throw new IOException("discovery does not tell of this issuer");
    }
    var decoder =
        NimbusJwtDecoder.withJwkSetUri(told.path("jwks_uri").asText())
            .jwsAlgorithms(
                all ->
                    all.addAll(
                        List.of(
                            SignatureAlgorithm.RS256,
                            SignatureAlgorithm.RS384,
                            SignatureAlgorithm.PS256,
                            SignatureAlgorithm.PS384,
                            SignatureAlgorithm.ES256,
                            SignatureAlgorithm.ES384)))
            .build();
    var times = new JwtTimestampValidator();
    times.setClock(clock);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            List.of(
                times,
                new JwtIssuerValidator(String.valueOf(issuer)),
                jwt -> forUs(jwt) ? OAuth2TokenValidatorResult.success() : NOT_FOR_US)));
    return new Found(told, decoder, now);
  }

  private static final OAuth2TokenValidatorResult NOT_FOR_US =
      OAuth2TokenValidatorResult.failure(
          new OAuth2Error(
              OAuth2ErrorCodes.INVALID_TOKEN, "for another audience, or without an end", null));

  /** A token without an end would be good for ever. */
  private boolean forUs(Jwt jwt) {
    var audience = jwt.getAudience();
    return jwt.getExpiresAt() != null
        && audience != null
        && audience.stream().anyMatch(a -> address.is(a, "/fhir"));
  }
}

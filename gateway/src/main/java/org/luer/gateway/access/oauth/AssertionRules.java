package org.luer.gateway.access.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.oauth.Client.Keys;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a client assertion must say (SMART App Launch 2, Backend Services): issuer and subject the
 * client, audience this token endpoint, an expiry at most five minutes ahead, and an id that was
 * not used before. All reasons are given at once. Its signature was verified before.
 */
final class AssertionRules {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration SKEW = Duration.ofSeconds(30); // clocks differ

  private final JdbcClient jdbc;
  private final Clock clock;
  private final PublicAddress address;

  AssertionRules(JdbcClient jdbc, Clock clock, PublicAddress address) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.address = address;
  }

  /** The rules for one client. */
  OAuth2TokenValidator<Jwt> of(Client client) {
    return jwt -> {
      var now = clock.instant();
      var reasons = new ArrayList<String>();
      who(jwt, client, reasons);
      where(jwt, reasons);
      when(jwt, now, reasons);
      if (jwt.getId() == null || jwt.getId().isBlank()) {
        reasons.add("jti is missing");
      } else if (reasons.isEmpty() && !first(client, jwt, now)) {
        reasons.add("jti was used before");
      }
      return reasons.isEmpty()
          ? OAuth2TokenValidatorResult.success()
          : OAuth2TokenValidatorResult.failure(
              reasons.stream().map(AssertionRules::error).toList());
    };
  }

  private static void who(Jwt jwt, Client client, List<String> reasons) {
    Map<String, Object> claims = jwt.getClaims();
    if (!client.id().equals(claims.get("iss"))) {
      reasons.add("iss must be the client id");
    }
    if (!client.id().equals(jwt.getSubject())) {
      reasons.add("sub must be the client id");
    }
    var place = jwt.getHeaders().get("jku");
    if (place != null
        && !(client.keys() instanceof Keys.At at && at.address().toString().equals(place))) {
      reasons.add("jku is not the address that was registered");
    }
  }

  private void where(Jwt jwt, List<String> reasons) {
    var audience = jwt.getAudience();
    if (audience == null || audience.stream().noneMatch(a -> address.is(a, TokenEndpoint.PATH))) {
      reasons.add("aud must be the token endpoint, " + address.base() + TokenEndpoint.PATH);
    }
  }

  private static void when(Jwt jwt, Instant now, List<String> reasons) {
    var end = jwt.getExpiresAt();
    if (end == null) {
      reasons.add("exp is missing");
    } else if (!end.isAfter(now)) {
      reasons.add("exp is over");
    } else if (end.isAfter(now.plus(LONGEST).plus(SKEW))) {
      reasons.add("exp must be at most five minutes ahead");
    }
    if (jwt.getNotBefore() != null && jwt.getNotBefore().isAfter(now.plus(SKEW))) {
      reasons.add("nbf is still to come");
    }
  }

  /** Whether the id was never used; all nodes share the table. */
  private boolean first(Client client, Jwt jwt, Instant now) {
    var end = now.plus(LONGEST).plus(SKEW).plus(SKEW);
    jdbc.sql("delete from assertion_used where expires_at < :now")
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    return jdbc.sql(
                "insert into assertion_used (client_id, jti_hash, expires_at)"
                    + " values (:client, :jti, :end) on conflict do nothing")
            .param("client", client.id())
            .param("jti", hash(jwt.getId()))
            .param("end", end.atOffset(ZoneOffset.UTC))
            .update()
        > 0;
  }

  private static OAuth2Error error(String reason) {
    return new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, reason, null);
  }

  /** SHA-256, so that every id has the same length. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

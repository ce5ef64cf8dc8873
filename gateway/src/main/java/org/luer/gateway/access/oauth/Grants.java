package org.luer.gateway.access.oauth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.TokenSource;
import org.luer.gateway.smart.Scope;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The access tokens that were given out. Opaque and kept as SHA-256 only, so that a client or a
 * partner that is taken away loses its tokens at once, on every node.
 */
public final class Grants implements OAuth2AuthorizationService, TokenSource {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clients clients;
  private final Audit audit;
  private final Clock clock;

  /** Grants in the gateway's database. */
  public Grants(
      JdbcClient jdbc, TransactionTemplate transaction, Clients clients, Audit audit, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clients = clients;
    this.audit = audit;
    this.clock = clock;
  }

  private record Grant(String client, List<Scope> scopes) {}

  @Override
  public Optional<PartnerCaller> find(String token) {
    return jdbc.sql(
            "select client_id, scopes from access_grant where hash = :hash and expires_at > :now")
        .param("hash", AssertionRules.hash(token))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query((row, n) -> new Grant(row.getString("client_id"), read(row.getString("scopes"))))
        .optional()
        .flatMap(this::caller);
  }

  /** With no more than the client may have by now. */
  private Optional<PartnerCaller> caller(Grant grant) {
    return clients
        .find(grant.client())
        .map(
            client ->
                new PartnerCaller(
                    client.id(),
                    client.partner(),
                    read(String.join(" ", Scope.granted(grant.scopes(), client.scopes())))));
  }

  private static List<Scope> read(String scopes) {
    return Scope.split(scopes).stream().flatMap(text -> Scope.of(text).stream()).toList();
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    if (authorization.getAccessToken().isInvalidated()) {
      remove(authorization);
      return;
    }
    var token = authorization.getAccessToken().getToken();
    var scopes = String.join(" ", authorization.getAuthorizedScopes());
    var client = authorization.getRegisteredClientId();
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("delete from access_grant where expires_at < :now")
              .param("now", clock.instant().atOffset(ZoneOffset.UTC))
              .update();
          jdbc.sql(
                  "insert into access_grant (hash, id, client_id, scopes, issued_at, expires_at)"
                      + " values (:hash, :id, :client, :scopes, :issued, :expires)")
              .param("hash", AssertionRules.hash(token.getTokenValue()))
              .param("id", authorization.getId())
              .param("client", client)
              .param("scopes", scopes)
              .param("issued", at(token.getIssuedAt()))
              .param("expires", at(token.getExpiresAt()))
              .update();
          var partner = clients.find(client).map(Client::partner).orElse(null);
          audit.record(
              new Event(
                  "token-granted", Outcome.DONE, client, partner, client, "scope: " + scopes));
        });
  }

  private static OffsetDateTime at(@Nullable Instant instant) {
    return Objects.requireNonNull(instant).atOffset(ZoneOffset.UTC);
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    jdbc.sql("delete from access_grant where id = :id").param("id", authorization.getId()).update();
  }

  /** Client credentials need no memory. */
  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return null;
  }

  /** For who asks about an access token, or gives it back. */
  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    if (type != null && !OAuth2TokenType.ACCESS_TOKEN.equals(type)) {
      return null;
    }
    return jdbc.sql("select * from access_grant where hash = :hash")
        .param("hash", AssertionRules.hash(token))
        .query((row, n) -> authorization(row, token))
        .optional()
        .flatMap(found -> found)
        .orElse(null);
  }

  private Optional<OAuth2Authorization> authorization(ResultSet row, String token)
      throws SQLException {
    var client = clients.findByClientId(row.getString("client_id"));
    if (client == null) {
      return Optional.empty();
    }
    var scopes = Set.copyOf(Scope.split(row.getString("scopes")));
    var access =
        new OAuth2AccessToken(
            TokenType.BEARER,
            token,
            row.getObject("issued_at", OffsetDateTime.class).toInstant(),
            row.getObject("expires_at", OffsetDateTime.class).toInstant(),
            scopes);
    return Optional.of(
        OAuth2Authorization.withRegisteredClient(client)
            .id(row.getString("id"))
            .principalName(client.getClientId())
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .authorizedScopes(scopes)
            .token(
                access,
                m ->
                    m.put(
                        OAuth2Authorization.Token.CLAIMS_METADATA_NAME,
                        Map.of("scope", List.copyOf(scopes), "sub", client.getClientId())))
            .build());
  }
}

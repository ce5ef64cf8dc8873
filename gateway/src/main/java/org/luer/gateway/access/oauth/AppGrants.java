package org.luer.gateway.access.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.TokenSource;
import org.luer.gateway.smart.Scope;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What people let apps do, beside what machines were given: from the question on the page to the
 * tokens. Of secrets only the SHA-256 is kept. Whoever is revoked, or whose login is reset, takes
 * the apps along.
 */
public final class AppGrants implements OAuth2AuthorizationService, TokenSource {
  private static final Duration QUESTION = Duration.ofMinutes(15);
  private static final String TURN = AppGrants.class.getName() + ".turn";

  private static final String NONCE = "nonce";

  /** Stands for a token of which only the hash is known. */
  private static final String HASHED = "sha256:";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clients clients;
  private final Grants machines;
  private final Audit audit;
  private final Clock clock;
  private final ObjectMapper json;

  AppGrants(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clients clients,
      Grants machines,
      Audit audit,
      Clock clock,
      ObjectMapper json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clients = clients;
    this.machines = machines;
    this.audit = audit;
    this.clock = clock;
    this.json = json;
  }

  /** What an app asked for, as it is kept. */
  record Request(
      String address,
      String redirect,
      List<String> scopes,
      @Nullable String state,
      Map<String, String> more) {
    Request {
      scopes = List.copyOf(scopes);
      more = Map.copyOf(more);
    }
  }

  /**
   * An app's open question to a person.
   *
   * @param scopes that it asks for
   * @param redirect where the answer goes
   */
  public record Question(Client client, List<String> scopes, String redirect) {
    public Question {
      scopes = List.copyOf(scopes);
    }
  }

  /** The question of this state, if it is one to this person. */
  public Optional<Question> question(String state, String person) {
    var found = findByToken(state, new OAuth2TokenType(OAuth2ParameterNames.STATE));
    if (found == null || !found.getPrincipalName().equals(person)) {
      return Optional.empty();
    }
    var request = request(found);
    return clients
        .find(found.getRegisteredClientId())
        .map(
            client ->
                new Question(
                    client,
                    request.getScopes().stream().sorted().toList(),
                    Objects.requireNonNull(request.getRedirectUri())));
  }

  /**
   * Binds what a code will be exchanged for to one patient.
   *
   * @param resource id of the Patient resource
   * @param fhirUser reference of the resource that is the person; null when there is none
   */
  public void patient(String code, String resource, @Nullable String fhirUser) {
    jdbc.sql("update app_grant set patient = :patient, fhir_user = :user where code_hash = :hash")
        .param("patient", resource)
        .param("user", fhirUser)
        .param("hash", AssertionRules.hash(code))
        .update();
  }

  /**
   * An app that a person let in and that can still read.
   *
   * @param name as people know it
   * @param patient id of the Patient resource
   * @param until when the last of its tokens ends
   */
  public record LetIn(String id, String name, String patient, Instant since, Instant until) {}

  /** The apps of a person, the newest first. */
  public List<LetIn> letIn(String person) {
    return jdbc.sql(
            "select id, client_id, patient, code_issued_at, expires_at from app_grant"
                + " where person = :person and patient is not null and expires_at > :now"
                + " and (access_hash is not null or refresh_hash is not null)"
                + " order by code_issued_at desc, id")
        .param("person", person)
        .param("now", at(clock.instant()))
        .query(
            (row, n) ->
                new LetIn(
                    row.getString("id"),
                    name(row.getString("client_id")),
                    row.getString("patient"),
                    time(row, "code_issued_at"),
                    time(row, "expires_at")))
        .list();
  }

  private String name(String client) {
    return clients.find(client).map(Client::app).map(Client.App::name).orElse(client);
  }

  /** Takes an app out that this person let in; whether there was one. */
  public boolean end(String id, String person) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status ->
                ended(
                    "delete from app_grant g using person p where g.id = :id and p.id = :person"
                        + " and g.person = p.id returning g.client_id, p.email",
                    Map.of("id", id, "person", person),
                    "by the person")));
  }

  /** What is deleted is audited. */
  private boolean ended(String sql, Map<String, ?> parameters, String reason) {
    var ended =
        jdbc.sql(sql)
            .params(parameters)
            .query((row, n) -> List.of(row.getString("client_id"), row.getString("email")))
            .list();
    ended.forEach(e -> record(e.get(0), e.get(1), "app-tokens-ended", reason));
    return !ended.isEmpty();
  }

  /** The app that was given this refresh token, be it used or not. */
  Optional<String> holder(String refresh) {
    return jdbc.sql(
            "select client_id from app_grant where refresh_hash = :hash union all"
                + " select g.client_id from app_refresh_used u join app_grant g on g.id = u.app_grant"
                + " where u.hash = :hash")
        .param("hash", AssertionRules.hash(refresh))
        .query(String.class)
        .optional();
  }

  /** The patient of an access token. */
  Optional<String> patient(String access) {
    return jdbc.sql("select patient from app_grant where access_hash = :hash")
        .param("hash", AssertionRules.hash(access))
        .query(String.class)
        .optional();
  }

  /**
   * Whom an app is told of.
   *
   * @param number stays the same and says nothing
   * @param fhirUser reference of the resource that is the person; null when there is none
   */
  record Identity(String number, @Nullable String fhirUser) {}

  /** The person who let the app in. */
  Identity identity(OAuth2Authorization authorization) {
    return jdbc.sql("select person, fhir_user from app_grant where id = :id")
        .param("id", authorization.getId())
        .query((row, n) -> new Identity(row.getString("person"), row.getString("fhir_user")))
        .single();
  }

  @Override
  public Optional<PartnerCaller> find(String token) {
    return jdbc.sql(
            "select g.client_id, g.access_scopes, g.patient, p.email, p.partner from app_grant g"
                + " join person p on p.id = g.person and p.state = 'active'"
                + " where g.access_hash = :hash and g.access_expires_at > :now and g.patient is not null")
        .param("hash", AssertionRules.hash(token))
        .param("now", at(clock.instant()))
        .query(
            (row, n) ->
                caller(
                    row.getString("client_id"),
                    row.getString("partner"),
                    row.getString("access_scopes"),
                    new PartnerCaller.Launched(row.getString("email"), row.getString("patient"))))
        .optional()
        .flatMap(found -> found);
  }

  /** With no more than the app may have by now. */
  private Optional<PartnerCaller> caller(
      String id, String partner, String scopes, PartnerCaller.Launched launched) {
    return clients
        .find(id)
        .filter(client -> client.app() != null && client.partner().equals(partner))
        .map(
            client ->
                new PartnerCaller(
                    id,
                    partner,
                    read(String.join(" ", Scope.granted(read(scopes), client.scopes()))),
                    launched));
  }

  private static List<Scope> read(String scopes) {
    return Scope.split(scopes).stream().flatMap(text -> Scope.ofPatient(text).stream()).toList();
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    if (authorization
        .getAuthorizationGrantType()
        .equals(AuthorizationGrantType.CLIENT_CREDENTIALS)) {
      machines.save(authorization);
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("delete from app_grant where expires_at < :now")
              .param("now", at(clock.instant()))
              .update();
          Integer turn = authorization.getAttribute(TURN);
          if (turn == null) {
            insert(authorization);
          } else {
            change(authorization, turn);
          }
        });
  }

  private void insert(OAuth2Authorization authorization) {
    String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
    jdbc.sql(
            "insert into app_grant (id, client_id, person, request, turn, state_hash, expires_at)"
                + " select :id, :client, p.id, :request, 0, :state, :expires from person p"
                + " where p.email = :person and p.state = 'active'")
        .param("id", authorization.getId())
        .param("client", authorization.getRegisteredClientId())
        .param("person", authorization.getPrincipalName())
        .param("request", written(request(authorization)))
        .param("state", AssertionRules.hash(Objects.requireNonNull(state)))
        .param("expires", at(clock.instant().plus(QUESTION)))
        .update();
  }

  /** Of two that change the same at the same time, one is refused. */
  private void change(OAuth2Authorization authorization, int turn) {
    var code = authorization.getToken(OAuth2AuthorizationCode.class);
    var access = authorization.getAccessToken();
    var refresh = authorization.getRefreshToken();
    var before = refreshed(authorization);
    var changed =
        jdbc.sql(
                "update app_grant set turn = turn + 1, scopes = :scopes, state_hash = null,"
                    + " code_hash = :code, code_issued_at = :codeFrom, code_expires_at = :codeTo, code_used = :used,"
                    + " access_hash = :access, access_scopes = :accessScopes, access_issued_at = :accessFrom,"
                    + " access_expires_at = :accessTo, refresh_hash = :refresh, refresh_issued_at = :refreshFrom,"
                    + " refresh_expires_at = :refreshTo, expires_at = :expires where id = :id and turn = :turn")
            .param("id", authorization.getId())
            .param("turn", turn)
            .param("scopes", String.join(" ", authorization.getAuthorizedScopes()))
            .param("code", hash(code))
            .param("codeFrom", from(code))
            .param("codeTo", to(code))
            .param("used", code != null && code.isInvalidated())
            .param("access", hash(access))
            .param(
                "accessScopes",
                access == null ? null : String.join(" ", access.getToken().getScopes()))
            .param("accessFrom", from(access))
            .param("accessTo", to(access))
            .param("refresh", hash(refresh))
            .param("refreshFrom", from(refresh))
            .param("refreshTo", to(refresh))
            .param("expires", last(code, access, refresh))
            .update();
    if (changed == 0) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
    }
    var now = hash(refresh);
    if (before.isPresent() && !java.util.Arrays.equals(before.get(), now)) {
      jdbc.sql(
              "insert into app_refresh_used (hash, app_grant) values (:hash, :id) on conflict do nothing")
          .param("hash", before.get())
          .param("id", authorization.getId())
          .update();
    }
    tell(authorization, code, access, refresh);
  }

  private Optional<byte[]> refreshed(OAuth2Authorization authorization) {
    return jdbc.sql(
            "select refresh_hash from app_grant where id = :id and refresh_hash is not null")
        .param("id", authorization.getId())
        .query((row, n) -> row.getBytes("refresh_hash"))
        .optional();
  }

  private void tell(
      OAuth2Authorization authorization,
      OAuth2Authorization.@Nullable Token<OAuth2AuthorizationCode> code,
      OAuth2Authorization.@Nullable Token<OAuth2AccessToken> access,
      OAuth2Authorization.@Nullable Token<OAuth2RefreshToken> refresh) {
    var ended =
        (access != null && access.isInvalidated()) || (refresh != null && refresh.isInvalidated());
    final String what;
    if (access == null) {
      what = code != null && code.isInvalidated() ? "app-refused" : "app-let-in";
    } else {
      what = ended ? "app-tokens-ended" : "token-granted";
    }
    record(
        authorization.getRegisteredClientId(),
        authorization.getPrincipalName(),
        what,
        "scope: " + String.join(" ", authorization.getAuthorizedScopes()));
  }

  private void record(String client, String person, String event, String reason) {
    audit.record(
        new Event(
            event,
            Outcome.DONE,
            person + " with " + client,
            clients.find(client).map(Client::partner).orElse(null),
            client,
            reason));
  }

  private static byte @Nullable [] hash(OAuth2Authorization.@Nullable Token<?> token) {
    if (token == null
        || (token.isInvalidated() && !(token.getToken() instanceof OAuth2AuthorizationCode))) {
      return null;
    }
    var value = token.getToken().getTokenValue();
    return value.startsWith(HASHED)
        ? HexFormat.of().parseHex(value.substring(HASHED.length()))
        : AssertionRules.hash(value);
  }

  private static @Nullable OffsetDateTime from(OAuth2Authorization.@Nullable Token<?> token) {
    return token == null ? null : at(Objects.requireNonNull(token.getToken().getIssuedAt()));
  }

  private static @Nullable OffsetDateTime to(OAuth2Authorization.@Nullable Token<?> token) {
    return token == null ? null : at(Objects.requireNonNull(token.getToken().getExpiresAt()));
  }

  private OffsetDateTime last(OAuth2Authorization.@Nullable Token<?>... tokens) {
    var last = at(clock.instant());
    for (var token : tokens) {
      var end = to(token);
      if (end != null && end.isAfter(last)) {
        last = end;
      }
    }
    return last;
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    machines.remove(authorization);
    transaction.executeWithoutResult(
        status -> {
          if (jdbc.sql("delete from app_grant where id = :id")
                  .param("id", authorization.getId())
                  .update()
              > 0) {
            record(
                authorization.getRegisteredClientId(),
                authorization.getPrincipalName(),
                "app-refused",
                "by the person");
          }
        });
  }

  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return null;
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    var hash = AssertionRules.hash(token);
    if (type == null) {
      return Optional.ofNullable(find("access_hash", hash, token))
          .or(() -> Optional.ofNullable(find("refresh_hash", hash, token)))
          .orElseGet(() -> machines.findByToken(token, null));
    }
    var column =
        switch (type.getValue()) {
          case OAuth2ParameterNames.STATE -> "state_hash";
          case OAuth2ParameterNames.CODE -> "code_hash";
          case OAuth2ParameterNames.REFRESH_TOKEN -> "refresh_hash";
          default -> "access_hash";
        };
    var found = find(column, hash, token);
    if (found == null && column.equals("refresh_hash")) {
      stolen(hash);
    }
    return found;
  }

  /** Whoever has it, it was exchanged before: nobody may go on with what came of it. */
  private void stolen(byte[] hash) {
    transaction.executeWithoutResult(
        status ->
            ended(
                "delete from app_grant g using app_refresh_used u, person p where u.hash = :hash"
                    + " and g.id = u.app_grant and p.id = g.person returning g.client_id, p.email",
                Map.of("hash", hash),
                "a refresh token came twice"));
  }

  private @Nullable OAuth2Authorization find(String column, byte[] hash, String token) {
    return jdbc.sql(
            "select g.*, p.email from app_grant g join person p on p.id = g.person and p.state = 'active'"
                + " where g.expires_at > :now and g."
                + column
                + " = :hash")
        .param("hash", hash)
        .param("now", at(clock.instant()))
        .query((row, n) -> authorization(row, column, token))
        .optional()
        .flatMap(found -> found)
        .orElse(null);
  }

  private Optional<OAuth2Authorization> authorization(ResultSet row, String column, String token)
      throws SQLException {
    var client = clients.findByClientId(row.getString("client_id"));
    if (client == null) {
      return Optional.empty();
    }
    var email = row.getString("email");
    var scopes = new LinkedHashSet<>(Scope.split(row.getString("scopes")));
    var built =
        OAuth2Authorization.withRegisteredClient(client)
            .id(row.getString("id"))
            .principalName(email)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizedScopes(scopes)
            .attribute(TURN, row.getInt("turn"))
            .attribute(
                Principal.class.getName(),
                UsernamePasswordAuthenticationToken.authenticated(email, "", List.of()))
            .attribute(
                OAuth2AuthorizationRequest.class.getName(),
                asked(client.getClientId(), row.getString("request")));
    if (column.equals("state_hash")) {
      built.attribute(OAuth2ParameterNames.STATE, token);
    }
    if (column.equals("refresh_hash") && scopes.contains(Client.OPENID)) {
      // Spring makes the next one from the one before, of which it needs only that there was one
      built.token(OidcIdToken.withTokenValue(HASHED).subject(email).build());
    }
    tokens(row, column, token, built, email, client.getClientId());
    return Optional.of(built.build());
  }

  private static void tokens(
      ResultSet row,
      String column,
      String token,
      OAuth2Authorization.Builder built,
      String email,
      String client)
      throws SQLException {
    var code = value(row, "code_hash", column, token);
    if (code != null) {
      var used = row.getBoolean("code_used");
      built.token(
          new OAuth2AuthorizationCode(
              code, time(row, "code_issued_at"), time(row, "code_expires_at")),
          m -> m.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, used));
    }
    var access = value(row, "access_hash", column, token);
    if (row.getObject("access_issued_at") != null) {
      var ended = access == null; // given back while the refresh token lives on
      var scopes = Set.copyOf(Scope.split(row.getString("access_scopes")));
      var claims = new TreeMap<String, Object>();
      claims.put("scope", List.copyOf(scopes));
      claims.put("sub", email);
      claims.put("patient", row.getString("patient"));
      claims.put("client_id", client);
      built.token(
          new OAuth2AccessToken(
              TokenType.BEARER,
              Objects.requireNonNullElse(access, HASHED),
              time(row, "access_issued_at"),
              time(row, "access_expires_at"),
              scopes),
          m -> {
            m.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims);
            m.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, ended);
          });
    }
    var refresh = value(row, "refresh_hash", column, token);
    if (refresh != null) {
      built.refreshToken(
          new OAuth2RefreshToken(
              refresh, time(row, "refresh_issued_at"), time(row, "refresh_expires_at")));
    }
  }

  /** The token itself where it is the one that was shown. */
  private static @Nullable String value(ResultSet row, String column, String shown, String token)
      throws SQLException {
    var hash = row.getBytes(column);
    if (hash == null) {
      return null;
    }
    return column.equals(shown) ? token : HASHED + HexFormat.of().formatHex(hash);
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OAuth2AuthorizationRequest request(OAuth2Authorization authorization) {
    OAuth2AuthorizationRequest request =
        authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
    return Objects.requireNonNull(request);
  }

  private String written(OAuth2AuthorizationRequest request) {
    var more =
        request.getAdditionalParameters().entrySet().stream()
            .filter(e -> e.getKey().startsWith("code_challenge") || e.getKey().equals(NONCE))
            .collect(Collectors.toMap(Map.Entry::getKey, e -> String.valueOf(e.getValue())));
    try {
      return json.writeValueAsString(
          new Request(
              request.getAuthorizationUri(),
              Objects.requireNonNull(request.getRedirectUri()),
              List.copyOf(request.getScopes()),
              request.getState(),
              more));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written", e);
    }
  }

  private OAuth2AuthorizationRequest asked(String client, String text) {
    try {
      var request = json.readValue(text, Request.class);
      return OAuth2AuthorizationRequest.authorizationCode()
          .authorizationUri(request.address())
          .clientId(client)
          .redirectUri(request.redirect())
          .scopes(new LinkedHashSet<>(request.scopes()))
          .state(request.state())
          .additionalParameters(Map.<String, Object>copyOf(request.more()))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written can be read", e);
    }
  }
}

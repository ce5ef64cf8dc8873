package org.luer.gateway.access.oauth;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.oauth.Client.Keys;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Scope;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The clients: machines in luer.yaml as it is now, and machines and apps that were added with
 * {@code luer client add}. A client whose partner is gone from luer.yaml is gone as well.
 */
public final class Clients implements RegisteredClientRepository {
  /** How long an access token is good for. */
  static final Duration LIFE = Duration.ofMinutes(5);

  /** The same for an app: who uses it would notice. */
  static final Duration APP_LIFE = Duration.ofMinutes(30);

  /** An app that was not used for so long asks its person again. */
  static final Duration REFRESH_LIFE = Duration.ofDays(30);

  private static final Duration CODE_LIFE = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Partners partners;
  private final Audit audit;
  private final Clock clock;

  /** The clients of these partners and of the gateway's database. */
  public Clients(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      Audit audit,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.partners = partners;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A client as it is shown.
   *
   * @param keys {@code inline}, {@code none}, or where they are
   * @param app its name; null for a machine
   * @param redirects where an app takes people back
   * @param origin {@code luer.yaml}, or who added it
   * @param createdAt null for one in luer.yaml
   */
  public record Entry(
      String id,
      String partner,
      List<String> scopes,
      String keys,
      @Nullable String app,
      List<String> redirects,
      String origin,
      @Nullable Instant createdAt) {}

  /**
   * Adds a client. Its parts were examined before.
   *
   * @return false if the id is taken
   */
  public boolean add(Client client, String by) {
    if (find(client.id()).isPresent()) {
      return false;
    }
    try {
      transaction.executeWithoutResult(
          status -> {
            insert(client, by);
            audit.record(
                new Event("client-added", Outcome.DONE, by, client.partner(), client.id(), null));
          });
      return true;
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  private void insert(Client client, String by) {
    jdbc.sql(
            "insert into client (id, partner, jwks, jwks_url, scopes, app, redirects, created_at, created_by)"
                + " values (:id, :partner, :jwks, :url, :scopes, :app, :redirects::text[], :now, :by)")
        .param("id", client.id())
        .param("partner", client.partner())
        .param("jwks", client.keys() instanceof Keys.Inline inline ? inline.json() : null)
        .param("url", client.keys() instanceof Keys.At at ? at.address().toString() : null)
        .param("scopes", String.join(" ", client.scopeTexts()))
        .param("app", client.app() == null ? null : client.app().name())
        .param(
            "redirects",
            client.app() == null
                ? null
                : client.app().redirects().stream().map(URI::toString).toArray(String[]::new))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("by", by)
        .update();
  }

  /** Takes a client out of use, its tokens too; whether there was one that can be removed here. */
  public boolean remove(String id, String by) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              var removed = jdbc.sql("delete from client where id = :id").param("id", id).update();
              if (removed > 0) {
                jdbc.sql("delete from access_grant where client_id = :id").param("id", id).update();
                jdbc.sql("delete from app_grant where client_id = :id").param("id", id).update();
                audit.record(new Event("client-removed", Outcome.DONE, by, null, id, null));
              }
              return removed > 0;
            }));
  }

  /** All of them, those of luer.yaml first. */
  public List<Entry> list() {
    var all = new ArrayList<Entry>();
    for (var partner : partners.current().all()) {
      if (partner.client() != null) {
        all.add(entry(of(partner, partner.client()), "luer.yaml", null));
      }
    }
    all.addAll(
        jdbc.sql("select * from client order by id")
            .query(
                (row, n) ->
                    entry(
                        client(row),
                        row.getString("created_by"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
            .list());
    return all;
  }

  /** The client of this id, if its partner is one. */
  public Optional<Client> find(String id) {
    var snapshot = partners.current();
    for (var partner : snapshot.all()) {
      if (partner.client() != null && partner.client().id().equals(id)) {
        return Optional.of(of(partner, partner.client()));
      }
    }
    return jdbc.sql("select * from client where id = :id")
        .param("id", id)
        .query((row, n) -> client(row))
        .optional()
        .filter(client -> snapshot.find(client.partner()).isPresent());
  }

  /**
   * A client as it would come now, for what is done without its asking: with what a token
   * permitted, as far as the client may still ask for it.
   *
   * @param scopes of the token, separated by blanks
   * @return empty when the client is gone, belongs to another partner, or may nothing of it
   */
  public Optional<PartnerCaller> caller(String id, String partner, String scopes) {
    return find(id)
        .filter(client -> client.partner().equals(partner))
        .map(client -> Scope.granted(scopes(Scope.split(scopes)), client.scopes()))
        .filter(granted -> !granted.isEmpty())
        .map(granted -> new PartnerCaller(id, partner, scopes(List.copyOf(granted))));
  }

  @Override
  public @Nullable RegisteredClient findByClientId(String id) {
    return find(id).map(Clients::registered).orElse(null);
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return findByClientId(id);
  }

  @Override
  public void save(RegisteredClient client) {
    throw new UnsupportedOperationException("clients are added by an operator only");
  }

  private static RegisteredClient registered(Client client) {
    return client.app() == null ? machine(client) : app(client, client.app());
  }

  /** Everything is asked anew each time: which patient, and whether at all. */
  private static RegisteredClient app(Client client, Client.App app) {
    return RegisteredClient.withId(client.id())
        .clientId(client.id())
        .clientName(app.name())
        .clientAuthenticationMethod(
            client.open()
                ? ClientAuthenticationMethod.NONE
                : ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .redirectUris(all -> app.redirects().forEach(r -> all.add(r.toString())))
        .scopes(all -> all.addAll(client.scopeTexts()))
        .clientSettings(
            ClientSettings.builder()
                .requireProofKey(true)
                .requireAuthorizationConsent(true)
                .build())
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                .authorizationCodeTimeToLive(CODE_LIFE)
                .accessTokenTimeToLive(APP_LIFE)
                .refreshTokenTimeToLive(REFRESH_LIFE)
                .reuseRefreshTokens(false)
                .build())
        .build();
  }

  private static RegisteredClient machine(Client client) {
    return RegisteredClient.withId(client.id())
        .clientId(client.id())
        .clientName(client.partner())
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(all -> client.scopes().forEach(scope -> all.add(scope.text())))
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                .accessTokenTimeToLive(LIFE)
                .build())
        .build();
  }

  private static Client of(Partner partner, Partner.Client client) {
    return new Client(client.id(), partner.id(), keys(client), scopes(client.scopes()), null);
  }

  /** Without keys it gets its tokens from the OpenID provider only. */
  private static Keys keys(Partner.Client client) {
    if (client.jwksFile() != null) {
      return new Keys.InFile(client.jwksFile());
    }
    return client.jwksUrl() == null
        ? new Keys.Inline("{\"keys\":[]}")
        : new Keys.At(client.jwksUrl());
  }

  private static Client client(ResultSet row) throws SQLException {
    var inline = row.getString("jwks");
    var address = row.getString("jwks_url");
    final Keys keys;
    if (inline != null) {
      keys = new Keys.Inline(inline);
    } else {
      keys = address == null ? new Keys.None() : new Keys.At(URI.create(address));
    }
    var texts = Scope.split(row.getString("scopes"));
    var name = row.getString("app");
    if (name == null) {
      return new Client(row.getString("id"), row.getString("partner"), keys, scopes(texts), null);
    }
    var redirects =
        Stream.of((String[]) row.getArray("redirects").getArray()).map(URI::create).toList();
    return new Client(
        row.getString("id"),
        row.getString("partner"),
        keys,
        texts.stream().flatMap(text -> Scope.ofPatient(text).stream()).toList(),
        new Client.App(name, redirects, texts.contains(Client.OFFLINE)));
  }

  /** Whether pages of this origin ({@code https://app.example.org}) may call: an app is there. */
  public boolean calls(String origin) {
    return jdbc.sql("select partner, unnest(redirects) as redirect from client")
        .query(
            (row, n) ->
                partners.current().find(row.getString("partner")).isPresent()
                    ? origin(URI.create(row.getString("redirect")))
                    : "")
        .list()
        .contains(origin);
  }

  /** Scheme, host and port of an address, as browsers write them. */
  public static String origin(URI address) {
    return address.getScheme()
        + "://"
        + address.getHost()
        + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  private static List<Scope> scopes(List<String> texts) {
    return texts.stream().flatMap(text -> Scope.of(text).stream()).toList();
  }

  private static Entry entry(Client client, String origin, @Nullable Instant createdAt) {
    var keys = client.keys();
    var place = "inline";
    if (keys instanceof Keys.InFile in) {
      place = in.file().toString();
    } else if (keys instanceof Keys.At at) {
      place = at.address().toString();
    } else if (keys instanceof Keys.None) {
      place = "none";
    }
    return new Entry(
        client.id(),
        client.partner(),
        client.scopeTexts(),
        place,
        client.app() == null ? null : client.app().name(),
        client.app() == null
            ? List.of()
            : client.app().redirects().stream().map(URI::toString).toList(),
        origin,
        createdAt);
  }
}

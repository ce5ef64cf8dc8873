package org.luer.gateway.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.smart.Scope;
import org.luer.gateway.smart.Scope.Access;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * A partner's machine that sent a request with an access token, or an app that a person of the
 * partner uses.
 */
public final class PartnerCaller extends AbstractAuthenticationToken {
  /** The authority that opens the FHIR interface. */
  static final String ROLE = "PARTNER";

  /** The authority of an app: it opens reads and searches only. */
  static final String APP = "APP";

  private static final long serialVersionUID = 1L;
  private final String client;
  private final String partner;
  private final transient List<Scope> scopes;
  private final transient @Nullable Launched launched;

  /**
   * Who has let an app in, and for whom.
   *
   * @param person the name that audit records
   * @param patient id of the Patient resource to which it is limited
   */
  public record Launched(String person, String patient) {}

  /**
   * @param client id of the client
   * @param partner id of the partner that it belongs to
   * @param scopes what the token permits
   */
  public PartnerCaller(String client, String partner, List<Scope> scopes) {
    this(client, partner, scopes, null);
  }

  /**
   * The same for an app.
   *
   * @param launched null for a machine
   */
  public PartnerCaller(
      String client, String partner, List<Scope> scopes, @Nullable Launched launched) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + (launched == null ? ROLE : APP))));
    this.launched = launched;
    this.client = client;
    this.partner = partner;
    this.scopes = List.copyOf(scopes);
    super.setAuthenticated(true);
  }

  /** Id of the client. */
  public String client() {
    return client;
  }

  /** The name that audit records: the client's, or the person's with the app. */
  public String actor() {
    return launched == null ? client : launched.person() + " with " + client;
  }

  /** Who may go on with what this one began: nobody else, and no app for another patient. */
  public String holder() {
    return launched == null ? client : actor() + " for " + launched.patient();
  }

  /** Null for a machine. */
  public @Nullable Launched launched() {
    return launched;
  }

  /** Whose machine it is. */
  public String partner() {
    return partner;
  }

  /** What its token permits. */
  public List<Scope> scopes() {
    return scopes;
  }

  /** Whether its token permits this of every category. */
  public boolean may(String resourceType, Access access) {
    return scopes.stream().anyMatch(s -> s.permits(resourceType, access));
  }

  /**
   * Of which categories its token permits this, {@code system|code}; empty when of none, and when
   * {@link #may} says that it may whatever the category.
   */
  public Set<String> categories(String resourceType, Access access) {
    return scopes.stream()
        .filter(s -> s.covers(resourceType, access))
        .flatMap(s -> s.categories().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return client;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartnerCaller that
        && that.client.equals(client)
        && that.partner.equals(partner)
        && Objects.equals(that.launched, launched)
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return client.hashCode();
  }
}

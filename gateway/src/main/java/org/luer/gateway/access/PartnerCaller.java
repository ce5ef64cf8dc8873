package org.luer.gateway.access;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.luer.gateway.smart.Scope;
import org.luer.gateway.smart.Scope.Access;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A partner's machine that sent a request with an access token. */
public final class PartnerCaller extends AbstractAuthenticationToken {
  /** The authority that opens the FHIR interface. */
  static final String ROLE = "PARTNER";

  private static final long serialVersionUID = 1L;
  private final String client;
  private final String partner;
  private final transient List<Scope> scopes;

  /**
   * @param client id of the client
   * @param partner id of the partner that it belongs to
   * @param scopes what the token permits
   */
  public PartnerCaller(String client, String partner, List<Scope> scopes) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + ROLE)));
    this.client = client;
    this.partner = partner;
    this.scopes = List.copyOf(scopes);
    super.setAuthenticated(true);
  }

  /** The name that audit and journal record. */
  public String client() {
    return client;
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
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return client.hashCode();
  }
}

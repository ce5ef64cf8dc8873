package org.luer.gateway.access;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Who sent a request: the actor's name and role, as the token says. */
public final class Caller extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;
  private final String actor;
  private final Role role;

  Caller(String actor, Role role) {
    super(List.of(new SimpleGrantedAuthority(role.authority())));
    this.actor = actor;
    this.role = role;
    super.setAuthenticated(true);
  }

  /** The name that audit and replay record. */
  public String actor() {
    return actor;
  }

  public Role role() {
    return role;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return actor;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Caller that
        && that.actor.equals(actor)
        && that.role == role
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return actor.hashCode();
  }
}

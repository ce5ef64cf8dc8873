package org.luer.gateway.page;

import java.util.List;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.AuditTrail.PurposeOfUse;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.people.Person;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A person in a browser, logged in. */
public final class PersonCaller extends AbstractAuthenticationToken {
  /** The authority that opens the page. */
  public static final String ROLE = "PERSON";

  private static final long serialVersionUID = 1L;
  private final transient Person person;
  private final transient Partner partner;

  PersonCaller(Person person, Partner partner) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + ROLE)));
    this.person = person;
    this.partner = partner;
    super.setAuthenticated(true);
  }

  /** Who it is. */
  public Person person() {
    return person;
  }

  /** Whose patients the person sees. */
  public Partner partner() {
    return partner;
  }

  /** As audit records who reads. */
  public Agent agent(String address) {
    return new Agent(person.email(), partner.id(), address, PurposeOfUse.of(partner));
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return person.email();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PersonCaller that
        && that.person.id().equals(person.id())
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return person.id().hashCode();
  }
}

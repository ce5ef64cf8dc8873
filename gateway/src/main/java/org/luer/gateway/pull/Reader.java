package org.luer.gateway.pull;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Scope.Access;
import org.luer.mappings.concept.disclosure.DisclosureDirective.Purpose;

/**
 * Who reads: a client, and the partner on whose behalf.
 *
 * @param caller with the scopes of its token
 */
record Reader(PartnerCaller caller, Partner partner) {

  /**
   * The one who sent a request.
   *
   * @throws AuthenticationException if its partner is not known any more
   */
  static Reader of(RequestDetails request, Partners partners) {
    if (request instanceof ServletRequestDetails servlet
        && servlet.getServletRequest().getUserPrincipal() instanceof PartnerCaller caller) {
      return partners
          .current()
          .find(caller.partner())
          .map(partner -> new Reader(caller, partner))
          .orElseThrow(() -> new AuthenticationException("The client's partner is not known."));
    }
    throw new AuthenticationException("A partner's access token is needed here.");
  }

  /** Who may go on with what this one began. */
  String holder() {
    return caller.holder();
  }

  /**
   * Whether the partner may see resources of this type at all: what is about money is between the
   * clinic, the insurer and hospitals; what is about treatment is not for the insurer.
   */
  boolean sees(ServedType type) {
    return switch (partner.kind()) {
      case PSYCHIATRIST, PHARMACY -> !type.money();
      case HOSPITAL -> true;
      case INSURER -> type.insurer();
    };
  }

  /**
   * Whether resources of this type may stand in an answer: the token may have changed meanwhile.
   */
  boolean reaches(String type) {
    return ServedType.of(type)
        .filter(t -> may(t, Access.READ) || may(t, Access.SEARCH))
        .isPresent();
  }

  /** Whether both the token and what the partner is permit it. */
  boolean may(ServedType type, Access access) {
    return caller.may(type.type(), access) && sees(type);
  }

  /**
   * Refuses what the token does not permit.
   *
   * @throws ForbiddenOperationException if it does not
   */
  void must(String type, Access access) {
    if (!caller.may(type, access)) {
      throw new ForbiddenOperationException(
          "The token's scope does not permit this; ask for "
              + (caller.launched() == null ? "system/" : "patient/")
              + type
              + ".rs.");
    }
  }

  /** What the index says of records that it is told of: any of these. */
  List<String> listens() {
    var itself = Addressed.partner(partner.id());
    var kind = Addressed.kind(partner.kind());
    var purpose = partner.kind() == Partner.Kind.INSURER ? Purpose.PAYMENT : Purpose.TREATMENT;
    return List.of(
        Listener.of(partner.dialect()).code(),
        itself,
        kind,
        Addressed.purposed(itself, purpose),
        Addressed.purposed(kind, purpose));
  }
}

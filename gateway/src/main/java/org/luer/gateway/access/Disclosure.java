package org.luer.gateway.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;

/**
 * The one decision about who may have a clinic record. Every delivery and every read asks here,
 * before translation.
 *
 * <p>A pure function. For now it permits the partner's patients: sensitivity classes and directives
 * are not judged yet.
 */
public final class Disclosure {
  private Disclosure() {}

  /** Why the record would be given. */
  public enum Purpose {
    DELIVERY,
    READ
  }

  /**
   * What the decision needs to know of a record.
   *
   * @param lineage the partners that the record came from, directly or passed on; empty for the
   *     clinic's own
   * @param authorities namespaces and OIDs of the patient's identifiers
   * @param sources partners that an order, referral or visit of the patient came from
   * @param referrers NPIs that an active referral of the patient names
   */
  public record Subject(
      Set<String> lineage, Set<String> authorities, Set<String> sources, Set<String> referrers) {
    public Subject {
      lineage = Set.copyOf(lineage);
      authorities = Set.copyOf(authorities);
      sources = Set.copyOf(sources);
      referrers = Set.copyOf(referrers);
    }
  }

  /** The outcome and the rule that brought it about. */
  public record Decision(boolean permitted, String rule) {
    private static Decision permit(String rule) {
      return new Decision(true, rule);
    }

    private static Decision withhold(String rule) {
      return new Decision(false, rule);
    }
  }

  /** Decides for one partner, one record and one purpose. */
  public static Decision decide(Partner partner, Subject subject, Purpose purpose) {
    if (purpose == Purpose.DELIVERY && subject.lineage().contains(partner.id())) {
      return Decision.withhold("never-back-to-its-source");
    }
    return switch (partner.patients()) {
      case ALL -> Decision.permit("patients-all");
      case OWN -> own(partner, subject);
      case REFERRED ->
          partner.npi().stream().anyMatch(subject.referrers()::contains)
              ? Decision.permit("referred-by-partner")
              : Decision.withhold("not-referred-by-partner");
    };
  }

  private static Decision own(Partner partner, Subject subject) {
    if (knows(partner.authority(), subject.authorities())) {
      return Decision.permit("identifier-of-partner");
    }
    return subject.sources().contains(partner.id())
        ? Decision.permit("order-referral-or-visit-from-partner")
        : Decision.withhold("not-a-patient-of-partner");
  }

  private static boolean knows(Partner.@Nullable Authority authority, Set<String> authorities) {
    return authority != null
        && ((authority.namespace() != null && authorities.contains(authority.namespace()))
            || (authority.oid() != null && authorities.contains(authority.oid())));
  }
}

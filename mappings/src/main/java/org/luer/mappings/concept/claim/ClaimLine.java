package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * One service line of a {@link Claim}. Its place in the list is its number, which answers point at:
 * lines are never renumbered after submission.
 *
 * @param code the service, for a professional claim CPT or HCPCS, with what the insurer should know
 *     in text
 * @param category kind of service, for example X12 1365
 * @param revenue revenue centre of a hospital
 * @param programs programs under which it is claimed
 * @param modifiers modifiers in their order
 * @param serviceDate the clinic's local date of the service
 * @param period from when until when, when it is not one day
 * @param placeOfService CMS place of service
 * @param place where, when a place is named instead of its kind
 * @param bodySite where on the body
 * @param units how many of the code; a claim for payment needs it
 * @param unit what is counted, when it is not the service itself
 * @param unitPrice price of one
 * @param factor by what the price is multiplied
 * @param net price of all; a claim for payment needs it
 * @param drug the drug that is billed
 * @param careTeam who of the care team, by number from 1
 * @param diagnoses the diagnoses that justify it, by number from 1; at most four on an 837P
 * @param information what supports it, by number from 1
 * @param procedures the procedures that it belongs to, by number from 1
 * @param timed whether the times of the infusion belong to the line
 * @param sessionId the session of the service
 * @param visits visits of the service that are no sessions of ours
 * @param authorization what a request for authorization asks for this line
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClaimLine(
    Coded code,
    @Nullable Coded category,
    @Nullable Coded revenue,
    List<Coded> programs,
    List<Coded> modifiers,
    @Nullable PartialDate serviceDate,
    @Nullable ServicePeriod period,
    @Nullable Coded placeOfService,
    @Nullable Place place,
    @Nullable Coded bodySite,
    @Nullable BigDecimal units,
    @Nullable Coded unit,
    @Nullable Money unitPrice,
    @Nullable BigDecimal factor,
    @Nullable Money net,
    @Nullable BilledDrug drug,
    List<Integer> careTeam,
    List<Integer> diagnoses,
    List<Integer> information,
    List<Integer> procedures,
    @Nullable Boolean timed,
    @Nullable String sessionId,
    List<OutsideVisit> visits,
    @Nullable LineAuthorization authorization) {

  public ClaimLine {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    careTeam = careTeam == null ? List.of() : List.copyOf(careTeam);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    programs = programs == null ? List.of() : List.copyOf(programs);
    information = information == null ? List.of() : List.copyOf(information);
    procedures = procedures == null ? List.of() : List.copyOf(procedures);
    visits = visits == null ? List.of() : List.copyOf(visits);
  }

  /** Whether units, unit price and amount are there and the amount is not their product. */
  public boolean contradictsPrice() {
    return unitPrice != null
        && net != null
        && units != null
        && factor == null
        && (!unitPrice.currency().equals(net.currency())
            || unitPrice.value().multiply(units).compareTo(net.value()) != 0);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/placeOfService", placeOfService, Coded::check);
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.optional(issues, path + "/revenue", revenue, Coded::check);
    Check.each(issues, path + "/programs", programs, Coded::check);
    Check.optional(issues, path + "/period", period, ServicePeriod::check);
    if (period != null && serviceDate != null) {
      issues.error(IssueCode.CONFLICT, path + "/period", "a line has one day or a period");
    }
    Check.optional(issues, path + "/bodySite", bodySite, Coded::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    if (unit != null && units == null) {
      issues.error(IssueCode.REQUIRED, path + "/units", "is missing beside its unit");
    }
    if (unit != null && !unit.also().isEmpty()) {
      issues.error(IssueCode.CONFLICT, path + "/unit/also", "a quantity has one unit");
    }
    if (place != null && placeOfService != null) {
      issues.error(IssueCode.CONFLICT, path + "/place", "a line has a place or its kind");
    }
    Check.each(issues, path + "/visits", visits, OutsideVisit::check);
    Check.optional(issues, path + "/authorization", authorization, LineAuthorization::check);
    Check.optional(issues, path + "/unitPrice", unitPrice, Money::check);
    Check.optional(issues, path + "/net", net, Money::check);
    Check.optional(issues, path + "/drug", drug, BilledDrug::check);
    Check.optional(issues, path + "/sessionId", sessionId, (s, i, p) -> Check.id(i, p, s));
  }
}

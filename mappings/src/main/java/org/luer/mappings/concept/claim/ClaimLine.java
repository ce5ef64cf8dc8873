package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
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
 * @param code CPT or HCPCS, with what the insurer should know in text
 * @param modifiers modifiers in their order
 * @param serviceDate the clinic's local date of the service
 * @param placeOfService CMS place of service
 * @param units how many of the code
 * @param unitPrice price of one
 * @param net price of all
 * @param drug the drug that is billed
 * @param careTeam who of the care team, by number from 1
 * @param diagnoses the diagnoses that justify it, by number from 1; at most four on an 837P
 * @param timed whether the times of the infusion belong to the line
 * @param sessionId the session of the service
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClaimLine(
    Coded code,
    List<Coded> modifiers,
    @Nullable PartialDate serviceDate,
    @Nullable Coded placeOfService,
    BigDecimal units,
    @Nullable Money unitPrice,
    Money net,
    @Nullable BilledDrug drug,
    List<Integer> careTeam,
    List<Integer> diagnoses,
    @Nullable Boolean timed,
    @Nullable String sessionId) {

  public ClaimLine {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    careTeam = careTeam == null ? List.of() : List.copyOf(careTeam);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    if (code != null && (!BillingCodes.bills(code.system()) || !code.also().isEmpty())) {
      issues.error(IssueCode.CODE_UNKNOWN, path + "/code/system", "must be CPT or HCPCS alone");
    }
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/placeOfService", placeOfService, Coded::check);
    Check.present(issues, path + "/units", units);
    Check.optional(issues, path + "/unitPrice", unitPrice, Money::check);
    Check.present(issues, path + "/net", net);
    Check.optional(issues, path + "/net", net, Money::check);
    Check.optional(issues, path + "/drug", drug, BilledDrug::check);
    Check.optional(issues, path + "/sessionId", sessionId, (s, i, p) -> Check.id(i, p, s));
  }
}

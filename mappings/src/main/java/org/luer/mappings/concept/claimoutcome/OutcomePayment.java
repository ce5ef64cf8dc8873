package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * A payment of an insurer.
 *
 * @param type complete or partial, in the insurer's code; absent = complete
 * @param date when it is paid
 * @param amount how much
 * @param trace trace number of the transfer or number of the check
 * @param adjustment by what the payment differs from what is paid for the claim
 * @param adjustmentReason why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutcomePayment(
    @Nullable Coded type,
    @Nullable PartialDate date,
    @Nullable Money amount,
    @Nullable Identifier trace,
    @Nullable Money adjustment,
    @Nullable Coded adjustmentReason) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.optional(issues, path + "/amount", amount, Money::check);
    Check.optional(issues, path + "/adjustment", adjustment, Money::check);
    Check.optional(issues, path + "/adjustmentReason", adjustmentReason, Coded::check);
  }
}

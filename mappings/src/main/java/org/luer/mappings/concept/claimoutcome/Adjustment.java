package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A part of a charge that the insurer does not pay (X12 835 CAS).
 *
 * @param group who bears it; absent when the insurer does not say
 * @param category the insurer's code for the amount, when it is not the one that we write
 * @param reason claim adjustment reason code (CARC)
 * @param amount how much; negative where it takes an adjustment back
 * @param units how many units, when fewer were paid than charged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Adjustment(
    @Nullable Group group,
    @Nullable Coded category,
    Coded reason,
    @Nullable Money amount,
    @Nullable BigDecimal units) {

  /** Who bears an adjustment (X12 claim adjustment group codes). */
  public enum Group {
    /** Contractual obligation: the clinic writes it off. */
    CO,
    /** Patient responsibility. */
    PR,
    /** Other adjustment, for example what another insurer paid. */
    OA,
    /** Payer initiated reduction. */
    PI,
    /** Correction or reversal; not used any more, old answers have it. */
    CR;

    /** The X12 code. */
    @JsonValue
    public String code() {
      return name();
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.present(issues, path + "/reason", reason);
    Check.optional(issues, path + "/reason", reason, Coded::check);
    Check.optional(issues, path + "/amount", amount, Money::check);
  }
}

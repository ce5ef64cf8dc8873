package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * A limit of one vital sign outside which the infusion is held, in the unit of that sign.
 *
 * @param kind the vital sign
 * @param low held below this
 * @param high held above this
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldParameter(
    VitalSign.Kind kind, @Nullable BigDecimal low, @Nullable BigDecimal high) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/kind", kind);
    if (low != null && high != null && low.compareTo(high) > 0) {
      issues.error(IssueCode.CONFLICT, path + "/low", "must not be above high");
    }
  }

  /** Whether the value lies outside the limits. */
  public boolean exceededBy(BigDecimal value) {
    return (low != null && value.compareTo(low) < 0) || (high != null && value.compareTo(high) > 0);
  }
}

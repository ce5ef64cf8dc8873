package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * A number of something that may be counted in packages: 500 mg, two tablets, six bags.
 *
 * @param value the number, its scale kept
 * @param unit UCUM code where there is one, else the sender's own code or word; absent for a bare
 *     number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Amount(BigDecimal value, @Nullable Coded unit) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/value", value);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    if (value != null && value.signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/value", "must not be negative");
    }
  }
}

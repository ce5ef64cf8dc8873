package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * Start and stop of the infusion that timed lines claim.
 *
 * @param from start
 * @param to end
 * @param minutes running minutes without pauses
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimTimes(
    OffsetDateTime from, @Nullable OffsetDateTime to, @Nullable Quantity minutes) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/from", from);
    if (to != null && from != null && to.isBefore(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
    Check.optional(issues, path + "/minutes", minutes, (q, i, p) -> q.check(i, p, "min"));
  }
}

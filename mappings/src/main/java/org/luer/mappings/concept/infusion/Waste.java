package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * Controlled drug that was discarded.
 *
 * @param amount how much, mg
 * @param reason why
 * @param method how it was destroyed
 * @param witness staff number of the witness; one of the session's staff
 * @param at when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Waste(
    Quantity amount,
    @Nullable String reason,
    @Nullable String method,
    @Nullable String witness,
    @Nullable OffsetDateTime at) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/amount", amount);
    Check.optional(issues, path + "/amount", amount, (q, i, p) -> q.check(i, p, "mg"));
  }
}

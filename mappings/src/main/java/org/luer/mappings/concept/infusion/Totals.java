package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * What was given in all.
 *
 * @param dose drug given, mg
 * @param volume volume given, mL
 * @param running running time of the pump without pauses, min
 * @param from when it began, where no timeline tells it
 * @param to when it ended, where no timeline tells it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Totals(
    Quantity dose,
    @Nullable Quantity volume,
    @Nullable Quantity running,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to) {

  /** What was given by an infusion whose timeline is told. */
  public Totals(Quantity dose, @Nullable Quantity volume, @Nullable Quantity running) {
    this(dose, volume, running, null, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/dose", dose);
    Check.optional(issues, path + "/dose", dose, (q, i, p) -> q.check(i, p, "mg"));
    Check.optional(issues, path + "/volume", volume, (q, i, p) -> q.check(i, p, "mL"));
    Check.optional(issues, path + "/running", running, (q, i, p) -> q.check(i, p, "min"));
    if (from != null && to != null && to.isBefore(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
  }
}

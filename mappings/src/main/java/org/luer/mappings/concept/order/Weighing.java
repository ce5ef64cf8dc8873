package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * Where the dosing weight of an order comes from.
 *
 * @param number number of the observation at the one who weighed
 * @param issuedAt when the weight was made known
 * @param by who weighed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Weighing(
    @Nullable Identifier number, @Nullable OffsetDateTime issuedAt, @Nullable Clinician by) {

  /** The weighing, or null when nothing of it is known. */
  public @Nullable Weighing orNull() {
    return number == null && issuedAt == null && by == null ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/by", by, Clinician::check);
  }
}

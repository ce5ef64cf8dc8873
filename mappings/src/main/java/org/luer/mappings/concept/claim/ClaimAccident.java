package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * The accident that made the services necessary.
 *
 * @param date when it happened
 * @param type what kind, for example at work
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimAccident(PartialDate date, @Nullable Coded type) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/date", date);
    Check.optional(issues, path + "/type", type, Coded::check);
  }
}

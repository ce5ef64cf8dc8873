package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * From when until when a service is asked for or was given; at least one end is known.
 *
 * @param from first day, or the moment when that is known
 * @param to last day, or the moment when that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServicePeriod(@Nullable PartialTime from, @Nullable PartialTime to) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (from == null && to == null) {
      issues.error(IssueCode.REQUIRED, path, "needs a beginning or an end");
    }
  }
}

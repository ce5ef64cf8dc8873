package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * A prior authorization as registration knows it.
 *
 * @param number its number
 * @param date when it was given
 * @param source who gave it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CoverageAuthorization(String number, @Nullable PartialDate date, @Nullable String source) {
  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
  }
}

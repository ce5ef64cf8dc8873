package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * A total or subscore. When the answers make another number than the one that was sent, both are
 * kept.
 *
 * @param code code of the score in the instrument's table, for example {@code 44261-6}
 * @param value the score as its sender gave it, or, where nobody gave one, as the answers make it
 * @param recomputed what the answers make, only where that is not the value
 * @param asked how the sender's form shows it; only with askedOn of the assessment
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Score(
    String code, BigDecimal value, @Nullable BigDecimal recomputed, @Nullable Asked asked) {

  /** A score on the clinic's form. */
  public Score(String code, BigDecimal value, @Nullable BigDecimal recomputed) {
    this(code, value, recomputed, null);
  }

  /** Reports every broken rule that can be told without the instrument. */
  void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.present(issues, path + "/value", value);
    Check.optional(issues, path + "/asked", asked, Asked::check);
  }
}

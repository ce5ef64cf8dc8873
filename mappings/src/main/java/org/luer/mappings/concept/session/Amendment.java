package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * Says that this version corrects an earlier one.
 *
 * @param at when it was corrected
 * @param reason why, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Amendment(OffsetDateTime at, @Nullable String reason) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/at", at);
  }
}

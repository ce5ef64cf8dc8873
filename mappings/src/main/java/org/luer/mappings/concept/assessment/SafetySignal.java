package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * An answer that somebody must look at: a positive suicide item.
 *
 * @param item code of the item that says it
 * @param grade how pressing it is
 * @param note what was done about it, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SafetySignal(String item, Grade grade, @Nullable String note) {

  /** Reports every broken rule that can be told without the instrument. */
  void check(Issues issues, String path) {
    Check.present(issues, path + "/item", item);
    Check.present(issues, path + "/grade", grade);
  }
}

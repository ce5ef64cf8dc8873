package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * A drug ordered beside the infusion.
 *
 * @param drug RxNorm or text
 * @param dose dose in its UCUM unit
 * @param route route
 * @param asNeeded true for as-needed, false for premedication
 * @param reason what it is for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderedAdjunct(
    Coded drug,
    @Nullable Quantity dose,
    @Nullable Coded route,
    boolean asNeeded,
    @Nullable String reason) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/drug", drug);
    Check.optional(issues, path + "/drug", drug, Coded::check);
    Check.optional(issues, path + "/route", route, Coded::check);
  }
}

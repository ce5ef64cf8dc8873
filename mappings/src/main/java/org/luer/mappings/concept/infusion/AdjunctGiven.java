package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * A drug given beside the infusion, for example ondansetron. Its natural key within a session is
 * drug and time.
 *
 * @param drug RxNorm or text
 * @param dose dose in its UCUM unit
 * @param route route
 * @param at when
 * @param reason what for
 * @param by staff number of the one who gave it; one of the session's staff
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdjunctGiven(
    Coded drug,
    Quantity dose,
    @Nullable Coded route,
    OffsetDateTime at,
    @Nullable Coded reason,
    @Nullable String by) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/drug", drug);
    Check.present(issues, path + "/dose", dose);
    Check.present(issues, path + "/at", at);
    Check.optional(issues, path + "/drug", drug, Coded::check);
    Check.optional(issues, path + "/route", route, Coded::check);
    Check.optional(issues, path + "/reason", reason, Coded::check);
  }
}

package org.luer.mappings.concept.discharge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * How the patient left.
 *
 * @param at when discharge was decided
 * @param by staff number of the one who decided; one of the session's staff
 * @param criteria each discharge criterion and whether it was met
 * @param ready whether all criteria were met
 * @param disposition where to: NUBC or FHIR discharge-disposition code
 * @param releasedTo to whom, in words
 * @param instructions what the patient was told, one sentence each
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Discharge(
    OffsetDateTime at,
    @Nullable String by,
    List<DischargeCriterion> criteria,
    @Nullable Boolean ready,
    @Nullable Coded disposition,
    @Nullable String releasedTo,
    List<String> instructions) {

  public Discharge {
    criteria = criteria == null ? List.of() : List.copyOf(criteria);
    instructions = instructions == null ? List.of() : List.copyOf(instructions);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/at", at);
    Check.unique(
        issues, path + "/criteria", criteria, DischargeCriterion::name, "the same criterion twice");
    Check.optional(issues, path + "/disposition", disposition, Coded::check);
  }
}

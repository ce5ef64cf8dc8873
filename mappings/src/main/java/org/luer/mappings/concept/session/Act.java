package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * What a sender says of the infusion as an act, and of the weighing before it.
 *
 * @param code the sender's code of the act, for example a CPT code beside SNOMED CT
 * @param outcome how it ended
 * @param note remark
 * @param diagnosisUse what the diagnoses of the visit stand for
 * @param visitType the sender's kind of visit
 * @param weighedAt when the patient was weighed
 * @param weighedBy staff number of the one who weighed; one of the session's staff
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Act(
    @Nullable Coded code,
    @Nullable Coded outcome,
    @Nullable String note,
    @Nullable Coded diagnosisUse,
    @Nullable Coded visitType,
    @Nullable OffsetDateTime weighedAt,
    @Nullable String weighedBy) {
  /** Nothing is said. */
  public static final Act UNSAID = new Act(null, null, null, null, null, null, null);

  /** The same; null when nothing is said. */
  public @Nullable Act orNull() {
    return equals(UNSAID) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/outcome", outcome, Coded::check);
    Check.optional(issues, path + "/visitType", visitType, Coded::check);
    Check.optional(issues, path + "/diagnosisUse", diagnosisUse, Coded::check);
  }
}

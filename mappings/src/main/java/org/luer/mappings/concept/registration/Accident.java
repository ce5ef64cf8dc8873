package org.luer.mappings.concept.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * The accident that a stay is about (HL7 v2 ACC).
 *
 * @param at when it happened
 * @param kind what kind (HL7 table 0050)
 * @param place where
 * @param state state of the United States whose law applies (HL7 table 0347)
 * @param atWork whether it has to do with the patient's work
 * @param deadly whether somebody died
 * @param policeNotified whether the police was told
 * @param reportedBy who told of it
 * @param description in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accident(
    @Nullable PartialTime at,
    @Nullable Coded kind,
    @Nullable String place,
    @Nullable String state,
    @Nullable Boolean atWork,
    @Nullable Boolean deadly,
    @Nullable Boolean policeNotified,
    @Nullable String reportedBy,
    @Nullable String description) {
  private static final Accident NONE =
      new Accident(null, null, null, null, null, null, null, null, null);

  /** Itself; null when nothing is known. */
  public @Nullable Accident orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/kind", kind, Coded::check);
  }
}

package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What a sender says of an indication beside its code.
 *
 * @param code code of the indication, or its words where it has none
 * @param verification how sure it is (FHIR condition-ver-status)
 * @param onset when it began
 * @param recordedOn when it was recorded
 * @param assertedOn when somebody first said it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Diagnosis(
    String code,
    @Nullable Coded verification,
    @Nullable PartialTime onset,
    @Nullable PartialTime recordedOn,
    @Nullable PartialTime assertedOn) {

  /** What is said of an indication; null when nothing is. */
  @Nullable Diagnosis orNull() {
    return verification == null && onset == null && recordedOn == null && assertedOn == null
        ? null
        : this;
  }

  /** By what an indication is known here. */
  static String key(Coded indication) {
    return String.valueOf(indication.code() == null ? indication.text() : indication.code());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/verification", verification, Coded::check);
  }
}

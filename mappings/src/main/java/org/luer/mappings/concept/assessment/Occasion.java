package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * What kind of visit it was in which something was answered, as its sender says it.
 *
 * @param status how far the visit is
 * @param types kinds of visit: CPT, SNOMED CT or the sender's own
 * @param reasons what the patient came for
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Occasion(@Nullable Status status, List<Coded> types, List<Coded> reasons) {

  /** Life cycle of a visit (FHIR encounter-status). */
  public enum Status {
    PLANNED,
    ARRIVED,
    TRIAGED,
    IN_PROGRESS,
    ONLEAVE,
    FINISHED,
    CANCELLED;

    /** The FHIR encounter-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Occasion {
    types = types == null ? List.of() : List.copyOf(types);
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }

  /** The occasion, or null when nothing of it is known. */
  public @Nullable Occasion orNull() {
    return status == null && types.isEmpty() && reasons.isEmpty() ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.each(issues, path + "/types", types, Coded::check);
    Check.each(issues, path + "/reasons", reasons, Coded::check);
  }
}

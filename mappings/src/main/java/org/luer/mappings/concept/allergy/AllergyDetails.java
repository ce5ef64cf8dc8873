package org.luer.mappings.concept.allergy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What else is told of an allergy.
 *
 * @param notes what somebody noted
 * @param cause what caused the first reaction, where it is named beside the substance
 * @param course the first reaction in words
 * @param startedAt when the first reaction began
 * @param route how the patient was exposed to it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AllergyDetails(
    List<String> notes,
    @Nullable Coded cause,
    @Nullable String course,
    @Nullable PartialTime startedAt,
    @Nullable Coded route) {
  private static final AllergyDetails NONE = new AllergyDetails(List.of(), null, null, null, null);

  public AllergyDetails {
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** Itself; null when nothing is known. */
  public @Nullable AllergyDetails orNull() {
    return equals(NONE) ? null : this;
  }

  /** Whether it says anything of a reaction. */
  boolean reacted() {
    return cause != null || course != null || startedAt != null || route != null;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/cause", cause, Coded::check);
    Check.optional(issues, path + "/route", route, Coded::check);
  }
}

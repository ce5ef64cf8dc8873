package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What the sender's Task says of a referral beside it (FHIR Task).
 *
 * @param groupNumber number of the group of tasks
 * @param state how far it is in the sender's own words
 * @param description what is to be done
 * @param reason why
 * @param from when somebody began
 * @param until when somebody ended
 * @param dueFrom from when it is to be done
 * @param dueUntil until when it is to be done
 * @param repetitions how often it may be done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferralTask(
    @Nullable Identifier groupNumber,
    @Nullable Coded state,
    @Nullable String description,
    @Nullable Coded reason,
    @Nullable PartialTime from,
    @Nullable PartialTime until,
    @Nullable PartialTime dueFrom,
    @Nullable PartialTime dueUntil,
    @Nullable Integer repetitions) {
  private static final ReferralTask NONE =
      new ReferralTask(null, null, null, null, null, null, null, null, null);

  /** Itself; null when nothing is known. */
  public @Nullable ReferralTask orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.optional(issues, path + "/state", state, Coded::check);
    Check.optional(issues, path + "/reason", reason, Coded::check);
  }
}

package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * When something ordered is to be done (HL7 v2 TQ1, FHIR Timing).
 *
 * @param startsAt first time, or the start of the course
 * @param endsAt end of the course
 * @param patterns repeat patterns, all of them together: {@code Q1J2} every Tuesday, {@code TID}
 *     (HL7 table 0335 or the sender's own)
 * @param occurrences how often in all; an infusion order has it in its series instead
 * @param course how long the whole course lasts
 * @param condition in words, under which condition to do it or not
 * @param instruction in words
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderTiming(
    @Nullable OffsetDateTime startsAt,
    @Nullable OffsetDateTime endsAt,
    List<Coding> patterns,
    @Nullable Integer occurrences,
    @Nullable Quantity course,
    @Nullable String condition,
    @Nullable String instruction) {

  public OrderTiming {
    patterns = patterns == null ? List.of() : List.copyOf(patterns);
  }

  /** Nothing known. */
  public static OrderTiming none() {
    return new OrderTiming(null, null, List.of(), null, null, null, null);
  }

  /** The timing, or null when nothing of it is known. */
  public @Nullable OrderTiming orNull() {
    return equals(none()) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (startsAt != null && endsAt != null && endsAt.isBefore(startsAt)) {
      issues.error(IssueCode.CONFLICT, path + "/endsAt", "must not be before startsAt");
    }
    if (occurrences != null && occurrences < 1) {
      issues.error(IssueCode.VALUE, path + "/occurrences", "must be at least one");
    }
    if (course != null && course.value().signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/course/value", "must not be negative");
    }
    for (int i = 0; i < patterns.size(); i++) {
      Check.present(issues, path + "/patterns/" + i + "/system", patterns.get(i).system());
      Check.present(issues, path + "/patterns/" + i + "/code", patterns.get(i).code());
    }
  }
}

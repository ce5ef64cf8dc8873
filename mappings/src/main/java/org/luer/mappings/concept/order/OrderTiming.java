package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * When something ordered is to be done (HL7 v2 TQ1, FHIR Timing).
 *
 * @param startsAt first time, or the start of the course; a date when no more is said
 * @param endsAt end of the course, likewise
 * @param patterns repeat patterns, all of them together: {@code Q1J2} every Tuesday, {@code TID}
 *     (HL7 table 0335 or the sender's own)
 * @param occurrences how often in all; an infusion order has it in its series instead
 * @param course how long the whole course lasts
 * @param condition in words, under which condition to do it or not
 * @param instruction in words
 * @param frequency how often in each period (FHIR Timing.repeat.frequency)
 * @param period the length of that period, a UCUM unit of time
 * @param repeats how often in the orderer's own words; an infusion order has them in its series
 * @param clocks times of day, {@code HH:MM:SS} (TQ1-4)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderTiming(
    @Nullable PartialTime startsAt,
    @Nullable PartialTime endsAt,
    List<Coding> patterns,
    @Nullable Integer occurrences,
    @Nullable Quantity course,
    @Nullable String condition,
    @Nullable String instruction,
    @Nullable Integer frequency,
    @Nullable Quantity period,
    @Nullable String repeats,
    List<String> clocks) {

  private static final Set<String> PERIODS = Set.of("s", "min", "h", "d", "wk", "mo", "a");

  /** A timing without times of day. */
  public OrderTiming(
      @Nullable PartialTime startsAt,
      @Nullable PartialTime endsAt,
      List<Coding> patterns,
      @Nullable Integer occurrences,
      @Nullable Quantity course,
      @Nullable String condition,
      @Nullable String instruction,
      @Nullable Integer frequency,
      @Nullable Quantity period,
      @Nullable String repeats) {
    this(
        startsAt,
        endsAt,
        patterns,
        occurrences,
        course,
        condition,
        instruction,
        frequency,
        period,
        repeats,
        List.of());
  }

  public OrderTiming {
    patterns = patterns == null ? List.of() : List.copyOf(patterns);
    clocks = clocks == null ? List.of() : List.copyOf(clocks);
  }

  /** Nothing known. */
  public static OrderTiming none() {
    return new OrderTiming(null, null, List.of(), null, null, null, null, null, null, null);
  }

  /** The timing, or null when nothing of it is known. */
  public @Nullable OrderTiming orNull() {
    return equals(none()) ? null : this;
  }

  /** The same without what the series of an infusion order says: how often in all, and in words. */
  public @Nullable OrderTiming ofSeries() {
    return new OrderTiming(
            startsAt,
            endsAt,
            patterns,
            null,
            course,
            condition,
            instruction,
            frequency,
            period,
            null,
            clocks)
        .orNull();
  }

  /** Whether it says how a course runs, and not only when one thing is done. */
  public boolean lasts() {
    return endsAt != null || frequency != null || period != null;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (startsAt != null && endsAt != null && endsAt.before(startsAt)) {
      issues.error(IssueCode.CONFLICT, path + "/endsAt", "must not be before startsAt");
    }
    if (occurrences != null && occurrences < 1) {
      issues.error(IssueCode.VALUE, path + "/occurrences", "must be at least one");
    }
    if (frequency != null && frequency < 1) {
      issues.error(IssueCode.VALUE, path + "/frequency", "must be at least one");
    }
    if (period != null && (!PERIODS.contains(period.unit()) || period.value().signum() < 0)) {
      issues.error(IssueCode.VALUE, path + "/period", "must be a length of time: s, min, h to a");
    }
    if (course != null && course.value().signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/course/value", "must not be negative");
    }
    for (int i = 0; i < clocks.size(); i++) {
      if (!clocks.get(i).matches("([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?")) {
        issues.error(IssueCode.VALUE, path + "/clocks/" + i, "must be a time of day like 09:30:00");
      }
    }
    for (int i = 0; i < patterns.size(); i++) {
      Check.present(issues, path + "/patterns/" + i + "/system", patterns.get(i).system());
      Check.present(issues, path + "/patterns/" + i + "/code", patterns.get(i).code());
    }
  }
}

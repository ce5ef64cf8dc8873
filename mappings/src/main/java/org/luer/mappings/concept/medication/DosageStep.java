package org.luer.mappings.concept.medication;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * A further instruction of a regimen that has several: then two tablets daily.
 *
 * @param text the instruction in the orderer's own words
 * @param dose how much at a time
 * @param route route, SNOMED CT
 * @param frequency how often in each period
 * @param period the length of that period, a UCUM unit of time
 * @param lasts how long it holds, a UCUM unit of time
 * @param dayTimes when in the day (FHIR event-timing), for example {@code MORN}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DosageStep(
    @Nullable String text,
    @Nullable Amount dose,
    @Nullable Coded route,
    @Nullable Integer frequency,
    @Nullable Quantity period,
    @Nullable Quantity lasts,
    List<String> dayTimes) {
  private static final Set<String> DAY_TIMES =
      Set.of(
          "MORN",
          "MORN.early",
          "MORN.late",
          "NOON",
          "AFT",
          "AFT.early",
          "AFT.late",
          "EVE",
          "EVE.early",
          "EVE.late",
          "NIGHT",
          "PHS",
          "HS",
          "WAKE",
          "C",
          "CM",
          "CD",
          "CV",
          "AC",
          "ACM",
          "ACD",
          "ACV",
          "PC",
          "PCM",
          "PCD",
          "PCV");

  public DosageStep {
    dayTimes = dayTimes == null ? List.of() : List.copyOf(dayTimes);
  }

  /** Whether it says nothing. */
  boolean saysNothing() {
    return equals(new DosageStep(null, null, null, null, null, null, List.of()));
  }

  /** Whether it says nothing but how long and when in the day. */
  boolean onlyWhen() {
    return equals(new DosageStep(null, null, null, null, null, lasts, dayTimes));
  }

  /** Itself with no more than how long and when in the day; null when it says neither. */
  @Nullable DosageStep when() {
    var when = new DosageStep(null, null, null, null, null, lasts, dayTimes);
    return when.saysNothing() ? null : when;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (saysNothing()) {
      issues.error(IssueCode.REQUIRED, path, "says nothing");
    }
    Check.optional(issues, path + "/dose", dose, Amount::check);
    Check.optional(issues, path + "/route", route, Coded::check);
    if (frequency != null && frequency < 1) {
      issues.error(IssueCode.VALUE, path + "/frequency", "must be at least one");
    }
    length(issues, path + "/period", period);
    length(issues, path + "/lasts", lasts);
    dayTimes.stream()
        .filter(t -> !DAY_TIMES.contains(t))
        .findFirst()
        .ifPresent(
            t ->
                issues.error(IssueCode.VALUE, path + "/dayTimes", "must be codes of event-timing"));
  }

  private static void length(Issues issues, String path, @Nullable Quantity length) {
    if (length != null
        && (!length.unit().matches("s|min|h|d|wk|mo|a") || length.value().signum() < 0)) {
      issues.error(IssueCode.VALUE, path, "must be a length of time: s, min, h to a");
    }
  }
}

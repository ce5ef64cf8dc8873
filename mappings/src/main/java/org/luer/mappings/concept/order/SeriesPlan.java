package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * The plan of the whole series that an order belongs to.
 *
 * @param title what it is called
 * @param summary in words, with when to look at the response
 * @param startsOn first day
 * @param endsOn last day
 * @param createdAt when it was made, a date when no more is said
 * @param infusions the infusions in order
 * @param number its number at the one who made it
 * @param notes further notes on it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SeriesPlan(
    @Nullable String title,
    @Nullable String summary,
    @Nullable PartialDate startsOn,
    @Nullable PartialDate endsOn,
    @Nullable PartialTime createdAt,
    List<PlannedInfusion> infusions,
    @Nullable Identifier number,
    List<String> notes) {

  public SeriesPlan {
    infusions = infusions == null ? List.of() : List.copyOf(infusions);
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path, @Nullable Series series) {
    Check.unique(
        issues, path + "/infusions", infusions, PlannedInfusion::number, "the same infusion twice");
    for (int i = 0; i < infusions.size(); i++) {
      if (infusions.get(i).number() != i + 1) {
        issues.error(
            IssueCode.VALUE, path + "/infusions/" + i + "/number", "must count from 1 in order");
      }
    }
    var of = series == null ? null : series.of();
    if (!infusions.isEmpty() && (of == null || of != infusions.size())) {
      issues.error(
          IssueCode.CONFLICT, path + "/infusions", "are another number than series/of says");
    }
  }
}

package org.luer.mappings.concept.summary;

import java.util.List;

/**
 * One row of the table in a section of a session summary.
 *
 * @param cells its cells; an empty text for an empty cell
 */
public record SummaryRow(List<String> cells) {
  public SummaryRow {
    cells = cells == null ? List.of() : List.copyOf(cells);
  }
}

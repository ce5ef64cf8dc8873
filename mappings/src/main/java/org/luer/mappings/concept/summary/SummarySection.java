package org.luer.mappings.concept.summary;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One section of a session summary: a heading, sentences, and a table behind them. Its natural key
 * within a summary is the title.
 *
 * @param title heading; absent where the sender gives none
 * @param code what the section is, LOINC
 * @param lines sentences or paragraphs; a line break stands where one is wanted
 * @param columns headings of the table; none when there is no table
 * @param rows rows of the table, each with as many cells as there are columns
 * @param sources what in the records it was made from
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SummarySection(
    @Nullable String title,
    @Nullable Coded code,
    List<String> lines,
    List<String> columns,
    List<SummaryRow> rows,
    List<DocumentSource> sources) {

  /** What separates cells where a table is written as text; no cell and no line may hold it. */
  public static final String BAR = " | ";

  public SummarySection {
    lines = lines == null ? List.of() : List.copyOf(lines);
    columns = columns == null ? List.of() : List.copyOf(columns);
    rows = rows == null ? List.of() : List.copyOf(rows);
    sources = sources == null ? List.of() : List.copyOf(sources);
  }

  /** A section that does not say what it was made from. */
  public SummarySection(
      @Nullable String title,
      @Nullable Coded code,
      List<String> lines,
      List<String> columns,
      List<SummaryRow> rows) {
    this(title, code, lines, columns, rows, List.of());
  }

  /** Sentences without a table. */
  public static SummarySection of(
      @Nullable String title, @Nullable Coded code, List<String> lines) {
    return new SummarySection(title, code, lines, List.of(), List.of());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (title != null) {
      line(title, issues, path + "/title");
    }
    Check.optional(issues, path + "/code", code, Coded::check);
    if (lines.isEmpty() && columns.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path, "a section has lines or a table");
    }
    Check.each(issues, path + "/lines", lines, SummarySection::line);
    Check.each(issues, path + "/columns", columns, SummarySection::line);
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).cells().size() != columns.size()) {
        issues.error(
            IssueCode.CONFLICT, path + "/rows/" + i + "/cells", "must be as many as the columns");
      }
      Check.each(issues, path + "/rows/" + i + "/cells", rows.get(i).cells(), SummarySection::cell);
    }
    Check.each(issues, path + "/sources", sources, DocumentSource::check);
    if (columns.size() == 1) {
      issues.error(IssueCode.CONFLICT, path + "/columns", "a table has two columns at least");
    }
  }

  private static void line(String text, Issues issues, String path) {
    Check.present(issues, path, text);
    for (var part : text.split("\n", -1)) {
      cell(part, issues, path);
    }
  }

  private static void cell(String text, Issues issues, String path) {
    if (text.indexOf('|') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      issues.error(IssueCode.VALUE, path, "must be one line without a vertical bar");
    }
    if (!text.equals(text.strip())) {
      issues.error(IssueCode.VALUE, path, "must not begin or end with a blank");
    }
  }
}

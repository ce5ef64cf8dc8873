package org.luer.mappings.receipt;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where each leaf of the clinic model belongs in a format: paths-fhir.csv and paths-hl7v2.csv of an
 * exchange, written by hand from the field tables.
 *
 * @param rows all rows of all files
 */
public record PathTable(List<Row> rows) {

  /**
   * One place of one leaf.
   *
   * @param format fhir or hl7v2
   * @param source clinic pattern, for example {@code InfusionSession/weight/value}; an asterisk for
   *     a list element
   * @param target pattern in the format, for example {@code Observation.valueQuantity.value} or
   *     {@code ORU_R01:OBX-5}
   * @param rule how the value is written there: {@code same}, {@code time}, {@code computed}
   *     (follows from the leaf, does not hold it), or the name of a table or rule
   */
  public record Row(String format, String source, String target, String rule) {
    /** Whether the leaf stands there at all; what is computed from it does not hold it. */
    public boolean holds() {
      return !rule.equals("computed");
    }

    /** Whether the value stands there as it is, perhaps as a time in the format's own form. */
    public boolean plain() {
      return rule.isEmpty() || rule.equals("same") || rule.equals("time");
    }
  }

  public PathTable {
    rows = List.copyOf(rows);
  }

  /** Reads one file; lines starting with {@code #} are comments. */
  public static PathTable read(Reader file) {
    var rows = new ArrayList<Row>();
    try (var csv =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(file)) {
      for (var line : csv) {
        rows.add(
            new Row(
                line.getField("format"),
                line.getField("source"),
                line.getField("target"),
                line.getField("rule")));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("path table", unreadable);
    }
    return new PathTable(rows);
  }

  /** The rows of both. */
  public PathTable and(PathTable other) {
    return new PathTable(Stream.concat(rows.stream(), other.rows.stream()).toList());
  }

  /** The rows of one format by clinic pattern. */
  public Map<String, List<Row>> bySource(String format) {
    return rows.stream()
        .filter(r -> r.format().equals(format))
        .collect(
            HashMap::new,
            (m, r) -> m.computeIfAbsent(r.source(), k -> new ArrayList<>()).add(r),
            HashMap::putAll);
  }

  /** Whether a leaf lies at the target pattern: there, or in a part of it. */
  public static boolean lies(String pattern, String target) {
    return pattern.equals(target)
        || (pattern.startsWith(target) && pattern.charAt(target.length()) == '.');
  }
}

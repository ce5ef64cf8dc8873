package org.luer.mappings.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Codes of the clinic model beside those of one table of a standard, as CSV with the columns {@code
 * clinic,v2,way} and, where the standard's own words travel with the code, {@code words}. The way
 * is {@code both}, {@code write} (clinic to standard only), {@code read} (standard to clinic only)
 * or {@code word}: no code of the standard, but a word that senders write in its place, which is
 * read like one and published by no ConceptMap. Loading fails on a clinic code that is none and on
 * a second row for one direction.
 *
 * @param <C> what the clinic model has for a code
 */
public final class CodePairs<C> {
  private final String name;
  private final List<Row> rows;
  private final Map<C, Row> written = new HashMap<>();
  private final Map<String, C> read = new HashMap<>();

  /** One pair. */
  public record Row(String clinic, String v2, Way way, String words) {}

  /** The directions that a pair serves. */
  public enum Way {
    BOTH,
    WRITE,
    READ,
    WORD;

    boolean writes() {
      return this == BOTH || this == WRITE;
    }
  }

  private CodePairs(String name, List<Row> rows, Map<String, C> values) {
    this.name = name;
    this.rows = rows;
    for (var row : rows) {
      var value = values.get(row.clinic());
      if (value == null) {
        throw new IllegalStateException(name + ": " + row.clinic() + " is no code of the clinic");
      }
      var writes = row.way().writes() && written.put(value, row) != null;
      var reads = row.way() != Way.WRITE && read.put(row.v2(), value) != null;
      if (writes || reads) {
        throw new IllegalStateException(name + ": a second row for " + row);
      }
    }
  }

  /**
   * Loads a table.
   *
   * @param owner class beside which the file lies
   * @param values everything that the clinic model can have
   * @param code the clinic's code of a value
   */
  public static <C> CodePairs<C> load(
      Class<?> owner, String file, List<C> values, Function<C, String> code) {
    var byCode = new HashMap<String, C>();
    values.forEach(v -> byCode.put(code.apply(v), v));
    var rows =
        CodeTable.<Row, Row>load(
                owner,
                file,
                l ->
                    new Row(
                        l.getField("clinic"),
                        l.getField("v2"),
                        Way.valueOf(l.getField("way").toUpperCase(java.util.Locale.ROOT)),
                        l.findField("words").orElse("")),
                r -> r)
            .rows();
    return new CodePairs<>(file, rows, byCode);
  }

  /** The standard's code of a value that must have one. */
  public String write(C value) {
    return row(value).v2();
  }

  /** The words that the standard has for the code that is written; empty for none. */
  public String words(C value) {
    return row(value).words();
  }

  private Row row(C value) {
    var row = written.get(value);
    if (row == null) {
      throw new IllegalStateException(name + " has no row that writes " + value);
    }
    return row;
  }

  /** What a code of the standard means; null when the table does not have it. */
  public @Nullable C read(String code) {
    return read.get(code);
  }

  /**
   * Whether a word or a code that is only read stands in the place of a code that is written.
   *
   * @param word in any case
   */
  public boolean inPlaceOf(String word, String code) {
    return rows.stream()
        .filter(r -> !r.way().writes() && r.v2().equalsIgnoreCase(word))
        .anyMatch(r -> written(r.clinic(), code));
  }

  private boolean written(String clinic, String code) {
    return rows.stream()
        .anyMatch(r -> r.way().writes() && r.clinic().equals(clinic) && r.v2().equals(code));
  }

  /** All rows in the order of the file. */
  public List<Row> rows() {
    return rows;
  }
}

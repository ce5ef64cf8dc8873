package org.luer.mappings.receipt;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one exchange must carry to one partner, judged over all its messages together:
 * must-carry.csv of the exchange. A loss holds the set; a withheld leaf is not a loss.
 *
 * @param conditions condition by clinic pattern; {@code always}, or a name that the exchange
 *     defines
 */
public record MustCarry(Map<String, String> conditions) {
  /** The condition of leaves that always count. */
  public static final String ALWAYS = "always";

  public MustCarry {
    conditions = Map.copyOf(conditions);
  }

  /** Reads must-carry.csv: path, condition, why. */
  public static MustCarry read(Reader file) {
    var conditions = new HashMap<String, String>();
    try (var csv =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(file)) {
      for (var line : csv) {
        if (conditions.put(line.getField("path"), line.getField("condition")) != null) {
          throw new IllegalStateException(
              "must-carry line " + line.getStartingLineNumber() + ": duplicate path");
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("must-carry table", unreadable);
    }
    return new MustCarry(conditions);
  }

  /**
   * The must-carry leaves that did not arrive.
   *
   * @param results what became of the leaves of the clinic records
   * @param meets what each named condition means; {@code always} need not be in it
   */
  public List<Leaf> missing(List<Comparison.Result> results, Map<String, Predicate<Leaf>> meets) {
    return results.stream()
        .filter(r -> r.status() != LeafStatus.ENVELOPE && r.status() != LeafStatus.WITHHELD)
        .filter(r -> !r.status().arrived())
        .map(Comparison.Result::leaf)
        .filter(leaf -> needed(leaf, meets))
        .toList();
  }

  private boolean needed(Leaf leaf, Map<String, Predicate<Leaf>> meets) {
    return forms(leaf.pattern())
        .map(conditions::get)
        .filter(condition -> condition != null)
        .anyMatch(
            condition -> {
              var test = meets.get(condition);
              if (test == null && !condition.equals(ALWAYS)) {
                throw new IllegalStateException("unknown must-carry condition " + condition);
              }
              return test == null || test.test(leaf);
            });
  }

  /**
   * The pattern and everything that it is a part of: a row may name a whole element. What does not
   * say what a thing is counts only when a row names it: further codings behind the first one, the
   * use of a number and the words for its type.
   */
  private static Stream<String> forms(String pattern) {
    if (pattern.endsWith("/use") || pattern.endsWith("/typeText")) {
      return Stream.of(pattern);
    }
    var further = pattern.lastIndexOf("/also/");
    return Stream.iterate(
        pattern,
        p -> !p.isEmpty() && (further < 0 || p.length() > further),
        p -> p.substring(0, Math.max(p.lastIndexOf('/'), 0)));
  }
}

package org.luer.mappings.core;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A table of codes that lies as CSV beside the class that owns it. Loading fails on a duplicate
 * key.
 *
 * @param <K> the clinic's side, unique per row
 * @param <R> a row
 */
public final class CodeTable<K, R> {
  private final String name;
  private final Map<K, R> rows;

  private CodeTable(String name, Map<K, R> rows) {
    this.name = name;
    this.rows = rows;
  }

  /**
   * Loads a table; lines starting with {@code #} are comments.
   *
   * @param owner class beside which the file lies
   * @param file file name, for example {@code vital-signs.csv}
   * @param row reads one line
   * @param key the unique key of a row
   */
  public static <K, R> CodeTable<K, R> load(
      Class<?> owner, String file, Function<NamedCsvRecord, R> row, Function<R, K> key) {
    var rows = new LinkedHashMap<K, R>();
    try (var in = Objects.requireNonNull(owner.getResourceAsStream(file), file);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        var csv =
            CsvReader.builder()
                .commentStrategy(de.siegmar.fastcsv.reader.CommentStrategy.SKIP)
                .ofNamedCsvRecord(reader)) {
      for (NamedCsvRecord line : csv) {
        var loaded = row.apply(line);
        if (rows.put(key.apply(loaded), loaded) != null) {
          throw new IllegalStateException(
              file + " line " + line.getStartingLineNumber() + ": duplicate key");
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
    return new CodeTable<>(file, rows);
  }

  /** The row of a key that must be there. */
  public R row(K key) {
    var row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException(name + " has no row for " + key);
    }
    return row;
  }

  /** The row of a key. */
  public Optional<R> find(K key) {
    return Optional.ofNullable(rows.get(key));
  }

  /** All rows in the order of the file. */
  public List<R> rows() {
    return List.copyOf(rows.values());
  }

  /** The file name. */
  public String name() {
    return name;
  }
}

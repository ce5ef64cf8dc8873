package org.luer.gateway.backup;

import java.util.List;

/**
 * What a backup holds.
 *
 * @param format of the file; this class knows {@value #FORMAT}
 * @param madeAt instant of the snapshot, by the database's clock (ISO 8601, UTC)
 * @param luer version that made it
 * @param schema version of the last migration
 * @param tables in an order in which none refers to a later one
 * @param sequences where the numbering goes on
 */
public record Manifest(
    int format,
    String madeAt,
    String luer,
    String schema,
    List<Table> tables,
    List<Sequence> sequences) {
  static final int FORMAT = 1;
  static final String ENTRY = "manifest.json";

  public Manifest {
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
  }

  /**
   * A table.
   *
   * @param columns those that are stored as they are given
   * @param rows how many
   * @param sha256 of the entry, in hexadecimal digits
   */
  public record Table(String name, List<String> columns, long rows, String sha256) {
    public Table {
      columns = List.copyOf(columns);
    }

    String entry() {
      return "tables/" + name + ".copy";
    }
  }

  /**
   * A sequence.
   *
   * @param value the last one given, or the first to give
   * @param given whether it was given already
   */
  public record Sequence(String name, long value, boolean given) {}

  /** For the operator: how much, of which schema, as of when. */
  public String summary() {
    return "%d rows of %d tables, schema %s, as of %s"
        .formatted(tables.stream().mapToLong(Table::rows).sum(), tables.size(), schema, madeAt);
  }
}

package org.luer.gateway.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the database's own catalogue says about the tables of the gateway. */
final class Catalogue {
  static final String HISTORY = "flyway_schema_history";

  private Catalogue() {}

  /** The gateway's own tables with their columns, those referred to first. */
  static Map<String, List<String>> tables(Connection connection, Migrations own)
      throws SQLException {
    var columns = columns(connection);
    columns.keySet().retainAll(own.tables());
    var references = new HashMap<String, Set<String>>();
    rows(
        connection,
        "select c.relname, r.relname from pg_constraint k join pg_class c on c.oid = k.conrelid"
            + " join pg_class r on r.oid = k.confrelid where k.contype = 'f'"
            + " and k.connamespace = current_schema()::regnamespace",
        row -> references.computeIfAbsent(row.get(0), t -> new LinkedHashSet<>()).add(row.get(1)));
    var ordered = new LinkedHashMap<String, List<String>>();
    columns.keySet().forEach(t -> place(t, columns, references, ordered, new LinkedHashSet<>()));
    return ordered;
  }

  /** Tables that are not the gateway's. */
  static List<String> foreign(Connection connection, Migrations own) throws SQLException {
    return columns(connection).keySet().stream().filter(t -> !own.tables().contains(t)).toList();
  }

  private static Map<String, List<String>> columns(Connection connection) throws SQLException {
    var columns = new LinkedHashMap<String, List<String>>();
    rows(
        connection,
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            + " where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')"
            + " and not c.relispartition and c.relname <> '"
            + HISTORY
            + "' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
            + " order by c.relname, a.attnum",
        row -> columns.computeIfAbsent(row.get(0), t -> new ArrayList<>()).add(row.get(1)));
    return columns;
  }

  private static void place(
      String table,
      Map<String, List<String>> columns,
      Map<String, Set<String>> references,
      Map<String, List<String>> ordered,
      Set<String> waiting) {
    var own = columns.get(table);
    if (own == null || ordered.containsKey(table) || !waiting.add(table)) {
      return;
    }
    references
        .getOrDefault(table, Set.of())
        .forEach(other -> place(other, columns, references, ordered, waiting));
    ordered.put(table, own);
  }

  /** Where each sequence of the gateway stands. */
  static List<Manifest.Sequence> sequences(Connection connection, Migrations own)
      throws SQLException {
    var names = new ArrayList<String>();
    rows(
        connection,
        "select s.relname, coalesce(t.relname, '') from pg_class s left join pg_depend d"
            + " on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i')"
            + " left join pg_class t on t.oid = d.refobjid where s.relkind = 'S'"
            + " and s.relnamespace = current_schema()::regnamespace order by 1",
        row -> {
          if (own.sequences().contains(row.get(0)) || own.tables().contains(row.get(1))) {
            names.add(row.get(0));
          }
        });
    var sequences = new ArrayList<Manifest.Sequence>();
    for (var name : names) {
      rows(
          connection,
          "select last_value, is_called from " + quoted(name),
          row ->
              sequences.add(
                  new Manifest.Sequence(name, Long.parseLong(row.get(0)), row.get(1).equals("t"))));
    }
    return sequences;
  }

  /** Version of the last migration; empty when there is no schema yet. */
  static String schema(Connection connection) throws SQLException {
    var found = new ArrayList<String>();
    rows(
        connection,
        "select to_regclass('" + HISTORY + "') is not null",
        row -> found.add(row.get(0)));
    if (!found.get(0).equals("t")) {
      return "";
    }
    var versions = new ArrayList<String>();
    rows(
        connection,
        "select version from "
            + HISTORY
            + " where success and version is not null order by installed_rank desc limit 1",
        row -> versions.add(row.get(0)));
    return versions.isEmpty() ? "" : versions.get(0);
  }

  /** A name as SQL has it. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(Catalogue::quoted).toList());
  }

  /** What is done with a row. */
  interface Row {
    void take(List<String> values);
  }

  private static void rows(Connection connection, String sql, Row row) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      var width = found.getMetaData().getColumnCount();
      while (found.next()) {
        var values = new ArrayList<String>();
        for (int i = 1; i <= width; i++) {
          values.add(found.getString(i));
        }
        row.take(values);
      }
    }
  }
}

package org.luer.gateway.pull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A resource of a patient and the record that it follows from.
 *
 * @param patient the clinic's record
 * @param kind of the record that is told
 */
public record Row(String type, String id, String patient, String kind, String record) {
  /** Separate the parts, and the ids of resources of one record; cannot stand in an id. */
  private static final String SEPARATOR = "/";

  private static final String BETWEEN_IDS = ",";

  static Row of(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString("type"),
        row.getString("id"),
        row.getString("patient"),
        row.getString("kind"),
        row.getString("record"));
  }

  /**
   * As pages of results keep them: one text for those of a record that follow each other. Twenty
   * readings of a session would name it twenty times.
   */
  static List<String> texts(List<Row> rows) {
    var texts = new ArrayList<String>();
    for (int from = 0; from < rows.size(); ) {
      var first = rows.get(from);
      var text =
          new StringBuilder(
              String.join(
                  SEPARATOR, first.type, first.patient, first.kind, first.record, first.id));
      for (from++; from < rows.size() && first.beside(rows.get(from)); from++) {
        text.append(BETWEEN_IDS).append(rows.get(from).id);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private boolean beside(Row other) {
    return unit().equals(other.unit()) && type.equals(other.type) && patient.equals(other.patient);
  }

  /** What {@link #texts} made of them. */
  static List<Row> read(List<String> texts) {
    return texts.stream().flatMap(Row::read).toList();
  }

  private static Stream<Row> read(String text) {
    var parts = text.split(SEPARATOR, -1);
    return Stream.of(parts[4].split(BETWEEN_IDS, -1))
        .map(id -> new Row(parts[0], id, parts[1], parts[2], parts[3]));
  }

  /** {@code Type/id}. */
  public String reference() {
    return type + "/" + id;
  }

  /** The record, {@code InfusionSession/s-1}. */
  public String unit() {
    return kind + "/" + record;
  }
}

package org.luer.gateway.pull;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A resource of a patient and the record that it follows from.
 *
 * @param patient the clinic's record
 * @param kind of the record that is told
 */
public record Row(String type, String id, String patient, String kind, String record) {
  /** Separates the parts; cannot stand in an id. */
  private static final String SEPARATOR = "/";

  static Row of(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString("type"),
        row.getString("id"),
        row.getString("patient"),
        row.getString("kind"),
        row.getString("record"));
  }

  /** As a page of results keeps it. */
  String text() {
    return String.join(SEPARATOR, type, id, patient, kind, record);
  }

  static Row read(String text) {
    var parts = text.split(SEPARATOR, -1);
    return new Row(parts[0], parts[1], parts[2], parts[3], parts[4]);
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

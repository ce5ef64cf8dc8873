package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.core.Dialect;

/** A report of one kind: an OBR with its observations, to be sent in ORU^R01. */
public final class Panel {
  private final String code;
  private final String section;
  private final int number;
  private final List<OutObx> rows = new ArrayList<>();
  private String reasons = "";

  /**
   * An empty panel.
   *
   * @param number number of the kind of panel; stays the same for all sessions
   * @param code encoded OBR-4
   * @param section OBR-24, HL7 table 0074
   */
  public Panel(int number, String code, String section) {
    this.number = number;
    this.code = code;
    this.section = section;
  }

  /** Adds an observation. */
  public OutObx add(OutObx row) {
    rows.add(row);
    return row;
  }

  /** Adds an observation with an encoded code. */
  public OutObx add(String type, String obx3, String sub, String value) {
    return add(new OutObx(type, obx3, sub, value));
  }

  /** A writer for one group; an empty group for panels that have only one. */
  public Rows group(LocalCodes codes, String group, Dialect dialect) {
    return new Rows(this, codes, group, dialect);
  }

  /** Sets OBR-31. */
  public void reasons(String encoded) {
    reasons = encoded;
  }

  /** OBR-31. */
  public String reasons() {
    return reasons;
  }

  /** OBR-4. */
  public String code() {
    return code;
  }

  /** OBR-24. */
  public String section() {
    return section;
  }

  /** Number of the kind of panel. */
  public int number() {
    return number;
  }

  /** The observations in order. */
  public List<OutObx> rows() {
    return rows;
  }

  /** The same kind of panel with other observations. */
  public Panel with(List<OutObx> others) {
    var copy = new Panel(number, code, section);
    copy.rows.addAll(others);
    copy.reasons = reasons;
    return copy;
  }

  /** The observations as segments, numbered from 1. */
  public void write(List<OutSegment> out, String status) {
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).write(out, i + 1, status);
    }
  }
}

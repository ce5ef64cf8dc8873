package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One segment as it stands in the message: its fields, undecoded until they are asked for. */
public final class Segment {
  private final String name;
  private final int occurrence;
  private final String[] fields;
  private final Delimiters delimiters;

  Segment(String name, int occurrence, String[] fields, Delimiters delimiters) {
    this.name = name;
    this.occurrence = occurrence;
    this.fields = fields;
    this.delimiters = delimiters;
  }

  /**
   * A segment of another name that says the same.
   *
   * @param from field of this segment, by its field in the other one
   */
  public Segment as(String other, Map<Integer, Integer> from) {
    var copied = new String[from.keySet().stream().mapToInt(f -> f).max().orElse(0) + 1];
    Arrays.fill(copied, "");
    from.forEach((to, field) -> copied[to] = raw(field));
    return new Segment(other, occurrence, copied, delimiters);
  }

  /** The segment id, for example {@code OBX}. */
  public String name() {
    return name;
  }

  /** Whether another segment has the same name, delimiters and fields. */
  public boolean same(Segment other) {
    if (!name.equals(other.name) || !delimiters.equals(other.delimiters)) {
      return false;
    }
    for (int field = 1; field <= Math.max(size(), other.size()); field++) {
      if (!raw(field).equals(other.raw(field))) {
        return false;
      }
    }
    return true;
  }

  /** Which segment of this name in the message, from 1. */
  public int occurrence() {
    return occurrence;
  }

  /** The highest field that stands in the segment. */
  public int size() {
    return fields.length - 1;
  }

  /** The field as written, delimiters and escapes included; empty when absent. */
  public String raw(int field) {
    return field < fields.length ? fields[field] : "";
  }

  /** Whether the field has content; {@code ""} counts as none. */
  public boolean has(int field) {
    var raw = raw(field);
    return !raw.isEmpty() && !raw.equals("\"\"");
  }

  /** The first repetition; an empty one when the field is absent. */
  public Part field(int field) {
    var raw = raw(field);
    var end = isDelimiters(field) ? -1 : raw.indexOf(delimiters.repetition());
    return part(field, 1, end < 0 ? raw : raw.substring(0, end));
  }

  /** All repetitions with content. */
  public List<Part> repetitions(int field) {
    var raw = raw(field);
    if (raw.isEmpty()) {
      return List.of();
    }
    var parts = new ArrayList<Part>(2);
    int start = 0;
    int number = 1;
    while (start <= raw.length()) {
      var end = isDelimiters(field) ? -1 : raw.indexOf(delimiters.repetition(), start);
      var stop = end < 0 ? raw.length() : end;
      var part = part(field, number++, raw.substring(start, stop));
      if (part.present()) {
        parts.add(part);
      }
      start = stop + 1;
    }
    return parts;
  }

  /** The decoded first component of the first repetition; empty when absent. */
  public String text(int field) {
    return field(field).component(1);
  }

  /** The path of a field, for example {@code OBX[3]-5}. */
  public String path(int field) {
    return path() + "-" + field;
  }

  /** The path of the segment, for example {@code OBX[3]}. */
  public String path() {
    return name + "[" + occurrence + "]";
  }

  private boolean isDelimiters(int field) {
    return field == 2 && name.equals("MSH");
  }

  private Part part(int field, int repetition, String raw) {
    return new Part(raw, delimiters, this, field, repetition);
  }
}

package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;

/**
 * A segment to be sent: encoded fields in the standard delimiters, in the shape of version 2.5.1.
 */
public final class OutSegment {
  private final String name;
  private final List<String> fields = new ArrayList<>();

  /** An empty segment. */
  public OutSegment(String name) {
    this.name = name;
  }

  /** Sets an encoded field. */
  public OutSegment set(int field, String encoded) {
    if (encoded.isEmpty()) {
      if (field <= fields.size()) {
        fields.set(field - 1, "");
      }
      return this;
    }
    while (fields.size() < field) {
      fields.add("");
    }
    fields.set(field - 1, encoded);
    return this;
  }

  /** An encoded field; empty when not set. */
  public String get(int field) {
    return field <= fields.size() ? fields.get(field - 1) : "";
  }

  /** The segment id. */
  public String name() {
    return name;
  }

  /** The highest field set. */
  public int size() {
    return fields.size();
  }

  /** The segment as it is read from its text. */
  Segment again(int occurrence) {
    var last = last();
    var read = new String[last + 1];
    read[0] = name;
    for (int i = 0; i < last; i++) {
      read[i + 1] = fields.get(i);
    }
    if (name.equals("MSH") && last > 0) {
      read[1] = String.valueOf(Delimiters.STANDARD.field());
    }
    return new Segment(name, occurrence, read, Delimiters.STANDARD);
  }

  private int last() {
    int last = fields.size();
    while (last > 0 && fields.get(last - 1).isEmpty()) {
      last--;
    }
    return last;
  }

  /** The segment as text, without its CR; MSH begins with its delimiters. */
  @Override
  public String toString() {
    var last = last();
    var out = new StringBuilder(name);
    for (int i = name.equals("MSH") ? 1 : 0; i < last; i++) {
      out.append('|').append(fields.get(i));
    }
    return out.toString();
  }
}

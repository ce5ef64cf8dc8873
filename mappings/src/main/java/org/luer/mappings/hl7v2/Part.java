package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One repetition of a field, read by component and subcomponent, both counted from 1. HL7 null
 * ({@code ""}) inside a repetition reads as empty.
 *
 * @param raw as written
 * @param delimiters of the message
 * @param segment where it stands
 * @param field field number
 * @param repetition from 1
 */
public record Part(String raw, Delimiters delimiters, Segment segment, int field, int repetition) {

  /** Whether it has content. */
  public boolean present() {
    return !raw.isEmpty() && !raw.equals("\"\"");
  }

  /** The path, for example {@code PID[1]-3(2)}. */
  public String path() {
    return segment.path(field) + "(" + repetition + ")";
  }

  /** The first subcomponent of a component, decoded; empty when absent. */
  public String component(int number) {
    return sub(number, 1);
  }

  /** A component as optional value. */
  public @Nullable String optional(int number) {
    var value = component(number);
    return value.isEmpty() ? null : value;
  }

  /** A component as written. */
  public String raw(int number) {
    return slice(raw, delimiters.component(), number);
  }

  /** A subcomponent, decoded; empty when absent. */
  public String sub(int component, int number) {
    var start = start(this.raw, delimiters.component(), component, 0, this.raw.length());
    if (start < 0) {
      return "";
    }
    var end = end(this.raw, delimiters.component(), start, this.raw.length());
    var first = start(this.raw, delimiters.subcomponent(), number, start, end);
    var raw =
        first < 0
            ? ""
            : this.raw.substring(first, end(this.raw, delimiters.subcomponent(), first, end));
    return raw.equals("\"\"") ? "" : Escapes.read(raw, delimiters);
  }

  /** A subcomponent as optional value. */
  public @Nullable String optionalSub(int component, int number) {
    var value = sub(component, number);
    return value.isEmpty() ? null : value;
  }

  /** The whole repetition decoded as one text, for fields where senders forget to escape. */
  public String whole() {
    return Escapes.read(raw, delimiters);
  }

  /** How many components are written. */
  public int components() {
    return 1 + (int) raw.chars().filter(c -> c == delimiters.component()).count();
  }

  /** All components decoded. */
  public List<String> all() {
    var all = new ArrayList<String>();
    for (int i = 1; i <= components(); i++) {
      all.add(component(i));
    }
    return all;
  }

  private static String slice(String raw, char delimiter, int number) {
    var start = start(raw, delimiter, number, 0, raw.length());
    return start < 0 ? "" : raw.substring(start, end(raw, delimiter, start, raw.length()));
  }

  /** Where a part begins, of those between two places; -1 when there are not so many. */
  private static int start(String raw, char delimiter, int number, int from, int to) {
    int start = from;
    for (int i = 1; i < number; i++) {
      var next = raw.indexOf(delimiter, start);
      if (next < 0 || next >= to) {
        return -1;
      }
      start = next + 1;
    }
    return start;
  }

  private static int end(String raw, char delimiter, int start, int to) {
    var next = raw.indexOf(delimiter, start);
    return next < 0 || next > to ? to : next;
  }
}

package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One message as a flat list of segments in the order in which they stand. Groups are left to the
 * reader: one stray segment must not move everything behind it.
 *
 * @param all the segments, MSH first
 */
public record Segments(List<Segment> all) {
  public Segments {
    all = List.copyOf(all);
  }

  /** Splits repaired text into segments; the first must be MSH with its delimiters. */
  static Segments parse(String text) {
    var d =
        new Delimiters(
            text.charAt(3), text.charAt(4), text.charAt(5), text.charAt(6), text.charAt(7));
    var segments = new ArrayList<Segment>();
    var counts = new HashMap<String, Integer>();
    int start = 0;
    while (start < text.length()) {
      var end = text.indexOf('\r', start);
      var stop = end < 0 ? text.length() : end;
      if (stop > start) {
        segments.add(segment(text.substring(start, stop), d, counts));
      }
      start = stop + 1;
    }
    return new Segments(segments);
  }

  private static Segment segment(String line, Delimiters d, HashMap<String, Integer> counts) {
    var fields = split(line, d.field());
    var name = fields[0].toUpperCase(Locale.ROOT);
    if (name.equals("MSH")) {
      var shifted = new String[fields.length + 1];
      shifted[0] = name;
      shifted[1] = String.valueOf(d.field());
      System.arraycopy(fields, 1, shifted, 2, fields.length - 1);
      fields = shifted;
    }
    return new Segment(name, counts.merge(name, 1, Integer::sum), fields, d);
  }

  private static String[] split(String line, char delimiter) {
    int count = 1;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == delimiter) {
        count++;
      }
    }
    var parts = new String[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      var end = line.indexOf(delimiter, start);
      parts[i] = end < 0 ? line.substring(start) : line.substring(start, end);
      start = end + 1;
    }
    return parts;
  }

  /** The message header. */
  public Segment header() {
    return all.get(0);
  }

  /** The first segment of this name. */
  public Optional<Segment> first(String name) {
    return all.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** All segments of this name. */
  public List<Segment> named(String name) {
    return all.stream().filter(s -> s.name().equals(name)).toList();
  }

  /**
   * Message code and trigger, upper case, for example {@code ORU^R01}; a type without a trigger has
   * that of EVN-1.
   */
  public String type() {
    var type = header().field(9);
    var trigger = type.component(2).strip();
    if (trigger.isEmpty()) {
      trigger = first("EVN").map(e -> e.text(1).strip()).orElse("");
    }
    return (type.component(1).strip() + "^" + trigger).toUpperCase(Locale.ROOT);
  }

  /**
   * The value at a path like {@code OBX[3]-5(1).1.1}: occurrence, field, repetition, component and
   * subcomponent, all from 1. Empty when nothing stands there.
   */
  public String at(String path) {
    var m = Hl7Path.parse(path);
    return all.stream()
        .filter(s -> s.name().equals(m.segment()) && s.occurrence() == m.occurrence())
        .flatMap(s -> s.repetitions(m.field()).stream())
        .filter(p -> p.repetition() == m.repetition())
        .map(p -> p.sub(m.component(), m.subcomponent()))
        .findFirst()
        .orElse("");
  }
}

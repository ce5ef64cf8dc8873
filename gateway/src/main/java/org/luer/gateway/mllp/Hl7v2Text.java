package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An HL7 v2 message as raw fields: enough to route and to acknowledge it, nothing decoded.
 *
 * <p>Every byte of the message is one character here (ISO 8859-1), whatever its real character set
 * is, so that a field written back is the same bytes.
 */
public final class Hl7v2Text {
  private static final Pattern SEGMENT_END = Pattern.compile("[\r\n]+");

  private final char separator;
  private final List<List<String>> segments;

  private Hl7v2Text(char separator, List<List<String>> segments) {
    this.separator = separator;
    this.segments = segments;
  }

  /** Reads a message; empty when there is no MSH with its separators in it. */
  public static Optional<Hl7v2Text> of(byte[] message) {
    var text = new String(message, StandardCharsets.ISO_8859_1);
    int start = text.indexOf("MSH");
    if (start < 0 || start > 16 || text.length() < start + 8) {
      return Optional.empty();
    }
    char separator = text.charAt(start + 3);
    if (Character.isLetterOrDigit(separator) || separator < ' ') {
      return Optional.empty();
    }
    var fieldEnd = Pattern.compile(Pattern.quote(String.valueOf(separator)));
    var segments = new ArrayList<List<String>>();
    for (String line : SEGMENT_END.split(text.substring(start), -1)) {
      if (line.length() >= 3) {
        segments.add(List.of(fieldEnd.split(line, -1)));
      }
    }
    return Optional.of(new Hl7v2Text(separator, List.copyOf(segments)));
  }

  /** MSH-1. */
  public char separator() {
    return separator;
  }

  /** The component separator (first character of MSH-2), a caret when MSH-2 is missing. */
  public char componentSeparator() {
    var encoding = field("MSH", 2);
    return encoding.isEmpty() ? '^' : encoding.charAt(0);
  }

  /** True when a segment of this name exists. */
  public boolean has(String segment) {
    return segments.stream().anyMatch(s -> name(s).equals(segment));
  }

  /** The whole raw field of the first such segment, by its number in the standard; "" if none. */
  public String field(String segment, int number) {
    for (var fields : segments) {
      if (name(fields).equals(segment)) {
        int index = segment.equals("MSH") ? number - 1 : number;
        return index < fields.size() ? fields.get(index) : "";
      }
    }
    return "";
  }

  /** One component, from 1, of the first repetition; "" if none. */
  public String component(String segment, int field, int component) {
    var encoding = field("MSH", 2);
    var first = field(segment, field);
    if (encoding.length() > 1) {
      first = first.split(Pattern.quote(encoding.substring(1, 2)), 2)[0];
    }
    var parts = first.split(Pattern.quote(String.valueOf(componentSeparator())), -1);
    return component <= parts.length ? parts[component - 1].strip() : "";
  }

  private static String name(List<String> fields) {
    return fields.get(0).strip().toUpperCase(Locale.ROOT);
  }
}

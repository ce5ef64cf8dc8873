package org.luer.mappings.hl7v2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Escape sequences of text (HL7 v2.5.1 ch. 2.7): delimiters, line breaks and control characters.
 *
 * <p>Read: {@code \F\ \S\ \T\ \R\ \E\ \.br\ \X…\}; highlighting is dropped; anything else between
 * two escape characters is kept as it stands, {@code \X00\} too: no text may hold that character.
 */
public final class Escapes {
  private Escapes() {}

  /** The text with every delimiter and control character escaped, in the standard delimiters. */
  public static String write(String text) {
    if (plain(text)) {
      return text;
    }
    if (text.equals("\"\"")) {
      return "\\X22\\\\X22\\"; // two quotes alone would mean "delete the stored value"
    }
    var backslash = confusing(text) ? "\\X5C\\" : "\\E\\";
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '|' -> out.append("\\F\\");
        case '^' -> out.append("\\S\\");
        case '&' -> out.append("\\T\\");
        case '~' -> out.append("\\R\\");
        case '\\' -> out.append(backslash);
        case '\n' -> out.append("\\.br\\");
        default -> {
          if (c < ' ' || c == 0x7f || (c == ' ' && i == 0)) {
            hex(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  /** Whether a receiver that resolves only some sequences could take the text for another one. */
  private static boolean confusing(String text) {
    var first = text.indexOf('\\');
    return first >= 0
        && (text.indexOf('\\', first + 1) >= 0 || text.chars().anyMatch(c -> c < ' '));
  }

  private static void hex(StringBuilder out, char c) {
    out.append("\\X")
        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)))
        .append('\\');
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c == '|' || c == '^' || c == '&' || c == '~' || c == '\\' || c == 0x7f) {
        return false;
      }
    }
    return !text.equals("\"\"") && (text.isEmpty() || text.charAt(0) != ' ');
  }

  /** The text with its escape sequences resolved. */
  public static String read(String raw, Delimiters delimiters) {
    var escape = delimiters.escape();
    if (raw.indexOf(escape) < 0) {
      return raw;
    }
    var out = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      var c = raw.charAt(at);
      var end = c == escape ? raw.indexOf(escape, at + 1) : -1;
      if (end < 0) {
        out.append(c);
        at++;
      } else {
        at = sequence(raw, at, end, delimiters, out);
      }
    }
    return out.toString();
  }

  private static int sequence(String raw, int at, int end, Delimiters d, StringBuilder out) {
    var body = raw.substring(at + 1, end);
    switch (body) {
      case "F" -> out.append(d.field());
      case "S" -> out.append(d.component());
      case "T" -> out.append(d.subcomponent());
      case "R" -> out.append(d.repetition());
      case "E" -> out.append(d.escape());
      case ".br", ".BR" -> out.append('\n');
      case "H", "N" -> {}
      default -> {
        if (body.startsWith("X") && body.length() > 1 && body.length() % 2 == 1) {
          return bytes(raw, at, d, out);
        }
        out.append(raw, at, end + 1);
      }
    }
    return end + 1;
  }

  /** Reads neighbouring hexadecimal sequences together, because a character can span them. */
  private static int bytes(String raw, int start, Delimiters d, StringBuilder out) {
    var bytes = new ByteArrayOutputStream();
    int at = start;
    while (at < raw.length() - 1 && raw.charAt(at) == d.escape() && raw.charAt(at + 1) == 'X') {
      var end = raw.indexOf(d.escape(), at + 1);
      var digits = end < 0 ? "" : raw.substring(at + 2, end);
      if (!digits.matches("(?:(?!00)[0-9A-Fa-f]{2})+")) {
        break;
      }
      for (int i = 0; i < digits.length(); i += 2) {
        bytes.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
      at = end + 1;
    }
    if (at == start) {
      var end = raw.indexOf(d.escape(), start + 1) + 1;
      out.append(raw, start, end);
      return end;
    }
    out.append(bytes.toString(StandardCharsets.UTF_8));
    return at;
  }
}

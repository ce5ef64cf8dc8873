package org.luer.mappings.hl7v2;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Tells lines that begin a segment from those that are the rest of a field: senders put the line
 * breaks of their texts into a message as they are.
 */
final class SegmentLines {
  private static final String STRAY = "ZZZ"; // readers keep what they do not know, wherever it is
  private static final int LONGEST_NAME = 8; // of a sender's own segments

  /** What may stand alone on a line, without fields; anything else there is a word of a text. */
  private static final Pattern EMPTY =
      Pattern.compile("[A-Z]{2}[0-9]|[A-Z][A-Z0-9]{2}(?<=EVN|PID|NTE|OBR|OBX|ORC|ROL|SFT|SPM|TXA)");

  private final char separator;
  private final Issues issues;
  private final StringBuilder out;
  private final Map<String, Integer> counts = new HashMap<>();

  /** The segment at the end of what was taken: its name, its place, its separators so far. */
  private String name = "";

  private String place = "";
  private int separators;

  private SegmentLines(String text, Issues issues) {
    this.separator = text.charAt(3);
    this.issues = issues;
    this.out = new StringBuilder(text.length() + 64);
  }

  /**
   * The message with each segment on a line of its own, ended by CR: blank lines and blanks before
   * segments are left out. What begins no segment is the rest of a text that its own line break cut
   * off, where the segment before it is not at its end; else it is kept as a segment of its own.
   */
  static String repaired(String text, Issues issues) {
    return clean(text) ? text : new SegmentLines(text, issues).joined(text);
  }

  private static boolean clean(String text) {
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\r', start);
      int stop = end < 0 ? text.length() : end;
      if (!segment(text, start, stop, text.charAt(3))) {
        return false;
      }
      start = stop + 1;
    }
    return true;
  }

  private String joined(String text) {
    var lineBreak = escape(text) + ".br" + escape(text);
    int blank = 0;
    var dropped = false;
    for (var line : text.substring(0, text.length() - 1).split("\r", -1)) {
      var begins = line.stripLeading();
      if (begins.isEmpty()) {
        blank++;
        continue;
      }
      if (segment(begins, 0, begins.length(), separator)) {
        dropped |= blank > 0 || begins.length() < line.length();
        begin(begins);
      } else if (separators > 0 && (open() || line.indexOf(separator) >= 0)) {
        warn("a new line of its last field");
        out.append(lineBreak.repeat(blank + 1));
        take(line);
      } else {
        warn("a segment " + STRAY + " of its own");
        begin(STRAY + separator + line);
      }
      blank = 0;
    }
    if (dropped || blank > 0) {
      issues.warning(IssueCode.STRUCTURE, "MSH[1]", "blank lines or leading blanks were dropped");
    }
    return out.append('\r').toString();
  }

  private void begin(String line) {
    name = name(line, separator);
    place = name + "[" + counts.merge(name, 1, Integer::sum) + "]";
    separators = 0;
    if (!out.isEmpty()) {
      out.append('\r');
    }
    take(line);
  }

  private void take(String line) {
    separators += (int) line.chars().filter(c -> c == separator).count();
    out.append(line);
  }

  /** Whether the segment may go on: a note, or an observation that has not come to its status. */
  private boolean open() {
    return name.equals("NTE") ? separators <= 3 : name.equals("OBX") && separators < 11;
  }

  private void warn(String as) {
    issues.warning(
        IssueCode.STRUCTURE,
        place,
        "is followed by a line that begins no segment; it was read as " + as);
  }

  private static String name(String line, char separator) {
    int end = line.indexOf(separator);
    return (end < 0 ? line.strip() : line.substring(0, end)).toUpperCase(Locale.ROOT);
  }

  /** MSH-2 is repaired later; here only what stands for a line break matters. */
  private static char escape(String text) {
    int end = text.indexOf(text.charAt(3), 4);
    return end < 0
        ? Delimiters.STANDARD.escape()
        : Delimiters.usable(text.charAt(3), text.substring(4, end))
            .orElse(Delimiters.USUAL)
            .charAt(2);
  }

  /** Whether a line is a segment: a name with fields behind it, or alone. */
  private static boolean segment(String text, int from, int to, char separator) {
    int end = from;
    while (end < to && end - from < LONGEST_NAME && letterOrDigit(text.charAt(end))) {
      end++;
    }
    int length = end - from;
    if (length < 3 || Character.isDigit(text.charAt(from))) {
      return false;
    }
    if (end < to && text.charAt(end) == separator) {
      return length == 3 || own(text, from, end);
    }
    var name = text.substring(from, end);
    return text.substring(end, to).isBlank()
        && (EMPTY.matcher(name).matches() || own(text, from, end));
  }

  /** A sender's own segment: some have names of more than three characters. */
  private static boolean own(String text, int from, int end) {
    return text.charAt(from) == 'Z'
        && text.chars().skip(from).limit(end - from).noneMatch(Character::isLowerCase);
  }

  private static boolean letterOrDigit(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }
}

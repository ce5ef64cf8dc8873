package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;

/**
 * Reads what peers really send into flat segments. Every repair is a warning in the result.
 *
 * <p>Repaired: characters before MSH, line feeds as segment ends, line breaks inside a field, a
 * missing last CR, blank and indented segments, MSH-2 of a wrong length or HTML-escaped, lower-case
 * segment ids.
 */
public final class PreParser {
  private static final Pattern START = Pattern.compile("(?<![A-Za-z0-9])MSH(?=[^A-Za-z0-9\\s])");
  private static final Pattern BATCH = Pattern.compile("(^|[\\r\\n])[FB]HS[^A-Za-z0-9]");
  private static final Pattern TRAILERS =
      Pattern.compile("([\\r\\n]+[BF]TS([^A-Za-z0-9\\r\\n][^\\r\\n]*)?)+\\s*$");
  private static final Pattern NEXT_MESSAGE = Pattern.compile("[\\r\\n]\\s*(?=MSH[^A-Za-z0-9\\s])");

  private PreParser() {}

  /** The messages in the bytes, separated by a line break before MSH. */
  public static List<String> messages(byte[] bytes, Issues issues) {
    return messages(Charsets.decode(bytes, issues));
  }

  /** The messages in a text, separated by a line break before MSH. */
  public static List<String> messages(String text) {
    if (text.startsWith("MSH") && text.indexOf("MSH", 3) < 0) {
      return List.of(text);
    }
    var messages = new ArrayList<String>();
    var before = "";
    for (var piece : NEXT_MESSAGE.split(text, -1)) {
      if (START.matcher(piece).find()) {
        messages.add(before + piece);
        before = "";
      } else if (!piece.isBlank()) {
        before = before + piece + "\r";
      }
    }
    if (!before.isEmpty()) {
      messages.add(before);
    }
    return messages;
  }

  /** One message; refused when there is no usable MSH. */
  public static Translation<Segments> read(String text) {
    var issues = new Issues();
    var start = START.matcher(text);
    if (!start.find()) {
      return Translation.refused(
          Issue.error(IssueCode.STRUCTURE, "MSH", "is missing: not an HL7 v2 message"));
    }
    var message = text.substring(start.start());
    if (BATCH.matcher(text.substring(0, start.start())).find()) {
      repaired(issues, "MSH[1]", "a batch's header and trailer around the message were skipped");
      message = TRAILERS.matcher(message).replaceFirst("\r");
    } else if (start.start() > 0) {
      repaired(issues, "MSH[1]", "characters before MSH were skipped");
    }
    var lines = lines(message, issues);
    var header = header(lines, issues);
    return issues.resultOf(() -> Segments.parse(header));
  }

  private static String lines(String message, Issues issues) {
    var text = message;
    if (text.indexOf('\n') >= 0) {
      text = lineFeeds(text, issues);
    }
    if (text.indexOf('\u001c') >= 0 || text.indexOf('\u000b') >= 0 || text.indexOf('\0') >= 0) {
      text = text.replaceAll("[\\x1c\\x0b\\x00]", "");
      repaired(issues, "MSH[1]", "framing characters inside the message were dropped");
    }
    if (!text.endsWith("\r")) {
      text = text + "\r";
      repaired(issues, "MSH[1]", "the last segment had no CR");
    }
    return SegmentLines.repaired(text, issues);
  }

  /** The text with CR wherever a line ends; which of them end a segment is seen later. */
  private static String lineFeeds(String text, Issues issues) {
    if (text.indexOf('\r') < 0) {
      repaired(issues, "MSH[1]", "segments ended in LF instead of CR");
    } else if (text.contains("\r\n")) {
      repaired(issues, "MSH[1]", "segments ended in CR LF instead of CR");
    } else if (!text.strip().equals(text.strip().replace("\n", ""))) {
      repaired(issues, "MSH[1]", "line feeds inside fields were read as line breaks");
    }
    return text.replace("\r\n", "\r").replace('\n', '\r');
  }

  private static String header(String text, Issues issues) {
    var separator = text.charAt(3);
    var end = text.indexOf(separator, 4);
    var stop = text.indexOf('\r');
    if (end < 0 || end > stop) {
      issues.error(IssueCode.STRUCTURE, "MSH[1]-2", "no field follows the encoding characters");
      return text;
    }
    var characters = text.substring(4, end);
    var usable = Delimiters.usable(separator, characters);
    if (usable.isEmpty()) {
      repaired(issues, "MSH[1]-2", "was not four different characters; read as the usual ones");
    }
    return text.substring(0, 4) + usable.orElse(Delimiters.USUAL) + text.substring(end);
  }

  private static void repaired(Issues issues, String path, String what) {
    issues.warning(IssueCode.STRUCTURE, path, what);
  }

  /** The event in MSH-9 as Luer names types, for example {@code ORU_R01}; RAS^O01 is RAS_O17. */
  public static String type(Segments message) {
    var type = message.type().toUpperCase(Locale.ROOT).replace('^', '_');
    return type.equals("RAS_O01") ? "RAS_O17" : type;
  }
}

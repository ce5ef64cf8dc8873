package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the acknowledgement of one received message as text (HL7 v2.5.1 ch. 2.9 and 2.15).
 *
 * <p>MSH-3 to MSH-6 are swapped as whole fields, MSA-2 repeats MSH-10 byte for byte, delimiters,
 * processing id, version and character set are those of the message. It is a commit acknowledgement
 * (CA, CE, CR) or an application one, as MSH-15 and MSH-16 ask. Peers before 2.5 get MSA-3 and
 * ERR-1, later ones ERR-2 to ERR-8.
 */
public final class Acknowledgement {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);

  private static final int MOST = 20; // ERR segments: senders keep little room for an answer

  /** What answers an application acknowledgement, other than ACK: response and its structure. */
  private static final Map<String, List<String>> RESPONSES =
      Map.of("RAS", List.of("RRA", "O18", "RRA_O18"));

  private Acknowledgement() {}

  /** The three answers; a message that cannot be stored at the moment gets none of them. */
  public enum Verdict {
    ACCEPT('A'),
    ERROR('E'),
    REJECT('R');

    private final char letter;

    Verdict(char letter) {
      this.letter = letter;
    }
  }

  /** What an acknowledgement is. */
  private enum Form {
    /** AA, AE, AR on the connection of the message. */
    APPLICATION,
    /** CA, CE, CR: it asks for nothing in return. */
    COMMIT,
    /** AA, AE, AR as a message of its own, which wants a commit answer itself. */
    LATER
  }

  /**
   * The acknowledgement that goes back on the connection, as bytes, each segment ended by CR.
   *
   * @param controlId our own MSH-10
   * @param at our own MSH-7
   */
  public static byte[] of(
      Hl7v2Text message,
      Verdict verdict,
      List<AckIssue> issues,
      String controlId,
      OffsetDateTime at) {
    var form = AckMode.of(message).commit() ? Form.COMMIT : Form.APPLICATION;
    return of(message, form, verdict, issues, controlId, at);
  }

  /** The application's acknowledgement as a message of its own, after a commit one. */
  public static byte[] later(
      Hl7v2Text message,
      Verdict verdict,
      List<AckIssue> issues,
      String controlId,
      OffsetDateTime at) {
    return of(message, Form.LATER, verdict, issues, controlId, at);
  }

  private static byte[] of(
      Hl7v2Text message,
      Form form,
      Verdict verdict,
      List<AckIssue> issues,
      String controlId,
      OffsetDateTime at) {
    boolean commit = form == Form.COMMIT;
    boolean old = beforeErr2(message);
    String f = String.valueOf(message.separator());
    var text = new StringBuilder(256);
    text.append(header(message, form, controlId, at)).append('\r');
    text.append("MSA").append(f).append(commit ? 'C' : 'A').append(verdict.letter);
    text.append(f).append(message.field("MSH", 10));
    if (old && !issues.isEmpty()) {
      text.append(f).append(clean(message, issues.get(0).text(), 80));
    }
    text.append('\r');
    for (var issue : told(issues)) {
      text.append(old ? err1(message, issue) : err(message, issue)).append('\r');
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What fits into the answer: of many alike in segments of one name the first, then a few. */
  private static List<AckIssue> told(List<AckIssue> issues) {
    if (issues.size() <= MOST) {
      return issues;
    }
    var alike = new LinkedHashMap<List<Object>, List<AckIssue>>();
    var gravestFirst = new ArrayList<>(issues);
    gravestFirst.sort(Comparator.comparing(AckIssue::severity));
    for (var issue : gravestFirst) {
      var segment = issue.location().split("\\^", 2)[0];
      var kind = List.<Object>of(issue.severity(), issue.code(), segment, issue.text());
      alike.computeIfAbsent(kind, k -> new ArrayList<>()).add(issue);
    }
    var told = new ArrayList<AckIssue>();
    alike.values().stream().limit(MOST).forEach(like -> told.add(first(like)));
    if (alike.size() > MOST) {
      var last = told.remove(MOST - 1);
      var rest = "and %d more of other kinds".formatted(alike.size() - MOST + 1);
      told.add(new AckIssue("", last.code(), last.severity(), rest));
    }
    return told;
  }

  private static AckIssue first(List<AckIssue> alike) {
    var first = alike.get(0);
    var more = " (and %d more like it)".formatted(alike.size() - 1);
    return alike.size() == 1
        ? first
        : new AckIssue(first.location(), first.code(), first.severity(), first.text() + more);
  }

  private static String header(Hl7v2Text message, Form form, String controlId, OffsetDateTime at) {
    String f = String.valueOf(message.separator());
    return String.join(
        f,
        "MSH",
        message.encodingCharacters(),
        message.field("MSH", 5),
        message.field("MSH", 6),
        message.field("MSH", 3),
        message.field("MSH", 4),
        TIME.format(at),
        "",
        type(message, form == Form.COMMIT),
        controlId,
        message.field("MSH", 11),
        message.field("MSH", 12),
        "",
        "",
        form == Form.APPLICATION ? "" : form == Form.COMMIT ? "NE" : "AL",
        form == Form.APPLICATION ? "" : "NE",
        message.field("MSH", 17),
        message.field("MSH", 18));
  }

  private static String type(Hl7v2Text message, boolean commit) {
    String c = String.valueOf(message.componentSeparator());
    var response = RESPONSES.get(message.component("MSH", 9, 1));
    var event = message.component("MSH", 9, 2);
    boolean bare = message.component("MSH", 12, 1).startsWith("2.3");
    if (!commit && response != null) {
      return String.join(c, bare ? response.subList(0, 2) : response);
    }
    if (event.isEmpty()) {
      return "ACK";
    }
    return bare ? "ACK" + c + event : "ACK" + c + event + c + "ACK";
  }

  private static String err(Hl7v2Text message, AckIssue issue) {
    String f = String.valueOf(message.separator());
    String c = String.valueOf(message.componentSeparator());
    var code = String.join(c, issue.code().number(), issue.code().display(), "HL70357");
    var location = issue.location().replace("^", c);
    var text = clean(message, issue.text(), 250);
    return String.join(f, "ERR", "", location, code, issue.severity().name(), "", "", "", text);
  }

  private static String err1(Hl7v2Text message, AckIssue issue) {
    String c = String.valueOf(message.componentSeparator());
    var s = message.encodingCharacters().substring(3, 4);
    var code = String.join(s, issue.code().number(), issue.code().display(), "HL70357");
    var place = (issue.location() + "^^^").split("\\^", -1);
    return "ERR" + message.separator() + String.join(c, place[0], place[1], place[2], code);
  }

  /** Before 2.5 ERR had one field. */
  private static boolean beforeErr2(Hl7v2Text message) {
    var version = message.component("MSH", 12, 1);
    return version.matches("2\\.[1-4](\\..*)?");
  }

  /** Text without delimiters and without anything but printable ASCII. */
  private static String clean(Hl7v2Text message, String text, int longest) {
    var taken = new StringBuilder(text.length());
    var special = message.separator() + message.encodingCharacters();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      taken.append(special.indexOf(c) >= 0 || c < ' ' || c > '~' ? ' ' : c);
    }
    return taken.substring(0, Math.min(longest, taken.length()));
  }
}

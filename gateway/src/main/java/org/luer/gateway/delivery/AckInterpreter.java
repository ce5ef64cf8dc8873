package org.luer.gateway.delivery;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.mllp.Hl7v2Text;

/**
 * Reads the answer to one HL7 v2 message (HL7 v2.5.1 ch. 2.9, 2.15.5 and 2.15.8).
 *
 * <p>Only an answer whose MSA-2 is our control id counts. Of an error, the location and the code
 * are kept; free text is not, it may name the patient.
 */
public final class AckInterpreter {
  private static final Pattern LOCATION = Pattern.compile("[A-Z][A-Z0-9]{2}(\\^[0-9]{0,5}){0,5}");
  private static final Pattern CODE = Pattern.compile("[0-9A-Za-z._-]{1,20}");

  private AckInterpreter() {}

  /**
   * What this answer to the message with this control id means.
   *
   * @param withoutId take an answer whose MSA-2 is empty
   */
  public static Outcome interpret(String controlId, byte[] answer, boolean withoutId) {
    var read = Hl7v2Text.of(answer);
    if (read.isEmpty() || !read.get().has("MSA")) {
      return ambiguous("ack-unreadable", "the answer is not an acknowledgement");
    }
    var ack = read.get();
    boolean nameless = ack.field("MSA", 2).isEmpty();
    if (nameless && !withoutId) {
      return ambiguous("ack-without-id", "the answer names no control id (MSA-2)");
    }
    if (!nameless && !ack.field("MSA", 2).equals(controlId)) {
      return ambiguous("ack-of-another", "the answer is for another message (MSA-2)");
    }
    var code = ack.component("MSA", 1, 1).toUpperCase(Locale.ROOT);
    return switch (code) {
      case "AA", "CA" -> Outcome.delivered();
      case "AE", "CE" ->
          Outcome.of(Kind.HELD, "ack-" + code, "the partner answered " + code + detail(ack));
      case "AR", "CR" ->
          Outcome.of(Kind.REJECTED, "ack-" + code, "the partner answered " + code + detail(ack));
      default -> ambiguous("ack-unknown-code", "the answer carries no known code (MSA-1)");
    };
  }

  private static Outcome ambiguous(String code, String text) {
    return Outcome.of(Kind.AMBIGUOUS, code, text);
  }

  /** " at PID^1^3, code 101": only what has the shape of a location and of a code. */
  private static String detail(Hl7v2Text ack) {
    var detail = new StringBuilder();
    if (!ack.has("ERR")) {
      return "";
    }
    var old = ack.field("ERR", 1);
    var location = ack.field("ERR", 2).isEmpty() ? old : ack.field("ERR", 2);
    var code = ack.component("ERR", 3, 1);
    if (!old.isEmpty() && code.isEmpty()) {
      var parts = old.split("\\^", -1);
      location = String.join("^", List.of(parts).subList(0, Math.min(3, parts.length)));
      code = parts.length > 3 ? parts[3].split("&", 2)[0] : "";
    }
    if (LOCATION.matcher(location).matches()) {
      detail.append(" at ").append(location);
    }
    if (CODE.matcher(code).matches()) {
      detail.append(", code ").append(code);
    }
    return detail.toString();
  }
}

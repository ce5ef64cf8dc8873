package org.luer.gateway.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.luer.gateway.mllp.Hl7v2Text;

/**
 * Messages framed as one batch in one file (HL7 v2.5.1 ch. 2.10.3): FHS, BHS, the messages, BTS
 * with their number, FTS with the number of batches. Sender and receiver are those of the first
 * message.
 */
final class OutboundFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);

  private OutboundFile() {}

  /**
   * The file as bytes, each segment ended by CR.
   *
   * @param name FHS-9; without the ending FHS-11, and with the batch's number BHS-11
   * @param messages at least one, each segment ended by CR
   */
  static byte[] of(String name, List<byte[]> messages, OffsetDateTime at) {
    var out = new ByteArrayOutputStream();
    var id = name.replaceFirst("\\.[^.]*$", "");
    var ends = ends(messages.get(0));
    line(out, header("FHS", ends, at, name, id));
    line(out, header("BHS", ends, at, "", id + "-1"));
    for (var message : messages) {
      out.writeBytes(message);
      if (message[message.length - 1] != '\r') {
        out.write('\r');
      }
    }
    line(out, "BTS|" + messages.size());
    line(out, "FTS|1");
    return out.toByteArray();
  }

  /** MSH-3 to MSH-6. */
  private static String ends(byte[] first) {
    return Hl7v2Text.of(first)
        .map(
            text ->
                String.join(
                    "|",
                    text.field("MSH", 3),
                    text.field("MSH", 4),
                    text.field("MSH", 5),
                    text.field("MSH", 6)))
        .orElse("|||");
  }

  private static String header(
      String segment, String ends, OffsetDateTime at, String name, String id) {
    return "%s|^~\\&|%s|%s||%s||%s".formatted(segment, ends, TIME.format(at), name, id);
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write('\r');
  }
}

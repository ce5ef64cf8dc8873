package org.luer.mappings.concept.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Attachment} to and from ED, RP and lines of TX in OBX-5 (HL7 v2.5.1 ch. 2A.24, 2A.65).
 *
 * <p>Mapped: ED.2 and 3 media type, ED.5 data in base64; RP.1 url, 3 and 4 media type; plain text
 * as one TX per line, an empty line as a line break at the end of the one before. Read too: ED in
 * hex or as it stands, PDF under other names. Cannot carry: title, language, time, a hash alone.
 */
public final class AttachmentHl7v2 {
  private static final String TEXT = "text/plain";
  private static final String PDF = "application/pdf";
  private static final String PDF_BASE64 = "JVBER";

  private AttachmentHl7v2() {}

  /** The type and value of OBX-2 and OBX-5. */
  public record Value(String type, String encoded) {}

  /** ED or RP; empty for a form of which only the hash is known. */
  public static Optional<Value> write(Attachment attachment) {
    var media = attachment.contentType().split("[ ;]", 2)[0].split("/", 2);
    var type = Wire.text(media[0]);
    var subtype = Wire.text(media[1]);
    if (attachment.data() != null) {
      return Optional.of(
          new Value(
              "ED", Wire.components("", type, subtype, "Base64", Wire.text(attachment.data()))));
    }
    return attachment.url() == null
        ? Optional.empty()
        : Optional.of(
            new Value("RP", Wire.components(Wire.text(attachment.url()), "", type, subtype)));
  }

  /** The text of a plain text; empty when it is none, or not in UTF-8. */
  public static Optional<String> text(Attachment attachment) {
    if (!attachment.contentType().equals(TEXT) || attachment.data() == null) {
      return Optional.empty();
    }
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(attachment.bytes())).toString());
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }

  /** The lines of a text; empty ones stand as line breaks behind the one before. */
  public static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var open = new StringBuilder();
    var started = false;
    for (var line : text.split("\n", -1)) {
      if (started && !line.isEmpty() && !onlyBreaks(open)) {
        lines.add(open.toString());
        open.setLength(0);
        open.append(line);
      } else {
        open.append(started ? "\n" : "").append(line);
      }
      started = true;
    }
    lines.add(open.toString());
    return lines;
  }

  private static boolean onlyBreaks(StringBuilder text) {
    return text.chars().allMatch(c -> c == '\n');
  }

  /** A plain text out of its lines. */
  public static Attachment ofLines(List<String> lines) {
    return Attachment.of(TEXT, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** The form in an ED; empty and an issue when its data cannot be read. */
  public static Optional<Attachment> readData(Part ed, Reading reading) {
    var encoding = ed.component(4).toUpperCase(Locale.ROOT);
    var raw = ed.component(5);
    var bytes =
        switch (encoding) {
          case "HEX" -> hex(raw.replaceAll("\\s", ""));
          case "A" -> raw.getBytes(StandardCharsets.UTF_8);
          default -> base64(raw.replaceAll("\\s", ""));
        };
    if (bytes == null || bytes.length == 0) {
      reading
          .issues()
          .error(IssueCode.VALUE, ed.path(), "holds no data in the encoding that it names");
      return Optional.empty();
    }
    var type = media(ed.component(2), ed.component(3), raw);
    return Optional.of(Attachment.of(type, bytes));
  }

  /** The form that an RP points at. */
  public static Optional<Attachment> readPointer(Part rp) {
    var url = rp.component(1);
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Attachment(
                media(rp.component(3), rp.component(4), ""),
                null,
                null,
                null,
                null,
                url,
                null,
                null));
  }

  private static String media(String type, String subtype, String data) {
    var main = type.toLowerCase(Locale.ROOT);
    var sub = subtype.toLowerCase(Locale.ROOT);
    if (main.equals("pdf") || sub.equals("pdf") || data.startsWith(PDF_BASE64)) {
      return PDF;
    }
    if (main.equals("text") || main.equals("tx") || main.equals("ft")) {
      return sub.isEmpty() ? TEXT : "text/" + sub;
    }
    var known = main.matches("[a-z0-9.+-]{3,}") && sub.matches("[a-z0-9.+-]+");
    return known ? main + "/" + sub : "application/octet-stream";
  }

  private static byte @Nullable [] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException wrong) {
      return null;
    }
  }

  private static byte @Nullable [] hex(String text) {
    try {
      return HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException wrong) {
      return null;
    }
  }
}

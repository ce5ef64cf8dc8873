package org.luer.mappings.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Turns the bytes of a message into text: strict UTF-8 first, then what MSH-18 declares (HL7 table
 * 0211 and the names that occur), then windows-1252.
 */
public final class Charsets {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private Charsets() {}

  /** The text of the bytes; a departure from MSH-18 is a warning. */
  public static String decode(byte[] bytes, Issues issues) {
    var declared = declared(bytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      var single = declared.startsWith("8859/1") || declared.startsWith("ISO-8859-1");
      var charset = single ? StandardCharsets.ISO_8859_1 : other(declared);
      if (!single) {
        issues.warning(
            IssueCode.VALUE, "MSH[1]-18", "does not fit the bytes; read as " + charset.name());
      }
      return new String(bytes, charset);
    }
  }

  private static Charset other(String declared) {
    return switch (declared) {
      case "8859/2" -> Charset.forName("ISO-8859-2");
      case "8859/15" -> Charset.forName("ISO-8859-15");
      default -> WINDOWS_1252;
    };
  }

  private static String declared(byte[] bytes) {
    var head = new String(bytes, 0, Math.min(bytes.length, 2000), StandardCharsets.ISO_8859_1);
    var start = head.indexOf("MSH");
    if (start < 0 || head.length() < start + 4) {
      return "";
    }
    var end = head.indexOf('\r', start);
    var line = end < 0 ? head.substring(start) : head.substring(start, end);
    var fields = line.split(java.util.regex.Pattern.quote(line.substring(3, 4)), -1);
    return fields.length > 17 ? fields[17].toUpperCase(Locale.ROOT).strip() : "";
  }
}

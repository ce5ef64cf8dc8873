package org.luer.mappings.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Turns the bytes of a message into text: strict UTF-8 first, then what MSH-18 declares (HL7 table
 * 0211 and the names that occur), then windows-1252.
 */
public final class Charsets {
  /** MSH-18. */
  private static final int CHARACTER_SET = 18;

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private Charsets() {}

  /** The text of the bytes; a departure from MSH-18 is a warning. */
  public static String decode(byte[] bytes, Issues issues) {
    var declared = declared(bytes);
    var wide = wide(bytes);
    if (wide != null) {
      issues.warning(IssueCode.VALUE, "MSH[1]-18", "the bytes are " + wide.name());
      return new String(bytes, wide);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      var named = named(declared);
      var charset = named == null ? WINDOWS_1252 : named;
      if (named == null) {
        issues.warning(
            IssueCode.VALUE, "MSH[1]-18", "does not fit the bytes; read as " + charset.name());
      }
      return new String(bytes, charset);
    }
  }

  /** UTF-16 says so by its first two bytes; nothing else starts with them. */
  private static @Nullable Charset wide(byte[] bytes) {
    if (bytes.length < 2 || bytes.length % 2 == 1) {
      return null;
    }
    var mark = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    return mark == 0xfeff || mark == 0xfffe ? StandardCharsets.UTF_16 : null;
  }

  /** The character sets of HL7 table 0211 that are not UTF-8, by their names there. */
  private static @Nullable Charset named(String declared) {
    var name =
        switch (declared) {
          case "8859/1",
              "8859/2",
              "8859/3",
              "8859/4",
              "8859/5",
              "8859/6",
              "8859/7",
              "8859/8",
              "8859/9",
              "8859/15" ->
              "ISO-8859-" + declared.substring(5);
          case "ISO-8859-1" -> declared;
          case "GB 18030-2000" -> "GB18030";
          case "BIG-5" -> "Big5";
          default -> null;
        };
    return name != null && Charset.isSupported(name) ? Charset.forName(name) : null;
  }

  private static String declared(byte[] bytes) {
    var head = new String(bytes, 0, Math.min(bytes.length, 2000), StandardCharsets.ISO_8859_1);
    var start = head.indexOf("MSH");
    if (start < 0 || head.length() < start + 4) {
      return "";
    }
    var end = head.indexOf('\r', start + 4);
    var line = end < 0 ? head.substring(start) : head.substring(start, end);
    var at = 0;
    for (int field = 1; field <= CHARACTER_SET - 1; field++) {
      at = line.indexOf(line.charAt(3), at) + 1;
      if (at == 0) {
        return "";
      }
    }
    var stop = line.indexOf(line.charAt(3), at);
    return line.substring(at, stop < 0 ? line.length() : stop).toUpperCase(Locale.ROOT).strip();
  }
}

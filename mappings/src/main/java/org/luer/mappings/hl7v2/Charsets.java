package org.luer.mappings.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
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

  /** What says no more than that the bytes are ASCII or UTF-8. */
  private static final Set<String> PLAIN =
      Set.of("", "\"\"", "ASCII", "US-ASCII", "UTF-8", "UTF8", "UNICODE", "UNICODE UTF-8");

  private static final Pattern CHARSET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:+-]*");

  /** ISO IR87 and its neighbours: sets that are switched to by escape sequences. */
  private static final String JAPANESE = "ISO IR";

  private static final char ESCAPE = '\u001b';
  private static final Charset ISO_2022_JP = Charset.forName("ISO-2022-JP-2");

  private Charsets() {}

  /** The text of the bytes; a departure from MSH-18 is a warning. */
  public static String decode(byte[] bytes, Issues issues) {
    var declared = declared(bytes);
    var wide = wide(bytes);
    if (wide != null) {
      issues.warning(IssueCode.VALUE, "MSH[1]-18", "the bytes are " + wide.name());
      return new String(bytes, wide);
    }
    if (declared.contains(JAPANESE)
        && new String(bytes, StandardCharsets.ISO_8859_1).indexOf(ESCAPE) >= 0) {
      return new String(bytes, ISO_2022_JP); // all of it is ASCII, and so UTF-8 too
    }
    var first = declared.split("~", 2)[0].strip();
    var known = PLAIN.contains(first) || named(first) != null;
    var utf8 = strict(bytes, StandardCharsets.UTF_8);
    if (utf8 != null) {
      if (!known && utf8.length() < bytes.length) {
        departs(issues, "is no character set that is known here; read as UTF-8");
      }
      return utf8;
    }
    var charset = named(first);
    var text = charset == null ? null : strict(bytes, charset);
    if (text != null) {
      return text;
    }
    departs(
        issues,
        known
            ? "does not fit the bytes; read as windows-1252"
            : "is no character set that is known here; read as windows-1252");
    return new String(bytes, WINDOWS_1252);
  }

  private static void departs(Issues issues, String how) {
    issues.warning(IssueCode.VALUE, "MSH[1]-18", how);
  }

  private static @Nullable String strict(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException other) {
      return null;
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

  /**
   * A character set that is not UTF-8 by its name in HL7 table 0211, or by the name that it has
   * everywhere else ({@code windows-1250}, {@code ISO-8859-2}).
   */
  private static @Nullable Charset named(String declared) {
    var name =
        switch (declared) {
          case "GB 18030-2000" -> "GB18030";
          case "BIG-5" -> "Big5";
          case "KS X 1001" -> "EUC-KR";
          case "CNS 11643-1992" -> "x-EUC-TW";
          default -> declared.startsWith("8859/") ? "ISO-8859-" + declared.substring(5) : declared;
        };
    return PLAIN.contains(declared)
            || !CHARSET.matcher(name).matches()
            || !Charset.isSupported(name)
        ? null
        : Charset.forName(name);
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

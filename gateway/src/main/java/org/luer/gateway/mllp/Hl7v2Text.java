package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.luer.mappings.hl7v2.Delimiters;

/**
 * The beginning of an HL7 v2 message as raw fields: enough to route and to acknowledge it, nothing
 * decoded. Of a large message, only what stands in the first 64 KiB is looked at.
 *
 * <p>Every byte of the message is one character here (ISO 8859-1), whatever its real character set
 * is, so that a field written back is the same bytes.
 */
public final class Hl7v2Text {
  private static final int HEAD = 64 << 10;
  private static final Pattern BATCH_HEADER = Pattern.compile("\\W{0,3}[FB]HS[^A-Za-z0-9\\s]");
  private static final String NUL = "\u0000";

  private final char separator;
  private final List<List<String>> segments;
  private final String encodingCharacters;

  private Hl7v2Text(char separator, List<List<String>> segments) {
    this.separator = separator;
    this.segments = segments;
    var encoding = field("MSH", 2);
    this.encodingCharacters =
        Delimiters.usable(separator, encoding).isPresent() ? encoding : Delimiters.USUAL;
  }

  /** Reads a message; empty when there is no MSH with its separators in it. */
  public static Optional<Hl7v2Text> of(byte[] message) {
    return of(message, Integer.MAX_VALUE);
  }

  /** Reads the header of a message, whose first segment it is; the others are not looked at. */
  public static Optional<Hl7v2Text> header(byte[] message) {
    return of(message, 1);
  }

  private static Optional<Hl7v2Text> of(byte[] message, int most) {
    var text = new String(message, 0, Math.min(HEAD, message.length), StandardCharsets.ISO_8859_1);
    text = text.replace(NUL, ""); // no text may hold it; readers leave it out too
    int start = start(text);
    if (start < 0 || text.length() < start + 8) {
      return Optional.empty();
    }
    char separator = text.charAt(start + 3);
    if (Character.isLetterOrDigit(separator) || separator < ' ') {
      return Optional.empty();
    }
    var segments = new ArrayList<List<String>>();
    for (int at = start; at < text.length() && segments.size() < most; ) {
      int end = end(text, at);
      if (end - at >= 3) {
        segments.add(fields(text.substring(at, end), separator));
      }
      at = end + 1;
    }
    return Optional.of(new Hl7v2Text(separator, List.copyOf(segments)));
  }

  /**
   * Where the message begins: at once, behind a few stray characters, or behind the headers of a
   * batch; -1 if nowhere.
   */
  private static int start(String text) {
    int start = text.indexOf("MSH");
    if (start <= 16) {
      return start;
    }
    int at = 0;
    while (at < text.length() && BATCH_HEADER.matcher(text).region(at, text.length()).lookingAt()) {
      at = end(text, at) + 1;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
    return at == start ? start : -1;
  }

  /** Where the line ends that begins there. */
  private static int end(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
      end++;
    }
    return end;
  }

  private static List<String> fields(String line, char separator) {
    var fields = new ArrayList<String>();
    int start = 0;
    for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
      fields.add(line.substring(start, end));
      start = end + 1;
    }
    fields.add(line.substring(start));
    return fields;
  }

  /** How many messages the bytes hold: headers at the beginning of a line. */
  public static int count(byte[] message) {
    int count = 0;
    boolean lineStart = true;
    for (int i = 0; i < message.length; i++) {
      byte b = message[i];
      if (lineStart && b == 'M' && header(message, i)) {
        count++;
      }
      lineStart = b == '\r' || b == '\n' || (lineStart && (b == ' ' || b == '\t'));
    }
    return count;
  }

  /**
   * What two sendings of the same message have in common: SHA-256, in hexadecimal, over all of it
   * but MSH-7, which some senders write anew.
   */
  public String identity(byte[] message) {
    int from = 0;
    for (int field = 0; field < 6 && from >= 0; field++) {
      from = next(message, from);
    }
    int to = from < 0 ? -1 : next(message, from);
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(message, 0, to < 0 ? message.length : from);
      if (to >= 0) {
        digest.update(message, to, message.length - to);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The place behind the next separator of the first line, -1 when it ends before. */
  private int next(byte[] message, int from) {
    for (int i = from; i < message.length && message[i] != '\r' && message[i] != '\n'; i++) {
      if ((message[i] & 0xff) == separator) {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean header(byte[] message, int at) {
    return message.length > at + 3
        && message[at + 1] == 'S'
        && message[at + 2] == 'H'
        && message[at + 3] > ' '
        && !Character.isLetterOrDigit(message[at + 3]);
  }

  /** MSH-1. */
  public char separator() {
    return separator;
  }

  /** MSH-2, or the usual characters where it holds something else, such as HTML's escapes. */
  public String encodingCharacters() {
    return encodingCharacters;
  }

  /**
   * The component separator (first of the {@linkplain #encodingCharacters encoding characters}).
   */
  public char componentSeparator() {
    return encodingCharacters.charAt(0);
  }

  /** True when a segment of this name exists. */
  public boolean has(String segment) {
    return segments.stream().anyMatch(s -> name(s).equals(segment));
  }

  /** The whole raw field of the first such segment, by its number in the standard; "" if none. */
  public String field(String segment, int number) {
    for (var fields : segments) {
      if (name(fields).equals(segment)) {
        int index = segment.equals("MSH") ? number - 1 : number;
        return index < fields.size() ? fields.get(index) : "";
      }
    }
    return "";
  }

  /** One component, from 1, of the first repetition; "" if none. */
  public String component(String segment, int field, int component) {
    var first = field(segment, field);
    int end = first.indexOf(encodingCharacters.charAt(1));
    var parts = fields(end < 0 ? first : first.substring(0, end), componentSeparator());
    return component <= parts.size() ? parts.get(component - 1).strip() : "";
  }

  private static String name(List<String> fields) {
    return fields.get(0).strip().toUpperCase(Locale.ROOT);
  }
}

package org.luer.mappings.receipt;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When two written values are the same: numbers by value and scale, times by instant, offset and
 * precision, everything else by its characters.
 */
final class Values {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d*\\.?\\d+([eE][+-]?\\d+)?");
  private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0\\d");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}(-\\d{2})?");

  private Values() {}

  /** The same value in the same format. */
  static boolean same(String one, String other) {
    return one.equals(other) || sameTime(one, other) || sameNumber(one, other);
  }

  /** 2025-03-11T15:00:00Z and 2025-03-11T15:00:00+00:00 are one time; so are 15:00 forms in v2. */
  private static boolean sameTime(String one, String other) {
    return one.length() >= 12
        && other.length() >= 12
        && Character.isDigit(one.charAt(0))
        && utc(one).equals(utc(other));
  }

  private static String utc(String time) {
    if (time.endsWith("+00:00") || time.endsWith("-00:00")) {
      return time.substring(0, time.length() - 6) + "Z";
    }
    return time.endsWith("-0000") ? time.substring(0, time.length() - 5) + "+0000" : time;
  }

  /** 1E+2 and 100: plain forms are equal and so are the scales behind the point. */
  private static boolean sameNumber(String one, String other) {
    var a = number(one);
    var b = a == null ? null : number(other);
    return a != null && b != null && a.compareTo(b) == 0 && scale(a) == scale(b);
  }

  private static int scale(BigDecimal number) {
    return Math.max(number.scale(), 0);
  }

  /**
   * One form for the same fact in any format: times in ISO form with seconds, dates without
   * hyphens, else as written.
   */
  static String canonical(String text) {
    if ((text.length() == 7 || text.length() == 10) && DATE.matcher(text).matches()) {
      return text.replace("-", "");
    }
    var time = time(text);
    return time == null ? text : time.toString();
  }

  /** A time of either format with its offset; null when the text is none. */
  private static @Nullable OffsetDateTime time(String text) {
    var iso = text;
    if (text.length() >= 17 && Character.isDigit(text.charAt(4)) && sign(text) > 0) {
      iso = iso(text, sign(text));
    }
    if (iso.length() < 17 || iso.charAt(10) != 'T') {
      return null;
    }
    try {
      return OffsetDateTime.parse(iso);
    } catch (DateTimeException noTime) {
      return null;
    }
  }

  private static int sign(String text) {
    return Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
  }

  /** YYYYMMDDHHMM[SS[.S…]]+ZZZZ in ISO form. */
  private static String iso(String v2, int sign) {
    var local = v2.substring(0, sign);
    var offset = v2.substring(sign);
    if (local.length() < 12 || offset.length() != 5) {
      return v2;
    }
    var seconds = local.length() >= 14 ? local.substring(12) : "00";
    return local.substring(0, 4)
        + "-"
        + local.substring(4, 6)
        + "-"
        + local.substring(6, 8)
        + "T"
        + local.substring(8, 10)
        + ":"
        + local.substring(10, 12)
        + ":"
        + seconds
        + offset.substring(0, 3)
        + ":"
        + offset.substring(3);
  }

  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > 40 || !NUMBER.matcher(text).matches()) {
      return null;
    }
    if (LEADING_ZERO.matcher(text).lookingAt()) {
      return null; // leading zeros count: 007 is an identifier
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException beyond) { // an exponent that no number can have
      return null;
    }
  }
}

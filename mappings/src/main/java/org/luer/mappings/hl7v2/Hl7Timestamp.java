package org.luer.mappings.hl7v2;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * A time stamp of HL7 v2 as written: {@code YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]} (HL7 v2.5.1 ch.
 * 2.A.22), precision by the number of digits.
 *
 * @param local the written time, missing parts at their lowest value
 * @param precision how far it was written
 * @param offset the written offset; absent when there is none
 */
public record Hl7Timestamp(LocalDateTime local, Precision precision, @Nullable ZoneOffset offset) {

  /** The last part that was written. */
  public enum Precision {
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    FRACTION
  }

  private static final int FEWEST = 4;
  private static final int MOST = 14;
  private static final int FINEST = 9;

  /** Reads a time stamp; empty when it has another form or no such day or time exists. */
  public static Optional<Hl7Timestamp> parse(String written) {
    var digits = digits(written, 0);
    if (digits < FEWEST || digits > MOST || digits % 2 == 1) {
      return Optional.empty();
    }
    var at = digits;
    String fraction = null;
    if (at < written.length() && written.charAt(at) == '.') {
      at = digits(written, at + 1);
      if (at == digits + 1 || at > digits + 1 + FINEST) {
        return Optional.empty();
      }
      fraction = written.substring(digits, at);
    }
    var offset = at == written.length() ? null : written.substring(at);
    if (offset != null && !isOffset(offset)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parts(written.substring(0, digits), fraction, offset));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  /** The place behind the digits that stand from here on. */
  private static int digits(String text, int from) {
    var at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isOffset(String text) {
    return text.length() == 5
        && (text.charAt(0) == '+' || text.charAt(0) == '-')
        && digits(text, 1) == 5;
  }

  private static Hl7Timestamp parts(
      String digits, @Nullable String fraction, @Nullable String offset) {
    if (fraction != null && digits.length() != 14) {
      throw new DateTimeException("a fraction needs seconds");
    }
    var nanos =
        fraction == null
            ? 0
            : Integer.parseInt((fraction.substring(1) + "00000000").substring(0, 9));
    var local =
        LocalDateTime.of(
            part(digits, 0, 4, 1),
            part(digits, 4, 6, 1),
            part(digits, 6, 8, 1),
            part(digits, 8, 10, 0),
            part(digits, 10, 12, 0),
            part(digits, 12, 14, 0),
            nanos);
    var precision =
        fraction != null ? Precision.FRACTION : Precision.values()[(digits.length() - 4) / 2];
    return new Hl7Timestamp(local, precision, offset == null ? null : zone(offset));
  }

  private static ZoneOffset zone(String written) {
    var sign = written.charAt(0) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(
        sign * Integer.parseInt(written.substring(1, 3)),
        sign * Integer.parseInt(written.substring(3, 5)));
  }

  private static int part(String digits, int from, int to, int otherwise) {
    return digits.length() < to ? otherwise : Integer.parseInt(digits.substring(from, to));
  }

  /** The instant, when an offset was written and the precision is at least minutes. */
  public Optional<OffsetDateTime> instant() {
    return offset == null || precision.compareTo(Precision.MINUTE) < 0
        ? Optional.empty()
        : Optional.of(OffsetDateTime.of(local, offset));
  }

  /** The date in the precision it was written in; the time and the offset are dropped. */
  public PartialDate date() {
    var iso = local.toLocalDate().toString();
    return PartialDate.of(
        switch (precision) {
          case YEAR -> iso.substring(0, 4);
          case MONTH -> iso.substring(0, 7);
          default -> iso;
        });
  }

  /**
   * An instant as Luer writes it: to the second, with its own offset; fractions when it has any.
   */
  public static String write(@Nullable OffsetDateTime time) {
    if (time == null) {
      return "";
    }
    var out = new StringBuilder(24);
    digits(out, time.getYear() / 100);
    digits(out, time.getYear() % 100);
    digits(out, time.getMonthValue());
    digits(out, time.getDayOfMonth());
    digits(out, time.getHour());
    digits(out, time.getMinute());
    digits(out, time.getSecond());
    if (time.getNano() != 0) {
      out.append('.');
      digits(out, time.getNano() / 10_000_000);
      digits(out, time.getNano() / 100_000 % 100);
    }
    var minutes = time.getOffset().getTotalSeconds() / 60;
    out.append(minutes < 0 ? '-' : '+');
    digits(out, Math.abs(minutes) / 60);
    digits(out, Math.abs(minutes) % 60);
    return out.toString();
  }

  private static void digits(StringBuilder out, int twoDigits) {
    out.append((char) ('0' + twoDigits / 10)).append((char) ('0' + twoDigits % 10));
  }

  /** A date or a time, as it is known. */
  public static String write(@Nullable PartialTime when) {
    return when == null
        ? ""
        : when.time().map(Hl7Timestamp::write).orElseGet(() -> write(when.date()));
  }

  /** A date in its precision. */
  public static String write(@Nullable PartialDate date) {
    return date == null ? "" : date.value().replace("-", "");
  }
}

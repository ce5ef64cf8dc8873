package org.luer.gateway.pull;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Timing;

/**
 * The time that a date, time or period covers, as FHIR searches understand it (R4 3.1.1.4.6).
 *
 * @param first its first millisecond since 1970
 * @param last its last one
 */
record Span(long first, long last) {
  /** Farther than any date that a record can hold, and within what JSON numbers carry exactly. */
  static final long EVER = 253_402_300_799_999L;

  /**
   * What a written date or time covers.
   *
   * @param zone of a date or time without offset
   * @throws DateTimeException if it is none
   */
  static Span of(String written, ZoneId zone) {
    int time = written.indexOf('T');
    if (time < 0) {
      return switch (written.length()) {
        case 4 ->
            days(Year.parse(written).atDay(1), Year.parse(written).plusYears(1).atDay(1), zone);
        case 7 -> {
          var month = YearMonth.parse(written);
          yield days(month.atDay(1), month.plusMonths(1).atDay(1), zone);
        }
        default -> {
          var day = LocalDate.parse(written);
          yield days(day, day.plusDays(1), zone);
        }
      };
    }
    var clock = written.substring(time + 1);
    boolean offset = clock.endsWith("Z") || clock.matches(".*[+-]\\d{2}:\\d{2}");
    var moment =
        offset
            ? OffsetDateTime.parse(written, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant()
            : LocalDateTime.parse(written).atZone(zone).toInstant();
    var digits = clock.replaceAll("(Z|[+-]\\d{2}:\\d{2})$", "");
    long width = digits.indexOf('.') > 0 ? 1 : digits.length() > 5 ? 1_000 : 60_000;
    return new Span(moment.toEpochMilli(), moment.toEpochMilli() + width - 1);
  }

  private static Span days(LocalDate from, LocalDate until, ZoneId zone) {
    return new Span(
        from.atStartOfDay(zone).toInstant().toEpochMilli(),
        until.atStartOfDay(zone).toInstant().toEpochMilli() - 1);
  }

  /** What an element of a resource covers; empty when it says no time. */
  static Optional<Span> of(Base value, ZoneId zone) {
    if (value instanceof BaseDateTimeType time && time.hasValue()) {
      return Optional.of(of(time.getValueAsString(), zone));
    }
    if (value instanceof Period period) {
      var start = of(period.getStartElement(), zone);
      var end = of(period.getEndElement(), zone);
      return Optional.of(
          new Span(start.map(Span::first).orElse(-EVER), end.map(Span::last).orElse(EVER)));
    }
    if (value instanceof Timing timing) {
      return timing.getEvent().stream().flatMap(e -> of(e, zone).stream()).reduce(Span::and);
    }
    return Optional.empty();
  }

  /** Both and what lies between. */
  Span and(Span other) {
    return new Span(Math.min(first, other.first), Math.max(last, other.last));
  }
}

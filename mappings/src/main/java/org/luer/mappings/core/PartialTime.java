package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A calendar date in the precision it is known in, or a time with seconds and offset: {@code 2019},
 * {@code 2019-05}, {@code 2019-05-04} or {@code 2019-05-04T09:30:00-05:00}.
 *
 * @param value the written form
 */
public record PartialTime(@JsonValue String value) {

  public PartialTime {
    try {
      if (value.length() > 10) {
        value = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.parse(value));
      } else {
        PartialDate.of(value);
      }
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "neither a date nor a time with seconds and offset", wrong);
    }
  }

  /** Reads the written form. */
  @JsonCreator
  public static PartialTime of(String value) {
    return new PartialTime(value);
  }

  /** A time with its offset. */
  public static PartialTime of(OffsetDateTime time) {
    return new PartialTime(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
  }

  /** A date. */
  public static PartialTime of(PartialDate date) {
    return new PartialTime(date.value());
  }

  /** The time; empty when only a date is known. */
  public Optional<OffsetDateTime> time() {
    return value.length() > 10 ? Optional.of(OffsetDateTime.parse(value)) : Optional.empty();
  }

  /** The date, of a time in its own offset. */
  public PartialDate date() {
    return PartialDate.of(value.length() > 10 ? value.substring(0, 10) : value);
  }

  /** Whether it lies before another one for certain: by a day at least where either is a date. */
  public boolean before(PartialTime other) {
    var mine = time();
    var theirs = other.time();
    if (mine.isPresent() && theirs.isPresent()) {
      return mine.get().isBefore(theirs.get());
    }
    var length = Math.min(date().value().length(), other.date().value().length());
    return date().value().substring(0, length).compareTo(other.date().value().substring(0, length))
        < 0;
  }

  @Override
  public String toString() {
    return value;
  }
}

package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;

/**
 * A calendar date with the precision it was given in: {@code 1984}, {@code 1984-07} or {@code
 * 1984-07-19}; no zone.
 *
 * @param value the written date
 */
public record PartialDate(@JsonValue String value) {

  public PartialDate {
    try {
      switch (value.length()) {
        case 4 -> Year.parse(value);
        case 7 -> YearMonth.parse(value);
        case 10 -> LocalDate.parse(value);
        default -> throw new DateTimeException("length");
      }
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "not a date of the form YYYY, YYYY-MM or YYYY-MM-DD", wrong);
    }
  }

  /** Reads the written date. */
  @JsonCreator
  public static PartialDate of(String value) {
    return new PartialDate(value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package org.luer.mappings.fhir;

import java.time.OffsetDateTime;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/** Times of which strangers sometimes say only the day; nobody adds an hour to it. */
public final class LooseTimes {
  private static final int DAY = "YYYY-MM-DD".length();

  private LooseTimes() {}

  /** The instant; null and a warning when only a date stands there. */
  public static @Nullable OffsetDateTime read(
      @Nullable BaseDateTimeType time, String path, Issues issues) {
    if (time == null || time.getValueAsString() == null) {
      return null;
    }
    if (date(time) != null) {
      issues.warning(IssueCode.VALUE, path, "is a date without time: not read");
      return null;
    }
    return Times.read(time, path, issues).orElse(null);
  }

  /** The date of an element that has only a date; null when it has a time or nothing. */
  public static @Nullable PartialDate date(@Nullable BaseDateTimeType time) {
    var written = time == null ? null : time.getValueAsString();
    return written == null || written.length() > DAY ? null : PartialDate.of(written);
  }

  /** The day, also of a time, in its own offset; null when it is none or nothing stands there. */
  public static @Nullable PartialDate day(@Nullable BaseDateTimeType time) {
    var written = time == null ? null : time.getValueAsString();
    if (written == null) {
      return null;
    }
    try {
      return PartialDate.of(written.substring(0, Math.min(DAY, written.length())));
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  /** The start of a period. */
  public static @Nullable OffsetDateTime start(Period period, String path, Issues issues) {
    return read(period.hasStart() ? period.getStartElement() : null, path + ".start", issues);
  }

  /** The end of a period. */
  public static @Nullable OffsetDateTime end(Period period, String path, Issues issues) {
    return read(period.hasEnd() ? period.getEndElement() : null, path + ".end", issues);
  }
}

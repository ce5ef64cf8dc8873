package org.luer.mappings.hl7v2;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;

/** Times of which strangers sometimes say only the day; nobody adds an hour to it. */
public final class Moments {
  private Moments() {}

  /** The instant; null and a warning when only a date stands there. */
  public static @Nullable OffsetDateTime time(Segment segment, int field, Reading reading) {
    return time(segment.field(field), reading);
  }

  /** The instant; null and a warning when only a date stands there. */
  public static @Nullable OffsetDateTime time(Part part, Reading reading) {
    if (!part.present() || part.component(1).isBlank()) {
      return null;
    }
    if (date(part) != null) {
      reading.issues().warning(IssueCode.VALUE, part.path(), "is a date without time: not read");
      return null;
    }
    return reading.times().instant(part);
  }

  /** The date of a field that has only a date; null when it has a time or nothing. */
  public static @Nullable PartialDate date(Part part) {
    return Hl7Timestamp.parse(part.component(1).strip())
        .filter(t -> t.precision().compareTo(Hl7Timestamp.Precision.HOUR) < 0)
        .map(Hl7Timestamp::date)
        .orElse(null);
  }
}

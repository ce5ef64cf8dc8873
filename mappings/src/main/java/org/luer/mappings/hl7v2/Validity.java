package org.luer.mappings.hl7v2;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Period;

/**
 * {@link Period} to and from the effective and the expiration date of XPN, XAD, XTN and CX.
 *
 * <p>Mapped: XPN.12 and .13, XAD.13 and .14 from version 2.5 on, in 2.4 the range in XPN.10 and
 * XAD.12; CX.7 and .8 from 2.4 on, whole days only; XTN.13 and .14 in 2.8. An end that is neither a
 * date nor a time with offset is not read: nothing depends on it, and the receipt names it.
 */
final class Validity {
  private Validity() {}

  static String start(@Nullable Period period) {
    return period == null ? "" : Hl7Timestamp.write(period.start());
  }

  static String end(@Nullable Period period) {
    return period == null ? "" : Hl7Timestamp.write(period.end());
  }

  /** The DR that versions before 2.5 have instead of two dates. */
  static String range(@Nullable Period period) {
    return Wire.subcomponents(start(period), end(period));
  }

  /** A whole day, which is all that DT holds; empty for a time. */
  static String day(@Nullable PartialTime when) {
    return when == null || when.time().isPresent() ? "" : Hl7Timestamp.write(when);
  }

  /**
   * The period of a repetition.
   *
   * @param from component with the effective date; the expiration date stands behind it
   * @param range component with the DR; 0 when the data type has none
   */
  static @Nullable Period read(Part part, int from, int range) {
    var start = one(part.component(from));
    var end = one(part.component(from + 1));
    if (start == null && end == null && range > 0) {
      start = one(part.sub(range, 1));
      end = one(part.sub(range, 2));
    }
    return start == null && end == null ? null : new Period(start, end);
  }

  private static @Nullable PartialTime one(String written) {
    return Hl7Timestamp.parse(written.strip()).flatMap(Validity::partial).orElse(null);
  }

  private static Optional<PartialTime> partial(Hl7Timestamp read) {
    if (read.precision().compareTo(Hl7Timestamp.Precision.DAY) <= 0) {
      PartialDate date = read.date();
      return Optional.of(PartialTime.of(date));
    }
    return read.instant().map(PartialTime::of);
  }
}

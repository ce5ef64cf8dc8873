package org.luer.mappings.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Period;

/**
 * {@link Period} to and from the period of a datatype (Identifier, HumanName, ContactPoint,
 * Address).
 *
 * <p>Mapped: start, end. An end that is neither a date nor a time with offset is left out when
 * read, so that it stands among what is not carried: nothing depends on it.
 */
final class Periods {
  private Periods() {}

  static org.hl7.fhir.r4.model.@Nullable Period of(@Nullable Period period) {
    if (period == null) {
      return null;
    }
    var written = new org.hl7.fhir.r4.model.Period();
    if (period.start() != null) {
      written.setStartElement(new DateTimeType(period.start().value()));
    }
    if (period.end() != null) {
      written.setEndElement(new DateTimeType(period.end().value()));
    }
    return written;
  }

  static @Nullable Period read(org.hl7.fhir.r4.model.Period written) {
    var start = written.hasStart() ? end(written.getStartElement()).orElse(null) : null;
    var end = written.hasEnd() ? end(written.getEndElement()).orElse(null) : null;
    return start == null && end == null ? null : new Period(start, end);
  }

  private static Optional<PartialTime> end(DateTimeType written) {
    try {
      return Optional.of(PartialTime.of(written.getValueAsString()));
    } catch (IllegalArgumentException neither) {
      return Optional.empty();
    }
  }
}

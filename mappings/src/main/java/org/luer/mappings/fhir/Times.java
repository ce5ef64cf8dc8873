package org.luer.mappings.fhir;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * Times with seconds and offset to and from dateTime, instant and Period (FHIR R4 data types). The
 * offset is kept as written.
 */
public final class Times {
  /** Extension that says why a needed element has no value. */
  public static final String DATA_ABSENT =
      "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

  private static final Pattern DATE = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");

  private Times() {}

  /** A dateTime with seconds and offset. */
  public static DateTimeType dateTime(OffsetDateTime time) {
    return new DateTimeType(text(time));
  }

  /** An instant. */
  public static InstantType instant(OffsetDateTime time) {
    return new InstantType(text(time));
  }

  /** A dateTime to the day. */
  public static DateTimeType day(OffsetDateTime time) {
    return new DateTimeType(time.toLocalDate().toString());
  }

  /** A period; either end may be open. */
  public static Period period(@Nullable OffsetDateTime start, @Nullable OffsetDateTime end) {
    return period(start == null ? null : dateTime(start), end == null ? null : dateTime(end));
  }

  /** A period in the precision of its ends; either may be open. */
  public static Period partialPeriod(@Nullable PartialTime start, @Nullable PartialTime end) {
    return period(start == null ? null : dateTime(start), end == null ? null : dateTime(end));
  }

  private static Period period(@Nullable DateTimeType start, @Nullable DateTimeType end) {
    return new Period().setStartElement(start).setEndElement(end);
  }

  /** An element without value that says that the value is not known. */
  public static <T extends Element> T absent(T element) {
    element.addExtension(new Extension(DATA_ABSENT, new CodeType("unknown")));
    return element;
  }

  /** Whether the element says that its value is not known. */
  public static boolean isAbsent(Element element) {
    return element.hasExtension(DATA_ABSENT);
  }

  /** The written form. */
  public static String text(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }

  /**
   * The time of a dateTime or instant. A date is none: where only a time has a home it is left to
   * its sender, and no time of the day is made up. What is neither is an issue.
   */
  public static Optional<OffsetDateTime> read(@Nullable Type type, String path, Issues issues) {
    var written =
        type instanceof BaseDateTimeType time
            ? time.getValueAsString()
            : type instanceof StringType text ? text.getValue() : null;
    if (written == null) {
      return Optional.empty();
    }
    if (DATE.matcher(written).matches()) {
      issues.warning(
          IssueCode.NOT_SUPPORTED,
          path,
          "says the day at best, where a time has its place: not read");
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(written));
    } catch (DateTimeException wrong) {
      issues.error(IssueCode.ZONE_MISSING, path, "needs a time with seconds and offset");
      return Optional.empty();
    }
  }

  /** The same where a date will not do: it is an issue as well. */
  public static Optional<OffsetDateTime> needed(@Nullable Type type, String path, Issues issues) {
    if (type instanceof BaseDateTimeType time
        && time.hasValue()
        && DATE.matcher(time.getValueAsString()).matches()) {
      issues.error(IssueCode.ZONE_MISSING, path, "needs a time with seconds and offset");
      return Optional.empty();
    }
    return read(type, path, issues);
  }

  /** A date or a time in its precision. */
  public static DateTimeType dateTime(PartialTime when) {
    return new DateTimeType(when.value());
  }

  /** The date or time of a dateTime; one with minutes but without offset is an issue. */
  public static Optional<PartialTime> partial(@Nullable Type type, String path, Issues issues) {
    var written = type instanceof BaseDateTimeType time ? time.getValueAsString() : null;
    if (written == null) {
      return Optional.empty();
    }
    return written.length() > 10
        ? read(type, path, issues).map(PartialTime::of)
        : Optional.of(PartialTime.of(written));
  }

  /** A compact UTC form that may stand in an identifier: {@code 20250311T150000Z}. */
  public static String key(OffsetDateTime time) {
    var text = time.toInstant().toString();
    var key = new StringBuilder(16);
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '-' && c != ':') {
        key.append(c);
      }
    }
    return key.toString();
  }
}

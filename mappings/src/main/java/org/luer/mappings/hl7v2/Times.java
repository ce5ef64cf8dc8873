package org.luer.mappings.hl7v2;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * Reads the time stamps of one message by its zone rule: own offset, else the partner's zone, else
 * the offset of MSH-7 ({@link Dialect#zoneWins()} puts the partner's zone before MSH-7). Nothing
 * else is ever assumed.
 */
public final class Times {
  /** A year up to an hour, without the minutes. */
  private static final Pattern VAGUE = Pattern.compile("\\d{4,10}([+-]\\d{4})?");

  private final Dialect dialect;
  private final Issues issues;
  private final @Nullable ZoneOffset header;
  private final String sender;

  private Times(Dialect dialect, Issues issues, @Nullable ZoneOffset header, String sender) {
    this.sender = sender;
    this.dialect = dialect;
    this.issues = issues;
    this.header = header;
  }

  /** The same rule with another place for what is wrong. */
  public Times with(Issues others) {
    return new Times(dialect, others, header, sender);
  }

  /** The rule for one message. */
  public Times(Segments message, Dialect dialect, Issues issues) {
    this.dialect = dialect;
    this.issues = issues;
    var facility = message.header().field(4).component(1);
    this.sender = facility.isBlank() ? message.header().field(3).component(1) : facility;
    this.header =
        Hl7Timestamp.parse(message.header().text(7)).map(Hl7Timestamp::offset).orElse(null);
  }

  /** The facility that sent the message, else its application; empty when it names neither. */
  String sender() {
    return sender;
  }

  /** The instant in a field; null and an issue when it cannot be told. */
  public @Nullable OffsetDateTime instant(Segment segment, int field) {
    return segment.has(field) ? instant(segment.field(field)) : null;
  }

  /**
   * The instant in a field that need not be known to the minute: one that is less precise is a
   * warning and stays with its sender.
   */
  public @Nullable OffsetDateTime moment(Segment segment, int field) {
    var written = segment.text(field).strip();
    if (VAGUE.matcher(written).matches() && Hl7Timestamp.parse(written).isPresent()) {
      issues.warning(
          IssueCode.VALUE,
          segment.path(field),
          "is not precise to the minute; it is kept as foreign content");
      return null;
    }
    return instant(segment, field);
  }

  /**
   * The instant in a field that nothing depends on: whatever else it holds is a warning and stays
   * with its sender.
   */
  public @Nullable OffsetDateTime aside(Segment segment, int field) {
    var scratch = new Issues();
    var read = segment.has(field) ? with(scratch).moment(segment, field) : null;
    if (read == null && segment.has(field)) {
      issues.warning(
          IssueCode.VALUE,
          segment.path(field),
          "is not a time to the minute; it is kept as foreign content");
    }
    return read;
  }

  /** The same for a date in its precision. */
  public @Nullable PartialDate dateAside(Segment segment, int field) {
    var read = partialAside(segment, field);
    return read == null ? null : read.date();
  }

  /** The same for a date or a time in its precision. */
  public @Nullable PartialTime partialAside(Segment segment, int field) {
    var read = segment.has(field) ? with(new Issues()).partial(segment, field) : null;
    if (read == null && segment.has(field)) {
      issues.warning(
          IssueCode.VALUE,
          segment.path(field),
          "is neither a date nor a time; it is kept as foreign content");
    }
    return read;
  }

  /** The instant in a repetition; null and an issue when it cannot be told. */
  public @Nullable OffsetDateTime instant(Part part) {
    var read = Hl7Timestamp.parse(part.component(1).strip());
    if (read.isEmpty()) {
      issues.error(
          IssueCode.VALUE, part.path(), "is not a time of the form YYYYMMDDHHMMSS with offset");
      return null;
    }
    var time = read.get();
    if (time.precision().compareTo(Hl7Timestamp.Precision.MINUTE) < 0) {
      issues.error(IssueCode.VALUE, part.path(), "must be precise to the minute at least");
      return null;
    }
    var offset = time.offset() == null ? offset(time, part) : time.offset();
    return offset == null ? null : OffsetDateTime.of(time.local(), offset);
  }

  private @Nullable ZoneOffset offset(Hl7Timestamp time, Part part) {
    var zone = dialect.zone();
    if (zone == null || (header != null && !dialect.zoneWins())) {
      if (header == null) {
        issues.error(
            IssueCode.ZONE_MISSING,
            part.path(),
            "has no offset, MSH-7 has none, and no zone is agreed with the sender");
      }
      return header;
    }
    var offsets = zone.getRules().getValidOffsets(time.local());
    if (offsets.isEmpty()) {
      issues.error(IssueCode.VALUE, part.path(), "does not exist in the sender's zone");
      return null;
    }
    if (offsets.size() > 1) {
      issues.warning(
          IssueCode.VALUE, part.path(), "exists twice in the sender's zone; the first is taken");
    }
    return offsets.get(0);
  }

  /** The date in a field, in its precision; null and an issue when it is none. */
  public @Nullable PartialDate date(Segment segment, int field) {
    return segment.has(field) ? date(segment.field(field)) : null;
  }

  /** The date in a repetition, in its precision; null and an issue when it is none. */
  public @Nullable PartialDate date(Part part) {
    var read = Hl7Timestamp.parse(part.component(1).strip());
    if (read.isEmpty()) {
      issues.error(IssueCode.VALUE, part.path(), "is not a date of the form YYYY[MM[DD]]");
      return null;
    }
    return read.get().date();
  }

  /** The date or time in a field, in its precision; null and an issue when it is none. */
  public @Nullable PartialTime partial(Segment segment, int field) {
    return segment.has(field) ? partial(segment.field(field)) : null;
  }

  /** The date or time in a repetition, in its precision; an hour alone is read as its day. */
  public @Nullable PartialTime partial(Part part) {
    var read = Hl7Timestamp.parse(part.component(1).strip());
    if (read.isEmpty() || read.get().precision().compareTo(Hl7Timestamp.Precision.MINUTE) < 0) {
      var date = date(part);
      return date == null ? null : PartialTime.of(date);
    }
    var time = instant(part);
    return time == null ? null : PartialTime.of(time);
  }
}

package org.luer.mappings.concept.observation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/** Findings that stand in a message about something else, to and from OBX with its NTE. */
public final class OtherFindingsHl7v2 {
  private OtherFindingsHl7v2() {}

  /**
   * Writes findings below the report at hand.
   *
   * @param number how many OBX the report has already
   * @param time the report's time, said again by no finding
   */
  public static List<OutSegment> write(
      List<Finding> findings, int number, @Nullable OffsetDateTime time, Dialect dialect) {
    var out = new ArrayList<OutSegment>();
    var writer = new FindingHl7v2(out, time, dialect, number);
    findings.forEach(writer::write);
    return out;
  }

  /** Remarks, one NTE per line. */
  public static List<OutSegment> notes(@Nullable String note) {
    var out = new ArrayList<OutSegment>();
    FindingHl7v2.notes(note, out);
    return out;
  }

  /** The remarks of some NTE; null when they say nothing. */
  public static @Nullable String readNotes(List<Segment> notes) {
    return FindingHl7v2.readNotes(notes);
  }

  /** Reads one finding, with the time of its report where it has none. */
  public static List<Finding> read(Obx obx, String sender, Reading reading) {
    var received = new ObservationHl7v2.Received(obx.segment(), obx.notes());
    return FindingHl7v2.read(List.of(received), sender, reading).stream()
        .map(f -> f.takenAt() == null ? f.at(Found.time(obx, reading)) : f)
        .toList();
  }

  /** The finding, with a sub-id of its own where one before has its code, sub-id and time. */
  public static Finding distinct(Finding finding, List<Finding> before) {
    var together =
        before.stream().filter(f -> Objects.equals(f.takenAt(), finding.takenAt())).toList();
    return FindingHl7v2.distinct(finding, together);
  }
}

package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.observation.ReferenceRange;
import org.luer.mappings.concept.vitals.ReadingDetails;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSigns;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/** Wild timelines and readings: any order of events that the rules of a session allow. */
final class WildCourse {
  private final Wild wild;
  private final WildPeople people;
  private final List<StaffMember> staff;
  private final OffsetDateTime begin;
  private OffsetDateTime last;

  WildCourse(Wild wild, WildPeople people, List<StaffMember> staff, OffsetDateTime begin) {
    this.wild = wild;
    this.people = people;
    this.staff = staff;
    this.begin = begin;
    this.last = begin;
  }

  /** The last moment so far. */
  OffsetDateTime end() {
    return last;
  }

  List<TimelineEvent> timeline(boolean over) {
    var events = new ArrayList<TimelineEvent>();
    if (!over && !wild.chance()) {
      return events;
    }
    if (wild.below(4) == 0) {
      events.add(event(TimelineEvent.Type.BOLUS));
    }
    events.add(event(TimelineEvent.Type.START));
    var paused = false;
    while (events.size() < 8 && wild.chance()) {
      var type =
          paused
              ? TimelineEvent.Type.RESUME
              : wild.pick(
                  List.of(
                      TimelineEvent.Type.RATE_CHANGE,
                      TimelineEvent.Type.PAUSE,
                      TimelineEvent.Type.BOLUS));
      paused = type == TimelineEvent.Type.PAUSE;
      events.add(event(type));
    }
    if (over) {
      events.add(event(wild.flip() ? TimelineEvent.Type.STOP : TimelineEvent.Type.STOP_EARLY));
    }
    return events;
  }

  private TimelineEvent event(TimelineEvent.Type type) {
    last = wild.after(last);
    return new TimelineEvent(
        type,
        wild.elsewhere(last),
        type.runs() ? wild.quantity("mL/h") : null,
        type == TimelineEvent.Type.BOLUS ? wild.quantity("mg") : null,
        type == TimelineEvent.Type.STOP_EARLY ? reason() : wild.maybe(this::reason),
        people.member(staff),
        wild.maybe(wild::text));
  }

  private Coded reason() {
    return wild.coded(Systems.SNOMED_CT, "371622005");
  }

  /** Readings in order of time, kind and device, each natural key once. */
  List<VitalSign> readings() {
    var keys = new HashSet<String>();
    var readings = new ArrayList<VitalSign>();
    var at = begin.minusMinutes(10);
    for (var time : wild.list(5, () -> 1)) {
      at = wild.after(at).plusSeconds(time);
      for (int i = wild.below(8); i >= 0; i--) {
        var reading = reading(at);
        if (keys.add(reading.kind() + "@" + at + "@" + reading.device())) {
          readings.add(reading);
        }
      }
    }
    last = at.isAfter(last) ? at : last;
    readings.sort(
        Comparator.<VitalSign, Instant>comparing(r -> r.takenAt().toInstant())
            .thenComparing(VitalSign::kind)
            .thenComparing(r -> String.valueOf(r.device())));
    return readings;
  }

  private VitalSign reading(OffsetDateTime at) {
    var row = wild.pick(VitalSigns.TABLE.rows());
    var absent = wild.below(6) == 0;
    var whole = row.integer() || row.unit().equals("{score}");
    var value =
        whole
            ? new BigDecimal(wild.below(40) - (row.kind() == VitalSign.Kind.RASS ? 5 : 0))
            : wild.number();
    return new VitalSign(
        row.kind(),
        absent ? null : value,
        absent ? null : row.unit(),
        at,
        wild.maybe(() -> wild.pick(VitalSign.Phase.values())),
        device(),
        people.member(staff),
        absent ? null : wild.maybe(() -> wild.pick(VitalSign.Flag.values())),
        absent ? wild.pick(VitalSign.Absent.values()) : null,
        wild.below(6) == 0 ? VitalSign.Status.PRELIMINARY : null,
        wild.below(3) == 0 ? wild.maybe(wild::text) : null,
        wild.below(3) == 0 ? details(at) : null);
  }

  /** What only other senders say beside a reading. */
  private @Nullable ReadingDetails details(OffsetDateTime at) {
    var details =
        new ReadingDetails(
            wild.maybe(() -> wild.identifier("OBS")),
            null,
            wild.maybe(() -> "Words for " + wild.next()),
            List.of(),
            wild.maybe(() -> new ReferenceRange(new BigDecimal("50"), new BigDecimal("100"), null)),
            List.of(),
            wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "37931006")),
            wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "368208006")),
            null,
            wild.maybe(() -> at.plusMinutes(1)),
            null,
            null);
    return details.equals(NOTHING) ? null : details;
  }

  private static final ReadingDetails NOTHING =
      new ReadingDetails(
          null, null, null, List.of(), null, List.of(), null, null, null, null, null, null);

  private @Nullable String device() {
    return wild.maybe(() -> wild.pick(List.of("MON1", "MON-2&A")));
  }
}

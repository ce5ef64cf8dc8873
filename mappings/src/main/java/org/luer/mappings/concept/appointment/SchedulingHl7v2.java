package org.luer.mappings.concept.appointment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.appointment.Scheduling.Kind;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link Scheduling} to and from SIU.
 *
 * <p>Mapped: SCH-12 to 15, 19, 22; TQ1-9; RGS-3; AIS-9, 10; AIG-13, 14; AIL-11, 12; AIP-11.
 */
final class SchedulingHl7v2 {
  private static final int SUBSTITUTION_OF_STAFF = 11;

  private SchedulingHl7v2() {}

  private static Kind kind(String segment) {
    return switch (segment) {
      case "AIS" -> Kind.SERVICE;
      case "AIG" -> Kind.EQUIPMENT;
      case "AIL" -> Kind.PLACE;
      default -> Kind.STAFF;
    };
  }

  private static boolean isPart(String segment) {
    return List.of("AIS", "AIG", "AIL", "AIP").contains(segment);
  }

  /** The field that says whether another one may take the place; the status stands behind it. */
  private static int substitution(Kind kind) {
    return switch (kind) {
      case SERVICE -> 9;
      case EQUIPMENT -> 13;
      case PLACE, STAFF -> SUBSTITUTION_OF_STAFF;
    };
  }

  /** Adds what it says to segments that are written. */
  static void write(
      @Nullable Scheduling scheduling,
      Appointment appointment,
      List<OutSegment> segments,
      Dialect dialect) {
    if (scheduling == null) {
      return;
    }
    var version = Version.of(dialect.version());
    Map<Kind, Integer> numbers = new EnumMap<>(Kind.class);
    @Nullable OutSegment tq1 = null;
    for (var segment : segments) {
      var name = segment.name();
      if (name.equals("SCH")) {
        desks(scheduling, segment, version, dialect);
      } else if (name.equals("TQ1")) {
        tq1 = segment;
      } else if (name.equals("RGS")) {
        segment.set(3, FindingUnits.write(scheduling.group(), dialect));
      } else if (isPart(name)) {
        var number = numbers.merge(kind(name), 1, Integer::sum);
        part(scheduling, kind(name), number, segment, dialect);
      }
    }
    if (scheduling.urgency() != null && !version.before(Version.V251)) {
      if (tq1 == null) {
        tq1 =
            new OutSegment("TQ1")
                .set(1, "1")
                .set(7, Hl7Timestamp.write(appointment.start()))
                .set(8, Hl7Timestamp.write(appointment.end()));
        segments.add(1, tq1);
      }
      tq1.set(9, Cwe.write(scheduling.urgency(), dialect));
    }
  }

  private static void desks(
      Scheduling scheduling, OutSegment sch, Version version, Dialect dialect) {
    var contact = scheduling.placerContact();
    if (contact != null) {
      sch.set(12, ProviderHl7v2.write(contact, dialect))
          .set(
              13,
              contact.telecoms().isEmpty() ? "" : Contacts.xtn(contact.telecoms().get(0), version))
          .set(14, contact.addresses().isEmpty() ? "" : Contacts.xad(contact.addresses().get(0)));
    }
    sch.set(15, VisitHl7v2.place(scheduling.placerPlace()))
        .set(19, VisitHl7v2.place(scheduling.fillerPlace()))
        .set(22, VisitHl7v2.place(scheduling.enteredAt()));
  }

  private static void part(
      Scheduling scheduling, Kind kind, int number, OutSegment segment, Dialect dialect) {
    for (var part : scheduling.parts()) {
      if (part.kind() == kind && part.number() == number) {
        var field = substitution(kind);
        segment.set(field, Cwe.write(part.substitution(), dialect));
        if (part.status() != null && kind != Kind.STAFF) {
          segment.set(field + 1, Cwe.write(part.status(), dialect));
        }
      }
    }
  }

  /** What the segments say; null when they say nothing. */
  static @Nullable Scheduling read(List<Segment> segments, Reading reading) {
    var dialect = reading.dialect();
    Map<Kind, Integer> numbers = new EnumMap<>(Kind.class);
    var parts = new ArrayList<Scheduling.Part>();
    @Nullable Clinician contact = null;
    @Nullable Place placer = null;
    @Nullable Place filler = null;
    @Nullable Place entered = null;
    @Nullable Coded urgency = null;
    @Nullable Coded group = null;
    for (var segment : segments) {
      switch (segment.name()) {
        case "SCH" -> {
          contact = contact(segment, dialect);
          placer = place(segment, 15);
          filler = place(segment, 19);
          entered = place(segment, 22);
        }
        case "TQ1" -> urgency = urgency == null ? coded(segment, 9, dialect) : urgency;
        case "RGS" -> group = group == null ? coded(segment, 3, dialect) : group;
        case "AIS", "AIG", "AIL", "AIP" -> {
          var kind = kind(segment.name());
          var number = numbers.merge(kind, 1, Integer::sum);
          var field = substitution(kind);
          var swap = coded(segment, field, dialect);
          var status = kind == Kind.STAFF ? null : coded(segment, field + 1, dialect);
          if (swap != null || status != null) {
            parts.add(new Scheduling.Part(kind, number, swap, status));
          }
        }
        default -> {}
      }
    }
    return new Scheduling(contact, placer, filler, entered, urgency, group, parts).orNull();
  }

  private static @Nullable Coded coded(Segment segment, int field, Dialect dialect) {
    return segment.has(field) ? Cwe.read(segment.field(field), dialect) : null;
  }

  private static @Nullable Place place(Segment segment, int field) {
    return segment.has(field) ? VisitHl7v2.readPlace(segment.field(field)) : null;
  }

  private static @Nullable Clinician contact(Segment sch, Dialect dialect) {
    var person = ProviderHl7v2.read(sch.repetitions(12), dialect);
    if (person == null) {
      return null;
    }
    List<Telecom> telecoms =
        sch.repetitions(13).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
    var builder = person.with().telecoms(telecoms);
    Optional.of(sch)
        .filter(s -> s.has(14))
        .ifPresent(s -> builder.addresses(List.of(Contacts.readXad(s.field(14)))));
    return builder.build();
  }
}

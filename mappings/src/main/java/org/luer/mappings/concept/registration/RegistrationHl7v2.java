package org.luer.mappings.concept.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitCodes;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Registration} to and from EVN, PV1, PV2 and PID-18 (HL7 v2.5.1 ch. 3.4).
 *
 * <p>Mapped: EVN-2, 4, 5 (the first), 6, 7; PV1-2, 3, 4, 7 to 10, 14, 17 to 19, 36, 44, 45, 50;
 * PV2-3, 38; {@link StayHl7v2} has the rest. PV1 with class N says that there is no visit. Cannot
 * carry: the id of a registration.
 */
public final class RegistrationHl7v2 {
  private RegistrationHl7v2() {}

  /** EVN. */
  public static OutSegment evn(String trigger, @Nullable Registration registration, Dialect d) {
    var evn = new OutSegment("EVN").set(1, trigger);
    if (registration == null) {
      return evn;
    }
    var facility = registration.facility();
    return evn.set(2, Hl7Timestamp.write(registration.recordedAt()))
        .set(4, Cwe.code(registration.reason()))
        .set(5, recorder(registration, d))
        .set(6, Hl7Timestamp.write(registration.occurredAt()))
        .set(7, facility == null ? "" : Numbers.hd(facility.name(), facility.oid()));
  }

  private static String recorder(Registration registration, Dialect dialect) {
    var by = registration.by();
    return by == null ? "" : ClinicianHl7v2.staff(by, dialect);
  }

  /** PV1, and PV2 when there is something to say in it. */
  public static List<OutSegment> visit(@Nullable Registration registration, Dialect dialect) {
    var none = new OutSegment("PV1").set(1, "1").set(2, "N");
    if (registration == null) {
      return List.of(none);
    }
    var visit = registration.visit();
    var place = visit == null || onlyAccount(visit) ? null : visit;
    var written = VisitHl7v2.write(place, registration.staff(), dialect);
    var pv1 =
        (written == null ? none : written)
            .set(4, Cwe.code(registration.admissionType()))
            .set(6, VisitHl7v2.place(registration.priorPlace()))
            .set(15, Wire.repetitions(registration.arrangements().stream().map(Cwe::code).toList()))
            .set(16, Cwe.code(registration.courtesy()))
            .set(9, people(registration, StaffMember.Role.CONSULTANT, dialect))
            .set(10, Cwe.code(registration.service()))
            .set(14, Cwe.code(registration.admitSource()))
            .set(17, people(registration, StaffMember.Role.ADMITTER, dialect))
            .set(18, Cwe.code(registration.patientType()))
            .set(36, Cwe.code(registration.disposition()))
            .set(50, Numbers.cx(registration.alternateNumber()));
    var segments = new ArrayList<OutSegment>();
    segments.add(pv1);
    var pv2 =
        new OutSegment("PV2")
            .set(3, Cwe.write(registration.visitReason(), dialect))
            .set(
                38,
                Version.of(dialect.version()).before(Version.V251)
                    ? ""
                    : Cwe.write(registration.arrivedBy(), dialect));
    StayHl7v2.write(registration.stay(), pv1, pv2, dialect);
    if (pv2.size() > 0) {
      segments.add(pv2);
    }
    return segments;
  }

  /** What belongs to the stay behind the segments of the visit: DB1, and last of all ACC. */
  public static List<OutSegment> around(
      @Nullable Registration registration, String name, Dialect dialect) {
    return registration == null
        ? List.of()
        : StayHl7v2.around(registration.stay(), dialect).stream()
            .filter(s -> s.name().equals(name))
            .toList();
  }

  private static boolean onlyAccount(Visit visit) {
    return visit.number() == null
        && visit.patientClass() == null
        && visit.place() == null
        && visit.arrivedAt() == null
        && visit.leftAt() == null;
  }

  private static String people(Registration registration, StaffMember.Role role, Dialect dialect) {
    return Wire.repetitions(
        registration.staff().stream()
            .filter(s -> s.role() == role)
            .map(s -> ClinicianHl7v2.provider(s.clinician(), dialect))
            .toList());
  }

  /** IS: the code, or the words of somebody who has no code. */
  /**
   * Fields of PV1 that messages about something else read themselves, or that are a number only.
   */
  private static final Set<Integer> OF_VISIT = Set.of(1, 2, 3, 7, 8, 10, 19, 44, 45, 50);

  private static final Set<String> OF_STAY = Set.of("PV2", "ACC", "DB1");

  /** Whether a segment says more of a visit than {@link VisitHl7v2} reads. */
  public static boolean moreThanVisit(Segment segment) {
    return OF_STAY.contains(segment.name())
        || (segment.name().equals("PV1")
            && IntStream.rangeClosed(1, segment.size())
                .anyMatch(f -> segment.has(f) && !OF_VISIT.contains(f)));
  }

  /**
   * The registration that a message is about.
   *
   * @param around segments of the message, of which the accident and disabilities are read
   * @param event null when the message is about something else: it updates what is known of the
   *     visit, in a record of its own, for it says less than a registration desk does
   */
  public static Registration read(
      Registration.@Nullable Event event,
      @Nullable Segment evn,
      Segment pid,
      @Nullable Segment pv1,
      @Nullable Segment pv2,
      List<Segment> around,
      String patientId,
      Reading reading) {
    var roster = new Roster(reading);
    var dialect = reading.dialect();
    var visit = VisitHl7v2.read(pid, pv1, reading, roster);
    if (pv1 != null) {
      pv1.repetitions(9).forEach(p -> roster.named(p, StaffMember.Role.CONSULTANT));
      pv1.repetitions(17).forEach(p -> roster.named(p, StaffMember.Role.ADMITTER));
    }
    return new Registration(
        id(event == null ? "visit" : "registration", visit, patientId, dialect),
        patientId,
        event == null ? Registration.Event.UPDATED : event,
        evn == null ? null : reading.times().moment(evn, 6),
        evn == null ? null : reading.times().moment(evn, 2),
        evn == null ? null : coded(evn, 4, "0062", dialect),
        evn == null ? null : ClinicianHl7v2.read(evn.field(5), dialect).orElse(null),
        evn == null ? null : Numbers.readHd(evn.field(7)).orElse(null),
        visit,
        roster.members(),
        coded(pv1, 4, "0007", dialect),
        coded(pv1, 10, "0069", dialect),
        coded(pv1, 14, "0023", dialect),
        coded(pv1, 18, "0018", dialect),
        coded(pv1, 36, "0112", dialect),
        pv1 == null ? null : Numbers.readCx(pv1.field(50), dialect).orElse(null),
        pv2 == null ? null : Cwe.read(pv2.repetitions(3), dialect),
        coded(pv1, 16, "0099", dialect),
        arrangements(pv1, dialect),
        pv2 == null ? null : Cwe.read(pv2.repetitions(38), dialect),
        pv1 == null ? null : VisitHl7v2.readPlace(pv1.field(6)),
        StayHl7v2.read(pv1, pv2, around, reading),
        List.of());
  }

  private static List<Coded> arrangements(@Nullable Segment pv1, Dialect dialect) {
    return pv1 == null
        ? List.of()
        : pv1.repetitions(15).stream()
            .filter(p -> !p.component(1).isEmpty())
            .map(p -> VisitCodes.read(p.component(1), "0009", dialect))
            .toList();
  }

  /** A code of a published table; any other is the sender's own, for these tables are open. */
  static @Nullable Coded coded(
      @Nullable Segment segment, int field, String table, Dialect dialect) {
    if (segment == null || !segment.has(field)) {
      return null;
    }
    return VisitCodes.read(segment.text(field), table, dialect);
  }

  /** The same visit of the same sender is the same record, whatever happens to it. */
  private static String id(String kind, @Nullable Visit visit, String patientId, Dialect dialect) {
    var number = visit == null ? null : visit.number();
    return number == null
        ? Ids.uuid(kind, dialect.partner(), patientId).toString()
        : Ids.uuid(kind, dialect.partner(), number.authority(), number.value()).toString();
  }
}

package org.luer.mappings.concept.visit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Visit} to and from PV1 and PID-18.
 *
 * <p>Mapped: PV1-2, 3, 7 (attending), 8 (referrer), 10 (its code), 19, 44, 45; PID-18. Ignored when
 * read: the rest. Class U or N is written for none and read as none.
 */
public final class VisitHl7v2 {
  /** The levels of a PL, from the innermost outwards. */
  private static final Map<Integer, Place.Level> LEVELS = new LinkedHashMap<>();

  static {
    LEVELS.put(3, Place.Level.CHAIR);
    LEVELS.put(2, Place.Level.ROOM);
    LEVELS.put(1, Place.Level.UNIT);
    LEVELS.put(8, Place.Level.FLOOR);
    LEVELS.put(7, Place.Level.BUILDING);
    LEVELS.put(4, Place.Level.FACILITY);
  }

  private VisitHl7v2() {}

  /** PV1; null when there is nothing to say. */
  public static @Nullable OutSegment write(
      @Nullable Visit visit, List<StaffMember> staff, Dialect dialect) {
    var attending = people(staff, StaffMember.Role.ATTENDING, dialect);
    var referrer = people(staff, StaffMember.Role.REFERRER, dialect);
    if (visit == null && attending.isEmpty() && referrer.isEmpty()) {
      return null;
    }
    var pv1 =
        new OutSegment("PV1")
            .set(1, "1")
            .set(2, visit == null ? "N" : patientClass(visit.patientClass()))
            .set(7, attending)
            .set(8, referrer);
    return visit == null
        ? pv1
        : pv1.set(3, place(visit.place()))
            .set(10, Cwe.code(visit.service()))
            .set(19, Numbers.cx(visit.number()))
            .set(44, Hl7Timestamp.write(visit.arrivedAt()))
            .set(45, Hl7Timestamp.write(visit.leftAt()));
  }

  private static String people(List<StaffMember> staff, StaffMember.Role role, Dialect dialect) {
    return Wire.repetitions(
        staff.stream()
            .filter(s -> s.role() == role)
            .map(s -> ClinicianHl7v2.provider(s.clinician(), dialect))
            .toList());
  }

  /** A place as PL; PL.9 describes its innermost level. */
  public static String place(@Nullable Place place) {
    return place == null ? "" : place(place, description(place));
  }

  /** A place as LA2, which has no description. */
  public static String la2(@Nullable Place place) {
    return place == null ? "" : place(place, null);
  }

  private static @Nullable String description(Place place) {
    return LEVELS.values().stream()
        .filter(l -> place.name(l) != null)
        .findFirst()
        .flatMap(place::detail)
        .map(Place.Detail::description)
        .orElse(null);
  }

  private static String place(Place place, @Nullable String description) {
    return Wire.components(
        Wire.text(place.unit()),
        Wire.text(place.room()),
        Wire.text(place.chair()),
        Wire.text(place.facility()),
        "",
        "",
        Wire.text(place.building()),
        Wire.text(place.floor()),
        Wire.text(description));
  }

  private static String patientClass(Visit.@Nullable PatientClass patientClass) {
    return patientClass == null ? "U" : VisitClasses.write(patientClass);
  }

  /** The visit with the hospital service; null when nothing is said about either. */
  public static @Nullable Visit readWithService(
      Segment pid, @Nullable Segment pv1, Reading reading, Roster roster) {
    var service =
        pv1 == null || !pv1.has(10)
            ? null
            : VisitCodes.read(pv1.text(10), "0069", reading.dialect());
    return Visit.of(read(pid, pv1, reading, roster), service);
  }

  /** The visit; null when neither PV1 nor PID-18 says anything about it. */
  public static @Nullable Visit read(
      Segment pid, @Nullable Segment pv1, Reading reading, Roster roster) {
    var account = Numbers.readCx(pid.field(18), reading).orElse(null);
    if (pv1 == null) {
      return account == null ? null : new Visit(null, account, null, null, null, null);
    }
    pv1.repetitions(7).forEach(p -> roster.named(p, StaffMember.Role.ATTENDING));
    pv1.repetitions(8).forEach(p -> roster.named(p, StaffMember.Role.REFERRER));
    return Visit.orNull(
        Numbers.readCx(pv1.field(19), reading).orElse(null),
        account,
        readClass(pv1.text(2)),
        readPlace(pv1.field(3)),
        reading.times().moment(pv1, 44),
        reading.times().moment(pv1, 45));
  }

  private static Visit.@Nullable PatientClass readClass(String code) {
    return VisitClasses.read(code).orElse(null);
  }

  /** The place of a PL; null when it is empty. */
  public static @Nullable Place readPlace(Part part) {
    return readPlace(part, described(part));
  }

  /** The place of an LA2; null when it is empty. */
  public static @Nullable Place readLa2(Part part) {
    return readPlace(part, List.of());
  }

  private static @Nullable Place readPlace(Part part, List<Place.Detail> details) {
    return part.present()
        ? new Place(
            part.optional(1),
            part.optional(2),
            part.optional(3),
            part.optional(4),
            part.optional(7),
            part.optional(8),
            details)
        : null;
  }

  /** PL.9 describes the innermost level that has a name. */
  private static List<Place.Detail> described(Part part) {
    var words = part.optional(9);
    var level =
        LEVELS.entrySet().stream().filter(e -> part.optional(e.getKey()) != null).findFirst();
    return words == null || level.isEmpty()
        ? List.of()
        : List.of(Place.Detail.described(level.get().getValue(), words));
  }
}

package org.luer.mappings.concept.registration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;
import org.luer.mappings.hl7v2.YesNo;

/**
 * {@link Stay} to and from PV1 and PV2.
 *
 * <p>Mapped: ACC-1 to 6, 9, 11; DB1-2 to 7; PV1-11, 13, 20 (its code), 39 to 42; PV2-2, 4, 5, 8 to
 * 13, 21, 22, 25. Ignored when read: the date of a financial class, further referral sources.
 */
final class StayHl7v2 {
  private StayHl7v2() {}

  static void write(@Nullable Stay stay, OutSegment pv1, OutSegment pv2, Dialect dialect) {
    if (stay == null) {
      return;
    }
    pv1.set(11, VisitHl7v2.place(stay.temporaryPlace()))
        .set(13, Cwe.code(stay.readmission()))
        .set(20, Cwe.code(stay.financialClass()))
        .set(39, Cwe.code(stay.servicingFacility()))
        .set(40, Cwe.code(stay.bedStatus()))
        .set(41, Cwe.code(stay.accountStatus()))
        .set(42, VisitHl7v2.place(stay.pendingPlace()));
    var by = stay.referralSource();
    pv2.set(2, Cwe.write(stay.accommodation(), dialect))
        .set(4, Cwe.write(stay.transferReason(), dialect))
        .set(5, Wire.text(stay.valuables()))
        .set(8, Hl7Timestamp.write(stay.expectedAdmission()))
        .set(9, Hl7Timestamp.write(stay.expectedDischarge()))
        .set(10, number(stay.expectedDays()))
        .set(11, number(stay.days()))
        .set(12, Wire.text(stay.description()))
        .set(13, by == null ? "" : ClinicianHl7v2.provider(by, dialect))
        .set(21, Cwe.code(stay.publicity()))
        .set(22, YesNo.write(stay.protection()))
        .set(25, Cwe.code(stay.priority()));
  }

  /** DB1 of everybody who is told of, and ACC. */
  static List<OutSegment> around(@Nullable Stay stay, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    if (stay == null) {
      return segments;
    }
    for (var one : stay.disabilities()) {
      segments.add(
          new OutSegment("DB1")
              .set(1, number(segments.size() + 1))
              .set(2, Cwe.code(one.of()))
              .set(3, Numbers.cx(one.number()))
              .set(4, YesNo.write(one.disabled()))
              .set(5, Hl7Timestamp.write(one.from()))
              .set(6, Hl7Timestamp.write(one.to()))
              .set(7, Hl7Timestamp.write(one.returnFrom())));
    }
    var accident = stay.accident();
    if (accident != null) {
      segments.add(
          new OutSegment("ACC")
              .set(1, Hl7Timestamp.write(accident.at()))
              .set(2, Cwe.write(accident.kind(), dialect))
              .set(3, Wire.text(accident.place()))
              .set(4, Wire.text(accident.state()))
              .set(5, YesNo.write(accident.atWork()))
              .set(6, YesNo.write(accident.deadly()))
              .set(8, Wire.text(accident.reportedBy()))
              .set(9, Wire.text(accident.description()))
              .set(11, YesNo.write(accident.policeNotified())));
    }
    return segments;
  }

  private static @Nullable Accident accident(@Nullable Segment acc, Reading reading) {
    return acc == null
        ? null
        : new Accident(
                reading.times().partialAside(acc, 1),
                Cwe.ofTable(acc.field(2), "0050", reading.dialect()),
                text(acc, 3),
                acc.field(4).optional(1),
                YesNo.read(acc.text(5)),
                YesNo.read(acc.text(6)),
                YesNo.read(acc.text(11)),
                text(acc, 8),
                text(acc, 9))
            .orNull();
  }

  private static Disability disability(Segment db1, Reading reading) {
    return new Disability(
        Cwe.ofTable(db1.field(2), "0334", reading.dialect()),
        Numbers.readCx(db1.field(3), reading).orElse(null),
        YesNo.read(db1.text(4)),
        reading.times().dateAside(db1, 5),
        reading.times().dateAside(db1, 6),
        reading.times().dateAside(db1, 7));
  }

  private static String number(@Nullable Integer number) {
    return number == null ? "" : String.valueOf(number);
  }

  /**
   * The stay of PV1 and PV2.
   *
   * @param around segments of the message, of which ACC and DB1 are read
   */
  static @Nullable Stay read(
      @Nullable Segment pv1, @Nullable Segment pv2, List<Segment> around, Reading reading) {
    var dialect = reading.dialect();
    return new Stay(
            RegistrationHl7v2.coded(pv1, 20, "0064", dialect),
            RegistrationHl7v2.coded(pv1, 13, "0092", dialect),
            RegistrationHl7v2.coded(pv1, 39, "0115", dialect),
            RegistrationHl7v2.coded(pv1, 40, "0116", dialect),
            RegistrationHl7v2.coded(pv1, 41, "0117", dialect),
            pv1 == null ? null : VisitHl7v2.readPlace(pv1.field(42)),
            pv1 == null ? null : VisitHl7v2.readPlace(pv1.field(11)),
            pv2 == null ? null : Cwe.read(pv2.repetitions(2), dialect),
            pv2 == null ? null : Cwe.read(pv2.repetitions(4), dialect),
            pv2 == null ? null : text(pv2, 5),
            pv2 == null ? null : reading.times().partialAside(pv2, 8),
            pv2 == null ? null : reading.times().partialAside(pv2, 9),
            pv2 == null ? null : days(pv2, 10),
            pv2 == null ? null : days(pv2, 11),
            pv2 == null ? null : text(pv2, 12),
            pv2 == null ? null : ClinicianHl7v2.read(pv2.field(13), dialect).orElse(null),
            RegistrationHl7v2.coded(pv2, 21, "0215", dialect),
            pv2 == null ? null : YesNo.read(pv2.text(22)),
            RegistrationHl7v2.coded(pv2, 25, "0217", dialect),
            accident(
                around.stream().filter(s -> s.name().equals("ACC")).findFirst().orElse(null),
                reading),
            around.stream()
                .filter(s -> s.name().equals("DB1"))
                .map(s -> disability(s, reading))
                .toList())
        .orNull();
  }

  private static @Nullable String text(Segment segment, int field) {
    var text = segment.has(field) ? segment.field(field).whole() : "";
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Integer days(Segment segment, int field) {
    return Numbers.whole(segment.text(field), 5);
  }
}

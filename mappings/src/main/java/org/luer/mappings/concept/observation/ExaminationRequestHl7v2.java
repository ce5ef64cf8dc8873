package org.luer.mappings.concept.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link ExaminationRequest} to and from ORC, OBR and TQ1 of a report.
 *
 * <p>Mapped: ORC-9 where OBR-22 says when the report got its status; ORC-10, 13; OBR-10, 11, 18,
 * 19, 26, 28, 29, 30, 34, 44; TQ1-7, 9, before version 2.5 OBR-27.4 and .6.
 */
final class ExaminationRequestHl7v2 {
  private ExaminationRequestHl7v2() {}

  /** Sets the fields of OBR. */
  static void write(@Nullable ExaminationRequest request, OutSegment obr, Dialect dialect) {
    if (request == null) {
      return;
    }
    obr.set(10, person(request.collector(), dialect))
        .set(11, Cwe.code(request.specimenAction()))
        .set(18, field(request, 0))
        .set(19, field(request, 1))
        .set(30, Cwe.code(request.transport()))
        .set(34, ClinicianHl7v2.ndl(request.technician(), dialect))
        .set(26, parent(request, dialect))
        .set(
            28, Wire.repetitions(request.copiesTo().stream().map(c -> person(c, dialect)).toList()))
        .set(29, Wire.components(half(request.parentPlacer()), half(request.parentFiller())))
        .set(44, Cwe.write(request.procedure(), dialect));
    var timed = request.wantedAt() != null || request.priority() != null;
    if (timed && Version.of(dialect.version()).before(Version.V251)) {
      var priority = request.priority();
      obr.set(
          27,
          Wire.components(
              priority == null && request.wantedAt() == null ? "" : "1",
              "",
              "",
              Hl7Timestamp.write(request.wantedAt()),
              "",
              Cwe.code(priority)));
    }
  }

  /** Sets the fields of ORC. */
  static void entered(@Nullable ExaminationRequest request, OutSegment orc, Dialect dialect) {
    if (request != null) {
      orc.set(10, person(request.enteredBy(), dialect))
          .set(13, VisitHl7v2.place(request.enteredAt()));
    }
  }

  private static String field(ExaminationRequest request, int number) {
    var fields = request.placerFields();
    return fields.size() > number ? Wire.text(fields.get(number)) : "";
  }

  /** OBR-18 and 19; the first is empty where only the second is written. */
  private static List<String> fields(Segment obr) {
    if (obr.has(19)) {
      return List.of(obr.field(18).whole(), obr.field(19).whole());
    }
    return obr.has(18) ? List.of(obr.field(18).whole()) : List.of();
  }

  /** TQ1; null when the order was for no time, and before version 2.5. */
  static @Nullable OutSegment timing(@Nullable ExaminationRequest request, Dialect dialect) {
    return request == null
            || (request.wantedAt() == null && request.priority() == null)
            || Version.of(dialect.version()).before(Version.V251)
        ? null
        : new OutSegment("TQ1")
            .set(1, "1")
            .set(7, Hl7Timestamp.write(request.wantedAt()))
            .set(9, Cwe.write(request.priority(), dialect));
  }

  private static String person(@Nullable Clinician person, Dialect dialect) {
    return person == null ? "" : ClinicianHl7v2.provider(person, dialect);
  }

  private static String parent(ExaminationRequest request, Dialect dialect) {
    return Wire.components(
        Cwe.write(request.parentCode(), dialect).replace('^', '&'),
        Wire.text(request.parentSub()),
        Wire.text(request.parentValue()));
  }

  private static String half(@Nullable Identifier number) {
    return number == null
        ? ""
        : Wire.subcomponents(Wire.text(number.value()), Wire.text(number.authority()));
  }

  /**
   * What the segments of a report say of the order.
   *
   * @param sender whose numbers those without a namespace are
   */
  static @Nullable ExaminationRequest read(
      @Nullable Segment orc, Segment obr, @Nullable Segment tq1, String sender, Reading reading) {
    var dialect = reading.dialect();
    var parent = obr.field(26);
    return new ExaminationRequest(
            ordered(orc, obr, reading),
            tq1 == null ? inside(obr, 4, reading) : reading.times().partial(tq1, 7),
            tq1 == null ? priority(obr, dialect) : Cwe.read(tq1.field(9), dialect),
            ClinicianHl7v2.read(obr.field(10), dialect).orElse(null),
            obr.repetitions(28).stream()
                .flatMap(p -> ClinicianHl7v2.read(p, dialect).stream())
                .toList(),
            Cwe.read(obr.repetitions(44), dialect),
            Cwe.read(
                part(parent, parent.raw(1).replace(parent.delimiters().subcomponent(), '^')),
                dialect),
            parent.optional(2),
            parent.optional(3),
            EntityNumbers.readHalf(obr.field(29), 1, sender),
            EntityNumbers.readHalf(obr.field(29), 2, sender),
            orc == null ? null : ClinicianHl7v2.read(orc.field(10), dialect).orElse(null),
            orc == null ? null : VisitHl7v2.readPlace(orc.field(13)),
            Cwe.ofTable(obr.field(11), "0065", dialect),
            fields(obr),
            Cwe.ofTable(obr.field(30), "0124", dialect),
            ClinicianHl7v2.readNdl(obr.field(34), dialect).orElse(null))
        .orNull();
  }

  private static @Nullable PartialTime ordered(
      @Nullable Segment orc, Segment obr, Reading reading) {
    return orc == null || !obr.has(22) || orc.text(9).equals(obr.text(22))
        ? null
        : reading.times().partial(orc, 9);
  }

  private static @Nullable PartialTime inside(Segment obr, int component, Reading reading) {
    var timing = obr.field(27);
    return timing.component(component).isEmpty()
        ? null
        : reading.times().partial(part(timing, timing.raw(component)));
  }

  private static @Nullable Coded priority(Segment obr, Dialect dialect) {
    var timing = obr.field(27);
    var code = timing.component(6).isEmpty() ? obr.text(5) : timing.component(6);
    return code.isEmpty()
        ? null
        : Cwe.ofTable(part(obr.field(5), Wire.text(code)), "0485", dialect);
  }

  private static Part part(Part whole, String raw) {
    return new Part(raw, whole.delimiters(), whole.segment(), whole.field(), whole.repetition());
  }
}

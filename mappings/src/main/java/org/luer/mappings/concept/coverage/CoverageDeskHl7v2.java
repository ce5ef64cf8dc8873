package org.luer.mappings.concept.coverage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/** {@link CoverageDesk} to and from IN1-25, 26, 28, 30, 32, 39, 45, 46, 48 and IN2-63, 64, 72. */
final class CoverageDeskHl7v2 {
  private CoverageDeskHl7v2() {}

  static void write(@Nullable CoverageDesk desk, OutSegment in1, OutSegment in2, Dialect dialect) {
    if (desk == null) {
      return;
    }
    in1.set(25, FindingUnits.write(desk.eligibility(), dialect))
        .set(26, Hl7Timestamp.write(desk.eligibilityOn()))
        .set(28, FindingUnits.write(desk.precertification(), dialect))
        .set(30, ProviderHl7v2.write(desk.verifiedBy(), dialect))
        .set(32, FindingUnits.write(desk.billing(), dialect))
        .set(39, desk.limitDays() == null ? "" : String.valueOf(desk.limitDays()))
        .set(45, Wire.text(desk.verification()))
        .set(46, FindingUnits.write(desk.priorPlan(), dialect))
        .set(48, FindingUnits.write(desk.kinds(), dialect));
    in2.set(63, telecoms(desk.insuredTelecoms(), dialect))
        .set(64, telecoms(desk.employerTelecoms(), dialect))
        .set(72, FindingUnits.write(desk.relationship(), dialect));
  }

  private static String telecoms(List<Telecom> telecoms, Dialect dialect) {
    var version = Version.of(dialect.version());
    return Wire.repetitions(telecoms.stream().map(t -> Contacts.xtn(t, version)).toList());
  }

  static @Nullable CoverageDesk read(Segment in1, @Nullable Segment in2, Reading reading) {
    return new CoverageDesk(
            coded(in1, 25, reading),
            reading.times().dateAside(in1, 26),
            coded(in1, 28, reading),
            ProviderHl7v2.read(in1.repetitions(30), reading.dialect()),
            coded(in1, 32, reading),
            Numbers.whole(in1.text(39), 6),
            in1.field(45).optional(1),
            coded(in1, 46, reading),
            coded(in1, 48, reading),
            telecoms(in2, 63),
            telecoms(in2, 64),
            in2 == null ? null : coded(in2, 72, reading))
        .orNull();
  }

  private static @Nullable Coded coded(Segment segment, int field, Reading reading) {
    return segment.has(field) ? Cwe.read(segment.field(field), reading.dialect()) : null;
  }

  private static List<Telecom> telecoms(@Nullable Segment in2, int field) {
    return in2 == null
        ? List.of()
        : in2.repetitions(field).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
  }
}

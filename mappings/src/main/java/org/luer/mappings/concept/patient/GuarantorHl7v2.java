package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Guarantor} to and from GT1 (HL7 v2.5.1 ch. 6.5.5).
 *
 * <p>Mapped: GT1-2, 3, 5 to 11, 15 to 20. Ignored when read: the rest. Cannot carry: the order
 * between work and other telecoms.
 */
public final class GuarantorHl7v2 {
  private GuarantorHl7v2() {}

  /** GT1 of every guarantor. */
  public static List<OutSegment> write(List<Guarantor> guarantors, Dialect dialect) {
    var version = Version.of(dialect.version());
    var segments = new ArrayList<OutSegment>();
    for (var guarantor : guarantors) {
      segments.add(
          new OutSegment("GT1")
              .set(1, String.valueOf(segments.size() + 1))
              .set(2, Numbers.cx(guarantor.number()))
              .set(3, People.xpn(guarantor.name()))
              .set(5, guarantor.address() == null ? "" : Contacts.xad(guarantor.address()))
              .set(6, PatientHl7v2.telecoms(guarantor.telecoms(), false, version))
              .set(7, PatientHl7v2.telecoms(guarantor.telecoms(), true, version))
              .set(8, Hl7Timestamp.write(guarantor.birthDate()))
              .set(9, guarantor.sex() == null ? "" : PatientHl7v2.sex(guarantor.sex()))
              .set(10, Cwe.code(guarantor.type()))
              .set(11, PatientCodes.relationship(guarantor.relationship(), dialect))
              .set(15, guarantor.rank() == null ? "" : String.valueOf(guarantor.rank())));
      work(guarantor.employment(), segments.get(segments.size() - 1), version);
    }
    return segments;
  }

  private static void work(@Nullable Employment work, OutSegment gt1, Version version) {
    if (work != null) {
      gt1.set(16, Wire.text(work.employer()))
          .set(17, work.address() == null ? "" : Contacts.xad(work.address()))
          .set(
              18,
              Wire.repetitions(
                  work.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()))
          .set(19, Wire.text(work.number()))
          .set(20, Cwe.code(work.status()));
    }
  }

  private static @Nullable Employment work(Segment gt1, Reading reading) {
    return new Employment(
            gt1.field(16).optional(1),
            gt1.has(17) ? Contacts.readXad(gt1.field(17)) : null,
            gt1.repetitions(18).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList(),
            gt1.field(19).optional(1),
            Cwe.ofTable(gt1.field(20), "0066", reading.dialect()))
        .orNull();
  }

  /** The guarantor of a GT1; empty without a name. */
  public static Optional<Guarantor> read(Segment gt1, Reading reading) {
    var birth = reading.times().date(gt1, 8);
    return People.readXpn(gt1.field(3))
        .map(
            name ->
                new Guarantor(
                    Numbers.readCx(gt1.field(2), reading).orElse(null),
                    name,
                    PatientCodes.readRelationship(gt1.field(11), reading.dialect()),
                    gt1.has(5) ? Contacts.readXad(gt1.field(5)) : null,
                    PatientHl7v2.readTelecoms(gt1.repetitions(6), gt1.repetitions(7)),
                    birth,
                    PatientHl7v2.readSex(gt1, 9, reading),
                    Cwe.ofTable(gt1.field(10), "0068", reading.dialect()),
                    Numbers.positive(gt1.text(15), 3),
                    work(gt1, reading)));
  }
}

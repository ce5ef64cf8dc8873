package org.luer.mappings.concept.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link PatientMerge} to and from EVN, MRG, PID-3, PID-18 and PV1-19 (HL7 v2.5.1 ch. 3.4.10).
 *
 * <p>Mapped: EVN-2, 5 (the first), 6; MRG-1, 3, 5 to 7. Read: MRG-4 where MRG-1 is empty, as old
 * senders write it; the second PID of a link or unlink stands for MRG-1.
 */
public final class PatientMergeHl7v2 {
  private PatientMergeHl7v2() {}

  /** EVN. */
  public static OutSegment evn(PatientMerge merge, Dialect dialect) {
    var by = merge.by();
    return new OutSegment("EVN")
        .set(1, merge.event().trigger())
        .set(2, Hl7Timestamp.write(merge.recordedAt()))
        .set(5, by == null ? "" : ClinicianHl7v2.staff(by, dialect))
        .set(6, Hl7Timestamp.write(merge.occurredAt()));
  }

  /** PID-3 of a patient that travels with its numbers only. */
  public static OutSegment pid(PatientMerge merge) {
    return new OutSegment("PID")
        .set(1, "1")
        .set(3, numbers(merge.surviving()))
        .set(18, Numbers.cx(merge.survivingAccount()));
  }

  /** MRG. */
  public static OutSegment mrg(PatientMerge merge) {
    var name = merge.retiredName();
    return new OutSegment("MRG")
        .set(1, numbers(merge.retired()))
        .set(3, Numbers.cx(merge.retiredAccount()))
        .set(5, Numbers.cx(merge.retiredVisit()))
        .set(6, Numbers.cx(merge.retiredAlternateVisit()))
        .set(7, name == null ? "" : People.xpn(name));
  }

  private static String numbers(List<Identifier> numbers) {
    return Wire.repetitions(numbers.stream().map(Numbers::cx).toList());
  }

  /**
   * The merge that a group of PID, MRG and PV1 tells of.
   *
   * @param other MRG, or the second PID of a link
   */
  public static Optional<PatientMerge> read(
      PatientMerge.Event kind,
      @Nullable Segment evn,
      Segment pid,
      Segment other,
      @Nullable Segment pv1,
      String patientId,
      Reading reading) {
    var dialect = reading.dialect();
    var link = other.name().equals("PID");
    var surviving = numbers(pid.repetitions(3), dialect);
    var retired = numbers(other.repetitions(link ? 3 : 1), dialect);
    var old = link || !retired.isEmpty() ? null : number(other.field(4), dialect);
    var gone = old == null ? retired : List.of(old);
    var account = link ? null : number(other.field(3), dialect);
    var visit = link ? null : number(other.field(5), dialect);
    if (surviving.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, pid.path(3), "no surviving number with authority");
    }
    if (gone.isEmpty() && account == null && visit == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, other.path(link ? 3 : 1), "no retired number with authority");
    }
    if (surviving.isEmpty() || (gone.isEmpty() && account == null && visit == null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PatientMerge(
              id(kind, surviving, gone, account, visit, dialect),
              patientId,
              kind,
              surviving,
              gone,
              People.readXpn(other.field(link ? 5 : 7)).orElse(null),
              number(pid.field(18), dialect),
              account,
              pv1 == null ? null : number(pv1.field(19), dialect),
              visit,
              link ? null : number(other.field(6), dialect),
              MergeConflicts.of(kind, surviving, gone, account, visit, dialect),
              evn == null ? null : reading.times().moment(evn, 6),
              evn == null ? null : reading.times().moment(evn, 2),
              evn == null ? null : ClinicianHl7v2.read(evn.field(5), dialect).orElse(null),
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), other.path(), i.text()));
      return Optional.empty();
    }
  }

  private static List<Identifier> numbers(List<Part> parts, Dialect dialect) {
    var numbers = new ArrayList<Identifier>();
    for (var part : parts) {
      Numbers.readCx(part, dialect)
          .filter(n -> numbers.stream().noneMatch(n::sameAs))
          .ifPresent(numbers::add);
    }
    return numbers;
  }

  private static @Nullable Identifier number(Part part, Dialect dialect) {
    return Numbers.readCx(part, dialect).orElse(null);
  }

  /** The same merge told twice is the same record. */
  static String id(
      PatientMerge.Event kind,
      List<Identifier> surviving,
      List<Identifier> retired,
      @Nullable Identifier account,
      @Nullable Identifier visit,
      Dialect dialect) {
    var key = new StringBuilder();
    surviving.forEach(n -> key.append(n.authority()).append('|').append(n.value()).append(';'));
    key.append('<');
    retired.forEach(n -> key.append(n.authority()).append('|').append(n.value()).append(';'));
    if (account != null) {
      key.append('a').append(account.value());
    }
    if (visit != null) {
      key.append('v').append(visit.value());
    }
    return Ids.uuid("merge", dialect.partner(), kind.trigger(), key.toString()).toString();
  }
}

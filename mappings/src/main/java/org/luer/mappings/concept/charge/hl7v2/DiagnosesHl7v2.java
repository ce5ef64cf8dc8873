package org.luer.mappings.concept.charge.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.DiagnosisTypes;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * The {@link BilledDiagnosis diagnoses} of a charge to and from DG1, and the pointers at them to
 * and from FT1-19, which names them by code.
 *
 * <p>Mapped: DG1-3, 5, 6, 15 (rank), 16. ICD-10-CM without its dot gets it. Ignored when read:
 * DG1-2, 4, 7 to 14, 17 to 21.
 */
final class DiagnosesHl7v2 {
  private final List<BilledDiagnosis> all = new ArrayList<>();
  private final Reading reading;

  private DiagnosesHl7v2(Reading reading) {
    this.reading = reading;
  }

  /** DG1, one per diagnosis. */
  static List<OutSegment> write(List<BilledDiagnosis> diagnoses, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (var diagnosis : diagnoses) {
      var number = String.valueOf(segments.size() + 1);
      segments.add(
          new OutSegment("DG1")
              .set(1, number)
              .set(3, Cwe.write(diagnosis.code(), dialect))
              .set(5, Hl7Timestamp.write(diagnosis.date()))
              .set(6, DiagnosisTypes.write(diagnosis.type()))
              .set(15, number)
              .set(16, ChargePeople.xcn(diagnosis.by(), dialect)));
    }
    return segments;
  }

  /** Reads DG1 in order of rank. */
  static DiagnosesHl7v2 read(List<Segment> segments, ChargePeople people, Reading reading) {
    var diagnoses = new DiagnosesHl7v2(reading);
    segments.stream()
        .sorted(java.util.Comparator.comparingInt(DiagnosesHl7v2::rank))
        .forEach(dg1 -> diagnoses.add(dg1, people));
    return diagnoses;
  }

  private static int rank(Segment dg1) {
    var rank = dg1.text(15).strip();
    return rank.matches("[1-9]\\d?") ? Integer.parseInt(rank) : 100;
  }

  private void add(Segment dg1, ChargePeople people) {
    var code = code(dg1.field(3));
    if (code == null) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, dg1.path(3), "has no code with its system: not read");
    } else if (all.stream().noneMatch(d -> d.sameAs(code))) {
      all.add(
          new BilledDiagnosis(
              code, readType(dg1), reading.times().date(dg1, 5), people.find(dg1.field(16))));
    }
  }

  private BilledDiagnosis.@Nullable Type readType(Segment dg1) {
    var code = dg1.text(6).toUpperCase(Locale.ROOT);
    if (!code.isEmpty() && !DiagnosisTypes.known(code)) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, dg1.path(6), "is not a code of HL7 table 0052");
    }
    return DiagnosisTypes.read(code).orElse(null);
  }

  private @Nullable Coded code(Part part) {
    var coded = Cwe.read(part, reading.dialect());
    return coded == null || coded.code() == null ? null : BillingCodes.dotted(coded);
  }

  /** The numbers of the diagnoses that FT1-19 names; one that no DG1 has is added. */
  List<Integer> pointers(Segment ft1) {
    var pointers = new ArrayList<Integer>();
    for (var part : ft1.repetitions(19)) {
      var code = code(part);
      if (code == null) {
        reading
            .issues()
            .warning(IssueCode.CODE_UNKNOWN, part.path(), "has no code with its system: not read");
        continue;
      }
      if (all.stream().noneMatch(d -> d.sameAs(code))) {
        all.add(BilledDiagnosis.of(code));
      }
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).sameAs(code) && !pointers.contains(i + 1)) {
          pointers.add(i + 1);
        }
      }
    }
    return pointers;
  }

  /** The diagnoses in order of rank. */
  List<BilledDiagnosis> all() {
    return List.copyOf(all);
  }
}

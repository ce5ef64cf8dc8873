package org.luer.mappings.exchange.charges;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.hl7v2.ChargeHl7v2;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageHl7v2;
import org.luer.mappings.concept.patient.GuarantorHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * A charge as DFT^P03 or DFT^P11 (HL7 v2.5.1 ch. 6.4.3, 6.4.4; reference/hl7v2.md profile 8). P11
 * has the diagnoses and the insurance before the lines and no notes below them; before version 2.4
 * there is no P11, so P03 is written instead.
 */
final class DftWriter {
  private final Charges set;
  private final Charge charge;
  private final Dialect dialect;
  private final String type;
  private final boolean notes;

  DftWriter(Charges set, Charge charge, String type, Dialect dialect) {
    var version = Version.of(dialect.version());
    this.set = set;
    this.charge = charge;
    this.dialect = dialect;
    this.type = version == Version.V231 ? ChargesHl7v2.DFT_P03 : type;
    this.notes = this.type.equals(ChargesHl7v2.DFT_P03) && !version.before(Version.V251);
  }

  /** The message that posts these transactions. */
  Draft write(List<Transactions.Transaction> transactions) {
    var lines = transactions.stream().map(Transactions.Transaction::line).toList();
    var own = transactions.stream().map(Transactions.Transaction::own).toList();
    var segments = new ArrayList<OutSegment>();
    segments.add(msh());
    segments.add(evn());
    var visit = charge.visit();
    segments.add(
        PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect));
    var pv1 = ChargeHl7v2.pv1(charge, dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    segments.addAll(
        ChargeHl7v2.observations(charge, lines, own, set.clinic(), authorizes(), dialect, notes));
    var around = new ArrayList<>(ChargeHl7v2.diagnoses(charge, dialect));
    around.addAll(GuarantorHl7v2.write(set.patient().guarantors(), dialect));
    around.addAll(insurance());
    var posted = posted(transactions);
    if (type.equals(ChargesHl7v2.DFT_P03)) {
      segments.addAll(posted);
      segments.addAll(around);
    } else {
      segments.addAll(around);
      segments.addAll(posted);
    }
    return new Draft(type, segments);
  }

  private List<OutSegment> posted(List<Transactions.Transaction> transactions) {
    var segments = new ArrayList<OutSegment>();
    int lines = 0;
    int procedures = 0;
    for (var one : transactions) {
      for (var segment : ChargeHl7v2.lines(one.of(), List.of(one.line()), plan(), dialect, notes)) {
        if (segment.name().equals("FT1")) {
          segment.set(1, String.valueOf(++lines));
        } else if (segment.name().equals("PR1")) {
          segment.set(1, String.valueOf(++procedures));
        }
        segments.add(segment);
      }
    }
    return segments;
  }

  /** IN1-1 is the place of the coverage in the charge's list. */
  private List<OutSegment> insurance() {
    var segments = new ArrayList<OutSegment>();
    for (var coverage : set.coverages()) {
      if (coverage.status() == Coverage.Status.ACTIVE) {
        var number = charge.coverageIds().indexOf(coverage.id()) + 1;
        segments.addAll(CoverageHl7v2.write(coverage, number, dialect));
      }
    }
    if (authorizes() && !segments.isEmpty()) {
      segments.get(0).set(14, Wire.text(charge.authorizationNumber()));
    }
    return segments;
  }

  /** Whether IN1-14 has the charge's authorization: the coverage itself has none. */
  private boolean authorizes() {
    return charge.authorizationNumber() != null
        && first().filter(c -> c.authorization() == null).isPresent();
  }

  private Optional<Coverage> first() {
    return set.coverages().stream().filter(c -> c.status() == Coverage.Status.ACTIVE).findFirst();
  }

  /** FT1-14: the plan that is billed first. */
  private String plan() {
    return charge.plan() != null
        ? Cwe.write(charge.plan(), dialect)
        : first().map(Coverage::plan).map(plan -> Cwe.write(plan, dialect)).orElse("");
  }

  private OutSegment msh() {
    return Header.msh(type, recorded(), dialect).set(7, written());
  }

  private OutSegment evn() {
    var visit = charge.visit();
    return new OutSegment("EVN")
        .set(1, type.substring(type.indexOf('_') + 1))
        .set(2, written())
        .set(5, ChargeHl7v2.operator(charge, dialect))
        .set(6, visit == null ? "" : Hl7Timestamp.write(visit.leftAt()));
  }

  /** When the charge was recorded, else the latest time that it knows of, else its day. */
  private String written() {
    var time = recorded();
    return time == null ? Hl7Timestamp.write(charge.serviceDate()) : Hl7Timestamp.write(time);
  }

  private @Nullable OffsetDateTime recorded() {
    if (charge.recordedAt() != null) {
      return charge.recordedAt();
    }
    return charge.lines().stream()
        .map(ChargeLine::postedAt)
        .filter(Objects::nonNull)
        .flatMap(posted -> posted.time().stream())
        .max(OffsetDateTime.timeLineOrder())
        .orElseGet(
            () ->
                charge.lines().stream()
                    .flatMap(line -> Stream.of(line.to(), line.from()))
                    .filter(Objects::nonNull)
                    .max(OffsetDateTime.timeLineOrder())
                    .orElse(null));
  }
}

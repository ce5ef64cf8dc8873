package org.luer.mappings.concept.charge.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;

/**
 * A {@link Charge} as segments of DFT; {@link ChargeReader} reads them.
 *
 * <p>Mapped: PV1 (visit; rendering professional as PV1-7, referrer as PV1-8), FT1 with NTE and PR1
 * per line, DG1 per diagnosis. What DFT has no field for are observations before the lines: number
 * and status of the charge, session, place of service, authorization, time of recording, billing
 * organization, details of people, and of lines what {@link ChargeLineHl7v2} says.
 */
public final class ChargeHl7v2 {
  static final LocalCodes CODES = LocalCodes.load(ChargeHl7v2.class, "charge-hl7v2.csv");

  private ChargeHl7v2() {}

  /**
   * The lines by which a whole charge is taken back: every charge that no credit of it took back
   * already.
   */
  public static List<ChargeLine> reversed(Charge charge) {
    var credited =
        charge.lines().stream()
            .filter(ChargeLine::credit)
            .map(ChargeLine::number)
            .collect(Collectors.toSet());
    return charge.lines().stream()
        .filter(line -> !line.credit() && !credited.contains(line.number()))
        .map(ChargeLine::reversed)
        .toList();
  }

  /** PV1; null when there is nothing to say. */
  public static @Nullable OutSegment pv1(Charge charge, Dialect dialect) {
    var staff = new ArrayList<StaffMember>();
    add(staff, StaffMember.Role.ATTENDING, charge.rendering());
    add(staff, StaffMember.Role.REFERRER, charge.referrer());
    return VisitHl7v2.write(charge.visit(), staff, dialect);
  }

  private static void add(
      List<StaffMember> staff, StaffMember.Role role, @Nullable Clinician clinician) {
    if (clinician != null) {
      staff.add(new StaffMember(role, clinician));
    }
  }

  /**
   * The observations before the lines.
   *
   * @param lines under the numbers that they have on the wire
   * @param own the clinic's own numbers of the same lines
   * @param authorizes whether IN1-14 has the charge's authorization, not one of the coverage
   * @param notes whether the message has room for NTE
   */
  public static List<OutSegment> observations(
      Charge charge,
      List<ChargeLine> lines,
      List<String> own,
      Organization clinic,
      boolean authorizes,
      Dialect dialect,
      boolean notes) {
    var panel = new Panel(0, "", "");
    var rows = panel.group(CODES, "", dialect);
    rows.text("CHG-ID", charge.id());
    rows.code("CHG-STATUS", charge.status().code(), "99KIC");
    rows.text("CHG-SESSION", charge.sessionId());
    rows.coded("CHG-POS", charge.placeOfService());
    rows.text("CHG-AUTH", charge.authorizationNumber());
    rows.bool("CHG-AUTH-IN1", authorizes ? true : null);
    rows.texts("CHG-COV", charge.coverageIds());
    rows.time("CHG-RECORDED", charge.recordedAt());
    ChargeClinicHl7v2.write(clinic, panel, dialect);
    ChargePeople.write(charge, panel, dialect);
    for (int i = 0; i < lines.size(); i++) {
      var beside = panel.group(ChargeLineHl7v2.CODES, String.valueOf(i + 1), dialect);
      ChargeLineHl7v2.rows(lines.get(i), own.get(i), beside);
      BilledDrugHl7v2.write(lines.get(i), new OutSegment("FT1"), beside, notes);
    }
    var segments = new ArrayList<OutSegment>();
    panel.write(segments, "F");
    return segments;
  }

  /**
   * FT1 of every line with its NTE and PR1.
   *
   * @param plan encoded FT1-14, the plan that is billed first
   * @param notes whether the message has room for NTE
   */
  public static List<OutSegment> lines(
      Charge charge, List<ChargeLine> lines, String plan, Dialect dialect, boolean notes) {
    var segments = new ArrayList<OutSegment>();
    var visit = charge.visit();
    int procedures = 0;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var ft1 =
          ChargeLineHl7v2.ft1(charge, line, dialect)
              .set(1, String.valueOf(i + 1))
              .set(14, plan)
              .set(16, visit == null ? "" : VisitHl7v2.place(visit.place()));
      BilledDrugHl7v2.write(
          line, ft1, new Panel(0, "", "").group(ChargeLineHl7v2.CODES, "", dialect), notes);
      segments.add(ft1);
      if (notes) {
        Optional.ofNullable(BilledDrugHl7v2.note(line, dialect)).ifPresent(segments::add);
      }
      var pr1 = ChargeLineHl7v2.pr1(charge, line, dialect);
      if (pr1.isPresent()) {
        segments.add(pr1.get().set(1, String.valueOf(++procedures)));
      }
    }
    return segments;
  }

  /** DG1, one per diagnosis. */
  public static List<OutSegment> diagnoses(Charge charge, Dialect dialect) {
    return DiagnosesHl7v2.write(charge.diagnoses(), dialect);
  }

  /** Who entered a charge, as XCN: the first whom a line names. */
  public static String operator(Charge charge, Dialect dialect) {
    return charge.lines().stream()
        .map(ChargeLine::enteredBy)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .map(c -> ChargePeople.xcn(c, dialect))
        .orElse("");
  }
}

package org.luer.mappings.exchange.assessment;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.hl7v2.AssessmentHl7v2;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.ControlIds;
import org.luer.mappings.hl7v2.CorrectedPanels;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;

/**
 * An {@link AssessmentReport} as ORU^R01: one message with one OBR (HL7 v2.5.1 ch. 7.3.1).
 *
 * <p>OBR-25 and OBX-11: P not finished, F completed, C corrected with what was said before and D
 * for what is gone, X with D entered in error, X with W for the chart of a wrong patient.
 */
final class AssessmentOru {
  /** The message. */
  static final String ORU_R01 = "ORU_R01";

  private static final int ROOM = 22; // length of an entity identifier that strict peers keep

  private final AssessmentReport report;
  private final Assessment assessment;
  private final Dialect dialect;
  private final String number;

  private AssessmentOru(AssessmentReport report, String number, Dialect dialect) {
    this.report = report;
    this.assessment = report.assessment();
    this.dialect = dialect;
    this.number = number;
  }

  /** The report, as a first one or as the correction of what the partner has. */
  static Draft draft(
      AssessmentReport report, @Nullable AssessmentReport before, String number, Dialect dialect) {
    var oru = new AssessmentOru(report, number, dialect);
    var now = oru.panel();
    var assessment = report.assessment();
    if (assessment.isVoid()) {
      now.rows().stream().filter(r -> r.status().isEmpty()).forEach(r -> r.status("D"));
      return oru.message(now, "X", "D");
    }
    if (!assessment.complete()) {
      var open = AssessmentStatuses.result(assessment.status());
      return oru.message(now, open, open);
    }
    if (before == null || !before.assessment().complete()) {
      return oru.message(now, AssessmentStatuses.result(assessment.status()), "F");
    }
    var earlier = new AssessmentOru(before, number, dialect).panel();
    var merged = CorrectedPanels.of(List.of(now), List.of(earlier));
    var changed = !merged.changed().isEmpty() || assessment.status() == Assessment.Status.AMENDED;
    return oru.message(merged.panels().get(0), changed ? "C" : "F", "F");
  }

  /** Takes a report out of the chart of a patient whose it is not. */
  static Draft wrongPatient(AssessmentReport report, String number, Dialect dialect) {
    var oru = new AssessmentOru(report, number, dialect);
    var panel = oru.panel();
    panel.rows().forEach(r -> r.status("W"));
    return oru.message(panel, "X", "W");
  }

  /**
   * Our number of the report with the clinic's namespace; the sender's own for one that came from
   * outside.
   *
   * @param key what it is derived from, the id as a rule
   */
  static String number(AssessmentReport report, String key, Dialect dialect) {
    var sent = report.assessment().fillerNumber();
    var first = key.equals(report.assessment().id());
    if (sent != null && first && Numbers.ei(sent).length() <= ROOM) {
      return Numbers.ei(sent);
    }
    var namespace = dialect.clinic().application();
    var whole = Numbers.ei(key, namespace);
    return whole.length() <= ROOM
        ? whole
        : Numbers.ei(ControlIds.digits(12, "assessment", key), namespace);
  }

  /** When it was recorded, else answered. */
  private OffsetDateTime recorded() {
    var recorded = assessment.recordedAt();
    return recorded == null ? assessment.authored() : recorded;
  }

  private Panel panel() {
    var panel = AssessmentHl7v2.write(assessment, dialect);
    if (report.clinic() != null) {
      OrganizationHl7v2.writeNumbers(
          panel.group(SessionHl7v2.codes(), "", dialect), report.clinic());
    }
    PatientHl7v2.writePanel(report.patient(), dialect).rows().forEach(panel::add);
    StaffHl7v2.write(assessment.staff(), dialect).rows().forEach(panel::add);
    StaffHl7v2.writeNamed(report.people(), panel, dialect);
    PlaceRowsHl7v2.write(assessment.visit(), panel, dialect);
    return panel;
  }

  private Draft message(Panel panel, String status, String rowStatus) {
    var segments = new ArrayList<OutSegment>();
    var visit = assessment.visit();
    segments.add(Header.msh(ORU_R01, recorded(), dialect));
    segments.add(
        PatientHl7v2.write(report.patient(), visit == null ? null : visit.account(), dialect));
    segments.addAll(ContactHl7v2.write(report.patient().contacts(), null, dialect));
    var pv1 = VisitHl7v2.write(visit, assessment.staff(), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    segments.add(orc());
    segments.add(obr(panel, status));
    panel.write(segments, rowStatus);
    return new Draft(ORU_R01, segments);
  }

  private OutSegment orc() {
    var placer = assessment.placerNumber();
    var orc =
        new OutSegment("ORC")
            .set(1, "RE")
            .set(2, placer == null ? "" : Numbers.ei(placer))
            .set(3, number)
            .set(5, status())
            .set(9, Hl7Timestamp.write(recorded()))
            .set(10, person(assessment.enteredBy()))
            .set(12, person(assessment.orderer()));
    if (report.clinic() != null) {
      OrganizationHl7v2.write(orc, report.clinic(), dialect);
    }
    return orc;
  }

  private OutSegment obr(Panel panel, String status) {
    var placer = assessment.placerNumber();
    return new OutSegment("OBR")
        .set(1, "1")
        .set(2, placer == null ? "" : Numbers.ei(placer))
        .set(3, number)
        .set(4, panel.code())
        .set(7, Hl7Timestamp.write(assessment.authored()))
        .set(16, person(assessment.orderer()))
        .set(22, Hl7Timestamp.write(recorded()))
        .set(24, panel.section())
        .set(25, status);
  }

  private String person(@Nullable Clinician clinician) {
    return clinician == null ? "" : ClinicianHl7v2.provider(clinician, dialect);
  }

  private String status() {
    return AssessmentStatuses.order(assessment.status());
  }
}

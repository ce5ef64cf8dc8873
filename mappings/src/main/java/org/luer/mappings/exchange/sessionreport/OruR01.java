package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.CorrectedPanels;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;

/** A session report as the segments of ORU^R01 (HL7 v2.5.1 ch. 7.3.1). */
final class OruR01 {
  private final SessionReport report;
  private final Predecessor predecessor;
  private final Dialect dialect;
  private final List<OutSegment> segments = new ArrayList<>();
  private int reports;

  private OruR01(SessionReport report, Predecessor predecessor, Dialect dialect) {
    this.report = report;
    this.predecessor = predecessor;
    this.dialect = dialect;
  }

  /** The segments, MSH-10 still empty. */
  static List<OutSegment> segments(SessionReport report, Predecessor predecessor, Dialect dialect) {
    return new OruR01(report, predecessor, dialect).write();
  }

  private List<OutSegment> write() {
    var session = report.session();
    var visit = session.visit();
    segments.add(ReportHeader.msh(report, "ORU_R01", dialect));
    segments.add(
        PatientHl7v2.write(report.patient(), visit == null ? null : visit.account(), dialect));
    segments.addAll(ContactHl7v2.write(report.patient().contacts(), session.companion(), dialect));
    var pv1 = VisitHl7v2.write(visit, session.staff(), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    var corrected = corrected();
    for (var panel : corrected.panels()) {
      var status = status(corrected.changed().contains(panel.number()));
      for (var part : split(panel)) {
        panel(part, status);
      }
    }
    return segments;
  }

  private CorrectedPanels corrected() {
    var points = SessionPanels.timePoints(report, predecessor);
    var now = SessionPanels.of(report, points, dialect);
    var earlier = predecessor.report();
    if (earlier == null || !earlier.session().signed()) {
      return new CorrectedPanels(now, List.of());
    }
    return CorrectedPanels.of(now, SessionPanels.of(earlier, points, dialect));
  }

  /** OBR-25: X withdrawn, P unsigned, C corrected, F final. */
  private String status(boolean changed) {
    if (report.session().status() == InfusionSession.Status.ENTERED_IN_ERROR) {
      return "X";
    }
    if (!report.session().signed()) {
      return "P";
    }
    return changed ? "C" : "F";
  }

  /** One part, or one per time point when the receiver wants its vital signs so. */
  private List<Part> split(Panel panel) {
    if (dialect.vitals() == Dialect.VitalsLayout.TIME_POINTS || panel.number() != 1) {
      return List.of(new Part(panel, number(panel)));
    }
    var byPoint = new LinkedHashMap<String, List<OutObx>>();
    for (var row : panel.rows()) {
      var sub = row.key().substring(row.key().indexOf('|') + 1);
      var dot = sub.indexOf('.');
      byPoint
          .computeIfAbsent(dot < 0 ? sub : sub.substring(0, dot), k -> new ArrayList<>())
          .add(row);
    }
    var parts = new ArrayList<Part>();
    byPoint.forEach(
        (point, rows) -> parts.add(new Part(panel.with(rows), number(panel) + "." + point)));
    return parts;
  }

  private static String number(Panel panel) {
    return String.valueOf(panel.number());
  }

  private record Part(Panel panel, String number) {}

  private void panel(Part part, String status) {
    var filler = ReportHeader.number(report, part.number(), dialect);
    if (reports == 0) {
      var orc = ReportHeader.orc(report, filler, dialect);
      OrganizationHl7v2.write(orc, report.clinic(), dialect);
      segments.add(orc);
    }
    reports++;
    var order = report.order();
    var panel = part.panel();
    segments.add(
        new OutSegment("OBR")
            .set(1, String.valueOf(reports))
            .set(2, order == null ? "" : Numbers.ei(order.placerNumber()))
            .set(3, filler)
            .set(4, panel.code())
            .set(7, Hl7Timestamp.write(time(panel, true)))
            .set(8, Hl7Timestamp.write(time(panel, false)))
            .set(16, ReportHeader.orderer(report, dialect))
            .set(22, Hl7Timestamp.write(ReportHeader.recorded(report)))
            .set(24, panel.section())
            .set(25, status));
    var rowStatus = status.equals("X") ? "D" : status.equals("P") ? "P" : "F";
    if (status.equals("X")) {
      panel.rows().forEach(r -> r.status("D"));
    }
    panel.write(segments, rowStatus);
  }

  /** The first or last time of its observations, else of the session. */
  private @Nullable OffsetDateTime time(Panel panel, boolean first) {
    @Nullable OffsetDateTime found = null;
    for (var row : panel.rows()) {
      var time = row.time();
      if (time != null && (found == null || (first ? time.isBefore(found) : time.isAfter(found)))) {
        found = time;
      }
    }
    return found == null ? ReportHeader.span(report, first) : found;
  }
}

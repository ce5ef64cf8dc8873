package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.OtherFindingsHl7v2;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.ReportNumber;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.CorrectedPanels;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Wire;

/** A session report as the segments of ORU^R01 (HL7 v2.5.1 ch. 7.3.1). */
final class OruR01 {
  /** Report of what a sender found beside the course of the session. */
  static final String FINDINGS = "FINDINGS";

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
    segments.add(ReportHeader.msh(report, "ORU_R01", dialect));
    segments.addAll(ReportHeader.patient(report, true, dialect));
    var told = new ToldReports(report.session().beside());
    var corrected = corrected();
    var own = new ArrayList<Part>();
    for (var panel : corrected.panels()) {
      var differs = corrected.changed().contains(panel.number());
      var left = told.take(panel.rows(), differs);
      if (!left.isEmpty()) {
        own.addAll(split(panel.with(left), status(differs)));
      }
    }
    told.reports().forEach(r -> told(r, told));
    own.forEach(this::panel);
    rest(told.rest());
    return segments;
  }

  /** A report as its sender numbered it. */
  private void told(ReportNumber its, ToldReports told) {
    var status = status(told.changed(its) || its.status() == ReportNumber.Status.CORRECTED);
    var panel = new Panel(0, Cwe.write(its.code(), dialect), Wire.text(its.section()));
    panel.reasons(
        Wire.repetitions(
            report.session().indications().stream().map(i -> Cwe.write(i, dialect)).toList()));
    told.rows(its).forEach(panel::add);
    var number = its.number();
    panel(
        new Part(
            panel,
            number == null
                ? ReportHeader.number(report, "T" + (reports + 1), dialect)
                : Numbers.ei(number),
            status,
            its.from(),
            its.to(),
            its.issuedAt(),
            its.note(),
            told.findings(its)));
  }

  /** What else its sender told, in a report of our own. */
  private void rest(List<Finding> findings) {
    if (!findings.isEmpty()) {
      var panel = new Panel(17, FINDINGS + "^Further findings^99KIC", "OTH");
      panel(part(panel, "17", status(false), findings));
    }
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
      return SessionStatuses.report(ReportNumber.Status.ENTERED_IN_ERROR);
    }
    if (!report.session().signed()) {
      return SessionStatuses.report(ReportNumber.Status.PRELIMINARY);
    }
    return SessionStatuses.report(
        changed ? ReportNumber.Status.CORRECTED : ReportNumber.Status.FINAL);
  }

  /** One part, or one per time point when the receiver wants its vital signs so. */
  private List<Part> split(Panel panel, String status) {
    if (dialect.vitals() == Dialect.VitalsLayout.TIME_POINTS || panel.number() != 1) {
      return List.of(part(panel, number(panel), status, List.of()));
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
        (point, rows) ->
            parts.add(part(panel.with(rows), number(panel) + "." + point, status, List.of())));
    return parts;
  }

  private static String number(Panel panel) {
    return String.valueOf(panel.number());
  }

  private Part part(Panel panel, String number, String status, List<Finding> findings) {
    return new Part(
        panel,
        ReportHeader.number(report, number, dialect),
        status,
        time(panel, true),
        time(panel, false),
        ReportHeader.recorded(report),
        null,
        findings);
  }

  private record Part(
      Panel panel,
      String filler,
      String status,
      @Nullable OffsetDateTime from,
      @Nullable OffsetDateTime to,
      @Nullable OffsetDateTime issued,
      @Nullable String note,
      List<Finding> findings) {}

  private void panel(Part part) {
    if (reports == 0) {
      var orc = ReportHeader.orc(report, part.filler(), dialect);
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
            .set(3, part.filler())
            .set(4, panel.code())
            .set(7, Hl7Timestamp.write(part.from()))
            .set(8, Hl7Timestamp.write(part.to()))
            .set(16, ReportHeader.orderer(report, dialect))
            .set(22, Hl7Timestamp.write(part.issued()))
            .set(24, panel.section())
            .set(25, part.status())
            .set(31, panel.reasons()));
    segments.addAll(OtherFindingsHl7v2.notes(part.note()));
    var withdrawn = part.status().equals("X");
    if (withdrawn) {
      panel.rows().forEach(r -> r.status("D"));
    }
    panel.write(segments, withdrawn ? "D" : part.status().equals("P") ? "P" : "F");
    var findings =
        withdrawn
            ? part.findings().stream().map(f -> f.as(Finding.Status.ENTERED_IN_ERROR)).toList()
            : part.findings();
    segments.addAll(OtherFindingsHl7v2.write(findings, panel.rows().size(), null, dialect));
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

package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.OtherFindingsHl7v2;
import org.luer.mappings.concept.session.ReportNumber;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.concept.vitals.VitalSigns;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.Segment;

/**
 * The reports in which another sender told a session ({@link ReportNumber}), from the OBR of an
 * ORU^R01, and what of a session belongs into which of them when it is written again.
 */
final class ToldReports {
  private final List<ReportNumber> reports;
  private final Map<ReportNumber, List<OutObx>> rows = new HashMap<>();
  private final Set<ReportNumber> changed = new HashSet<>();
  private final List<Finding> findings;

  ToldReports(Told told) {
    this.reports = told.reports();
    this.findings = new ArrayList<>(told.findings());
  }

  List<ReportNumber> reports() {
    return reports;
  }

  /** The observations of a report. */
  List<OutObx> rows(ReportNumber report) {
    return rows.getOrDefault(report, List.of());
  }

  /** Whether a report holds something that the receiver knows otherwise. */
  boolean changed(ReportNumber report) {
    return changed.contains(report);
  }

  /** The findings of a report; each is given out once. */
  List<Finding> findings(ReportNumber report) {
    var its = new ArrayList<Finding>();
    for (var finding : List.copyOf(findings)) {
      var codes = new ArrayList<String>();
      finding.code().codings().forEach(c -> codes.add(c.code()));
      if (codes.isEmpty() && finding.code().text() != null) {
        codes.add(finding.code().text());
      }
      if (report.equals(best(codes, finding.takenAt()))) {
        its.add(finding);
        findings.remove(finding);
      }
    }
    return its;
  }

  /** The findings that no report holds. */
  List<Finding> rest() {
    return findings;
  }

  /** Takes the rows that a report holds out of a panel, and gives the rest. */
  List<OutObx> take(List<OutObx> panel, boolean differs) {
    if (reports.isEmpty()) {
      return panel;
    }
    var rest = new ArrayList<OutObx>();
    var places = new HashMap<String, ReportNumber>();
    for (var row : panel) {
      var report = row.key().startsWith("VIT-") ? beside(row, places) : best(row);
      if (report == null) {
        rest.add(row);
      } else {
        rows.computeIfAbsent(report, r -> new ArrayList<>()).add(row);
        places.putIfAbsent(row.key(), report);
        places.putIfAbsent("|" + group(row), report);
        if (differs) {
          changed.add(report);
        }
      }
    }
    return rest;
  }

  private static String group(OutObx row) {
    var sub = row.key().substring(row.key().indexOf('|') + 1);
    return sub.split("\\.", 2)[0];
  }

  /** What stands beside a reading stays in its report. */
  private static @Nullable ReportNumber beside(OutObx row, Map<String, ReportNumber> places) {
    var sub = row.key().substring(row.key().indexOf('|') + 1);
    var dot = sub.lastIndexOf('.');
    var own = dot < 0 ? null : places.get(sub.substring(dot + 1) + "|" + sub.substring(0, dot));
    return own == null ? places.get("|" + group(row)) : own;
  }

  private @Nullable ReportNumber best(OutObx row) {
    var parts = row.code().split("\\^", -1);
    return best(
        parts.length > 3 ? Arrays.asList(parts[0], parts[3]) : List.of(parts[0]), row.time());
  }

  /** Of the reports that hold such codes, the last one that begins before the time. */
  private @Nullable ReportNumber best(List<String> codes, @Nullable OffsetDateTime time) {
    var holding =
        reports.stream().filter(r -> r.contents().stream().anyMatch(codes::contains)).toList();
    var fitting = holding.stream().filter(r -> r.tellsOf(time)).toList();
    return fitting.stream()
        .filter(r -> r.from() != null)
        .max(Comparator.comparing(r -> Objects.requireNonNull(r.from()).toInstant()))
        .orElseGet(
            () -> fitting.isEmpty() ? (holding.isEmpty() ? null : holding.get(0)) : fitting.get(0));
  }

  /** The reports of another sender in what was received. */
  static List<ReportNumber> read(PatientRun run, boolean complete) {
    var told = new ArrayList<ReportNumber>();
    for (var obr : run.segments()) {
      if (obr.name().equals("OBR")) {
        var report = report(obr, run, complete);
        if (report != null) {
          told.add(report);
        }
      }
    }
    return told;
  }

  private static @Nullable ReportNumber report(Segment obr, PatientRun run, boolean complete) {
    var dialect = run.reading().dialect();
    var number = EntityNumbers.read(obr.field(3), "FILL", run.sender());
    var code = Cwe.read(obr.repetitions(4), dialect);
    var ours = number == null || number.authority().equals(dialect.clinic().application());
    if (code == null || (complete && ours)) {
      return null;
    }
    var contents = new LinkedHashSet<String>();
    run.observations().all().stream()
        .filter(o -> obr.equals(o.above()))
        .forEach(o -> contents.addAll(codes(o)));
    return new ReportNumber(
        code,
        number,
        run.reading().times().aside(obr, 7),
        run.reading().times().aside(obr, 8),
        run.reading().times().aside(obr, 22),
        obr.has(24) ? obr.text(24) : null,
        status(obr.text(25)),
        OtherFindingsHl7v2.readNotes(run.notes(obr)),
        List.copyOf(contents));
  }

  /** The codes under which an observation is written again. */
  private static Set<String> codes(Obx obx) {
    var codes = new LinkedHashSet<String>();
    for (var key : obx.keys()) {
      var code = key.substring(key.indexOf('|') + 1);
      codes.add(code);
      if (key.startsWith("LN|")) {
        VitalSigns.byLoinc(code)
            .map(kind -> VitalSigns.TABLE.row(kind).loinc())
            .ifPresent(codes::add);
      }
      if (code.equals("85354-9") || code.equals("55284-4")) {
        codes.addAll(List.of("8480-6", "8462-4"));
      }
    }
    if (codes.isEmpty() && obx.segment().has(3)) {
      codes.add(obx.segment().field(3).component(2));
    }
    return codes;
  }

  private static ReportNumber.@Nullable Status status(String code) {
    return SessionStatuses.readReport(code).orElse(null);
  }
}

package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/**
 * Reads the messages of one input into session reports: every PID begins a patient, ORU^R01 and
 * RAS^O17 of the same session are put together, ORU^R01 first.
 */
final class ReportReader {
  private final Dialect dialect;
  private final Issues issues;
  private final List<SessionDraft> results = new ArrayList<>();
  private final List<SessionDraft> given = new ArrayList<>();

  private ReportReader(Dialect dialect, Issues issues) {
    this.dialect = dialect;
    this.issues = issues;
  }

  static Translation<List<SessionReport>> read(
      List<Segments> messages, Dialect dialect, Issues issues) {
    var reader = new ReportReader(dialect, issues);
    messages.forEach(reader::message);
    return reader.result();
  }

  private void message(Segments message) {
    var type = PreParser.type(message);
    if (!type.equals(SessionReportHl7v2.ORU_R01) && !type.equals(SessionReportHl7v2.RAS_O17)) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          message.header().path(9),
          "is not a message about an infusion session; ORU^R01 and RAS^O17 are read");
      return;
    }
    var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
    for (var run : runs(message)) {
      var patient = new PatientRun(message.header(), run, reading);
      if (type.equals(SessionReportHl7v2.ORU_R01)) {
        OruReader.read(patient).ifPresent(results::add);
      } else {
        RasReader.read(patient).ifPresent(given::add);
      }
    }
  }

  /** Each patient's segments; what stands between the header and the first belongs to that one. */
  private static List<List<Segment>> runs(Segments message) {
    var runs = new ArrayList<List<Segment>>();
    runs.add(new ArrayList<>());
    var named = false;
    for (var segment : message.all()) {
      var patient = segment.name().equals("PID");
      if (patient && named) {
        runs.add(new ArrayList<>());
      }
      named |= patient;
      if (!segment.name().equals("MSH")) {
        runs.get(runs.size() - 1).add(segment);
      }
    }
    return runs;
  }

  private Translation<List<SessionReport>> result() {
    var drafts = new ArrayList<>(results);
    for (var one : given) {
      var same = results.stream().filter(r -> r.sameAs(one)).toList();
      if (same.size() == 1) {
        same.get(0).fill(one);
      } else {
        drafts.add(one);
      }
    }
    var reports = new ArrayList<SessionReport>();
    drafts.forEach(d -> build(d).ifPresent(reports::add));
    return issues.resultOf(() -> List.copyOf(reports));
  }

  private Optional<SessionReport> build(SessionDraft draft) {
    var status = draft.status;
    if (status == null) {
      issues.error(
          IssueCode.REQUIRED, "ORC[1]-5", "neither it nor OBR-25 says how far the session is");
      return Optional.empty();
    }
    if (issues.refuse()) {
      return Optional.empty();
    }
    try {
      return Optional.of(draft.build(id(draft), status));
    } catch (InvalidRecordException invalid) {
      issues.addAll(invalid.issues());
      return Optional.empty();
    }
  }

  /** The session's own number, else a key of what it was about: the patient and when. */
  private String id(SessionDraft draft) {
    if (draft.id != null) {
      return draft.id;
    }
    var when =
        draft.timeline.isEmpty()
            ? draft.readings.isEmpty() ? "" : draft.readings.get(0).takenAt().toString()
            : draft.timeline.get(0).at().toString();
    return Ids.uuid("session", dialect.partner(), draft.patient.id(), when).toString();
  }
}

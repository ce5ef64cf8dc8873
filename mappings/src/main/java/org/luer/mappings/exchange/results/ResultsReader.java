package org.luer.mappings.exchange.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministrationHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.observation.ObservationHl7v2;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.XonHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/**
 * Reads the order groups of ORU^R01 and RAS^O17: every PID begins a patient, every ORC, and every
 * OBR that follows an OBR, begins a group. Each group is a set; in RAS^O17 each RXA is one.
 */
final class ResultsReader {
  private static final Set<String> HEAD = Set.of("PID", "PD1", "NK1", "PV1", "PV2", "SFT", "UAC");
  private final Dialect dialect;
  private final Issues issues = new Issues();
  private final List<Results> sets = new ArrayList<>();

  private ResultsReader(Dialect dialect) {
    this.dialect = dialect;
  }

  static Translation<List<Results>> read(List<Segments> messages, Dialect dialect) {
    var reader = new ResultsReader(dialect);
    messages.forEach(reader::message);
    return reader.issues.resultOf(() -> List.copyOf(reader.sets));
  }

  private void message(Segments message) {
    var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
    var sender = EntityNumbers.sender(message.header());
    var adt = PreParser.type(message).startsWith("ADT");
    var ras = PreParser.type(message).equals(ResultsHl7v2.RAS_O17);
    for (var patient : patients(message)) {
      var head = head(patient, message, reading);
      for (var group : patient.groups()) {
        if (adt) {
          findings(group, head, sender, reading);
        } else if (ras) {
          doses(group, head, sender, reading);
        } else {
          report(group, head, sender, reading);
        }
      }
    }
  }

  /** The segments of one patient: those before the first order, and the orders. */
  private record Run(List<Segment> head, List<List<Segment>> groups) {}

  private static List<Run> patients(Segments message) {
    var runs = new ArrayList<Run>();
    var run = new Run(new ArrayList<>(), new ArrayList<>());
    runs.add(run);
    var reported = false;
    for (var segment : message.all().subList(1, message.all().size())) {
      var name = segment.name();
      if (name.equals("PID") && run.head().stream().anyMatch(s -> s.name().equals("PID"))) {
        run = new Run(new ArrayList<>(), new ArrayList<>());
        runs.add(run);
        reported = false;
      }
      var groups = run.groups();
      var begins =
          name.equals("ORC")
              || (name.equals("OBR") && (reported || groups.isEmpty()))
              || (groups.isEmpty() && (name.equals("RXA") || name.equals("OBX")));
      if (begins) {
        groups.add(new ArrayList<>());
        reported = false;
      }
      reported |= name.equals("OBR");
      (groups.isEmpty() ? run.head() : groups.get(groups.size() - 1)).add(segment);
    }
    return runs;
  }

  /**
   * Whose orders they are. Without a readable patient they are read all the same, so that a refusal
   * names every reason.
   */
  private record Head(@Nullable Patient patient, @Nullable Visit visit, Segment msh) {
    String patientId() {
      return patient == null ? "nobody" : patient.id();
    }
  }

  private Head head(Run run, Segments message, Reading reading) {
    var pid = first(run.head(), "PID");
    foreign(run.head(), HEAD);
    if (pid == null) {
      issues.error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return new Head(null, null, message.header());
    }
    var none = Observations.of(List.of(), reading);
    var roster = StaffHl7v2.read(none);
    var read = VisitHl7v2.readWithService(pid, first(run.head(), "PV1"), reading, roster);
    var visit = Visit.with(read, roster.members());
    return new Head(
        guarded(pid, () -> PatientHl7v2.readWhole(pid, run.head(), none)).orElse(null),
        visit,
        message.header());
  }

  /** What breaks a rule of the record is a refusal at the segment that it was read from. */
  private <T> Optional<T> guarded(Segment at, java.util.function.Supplier<Optional<T>> record) {
    try {
      return record.get();
    } catch (InvalidRecordException invalid) {
      invalid
          .issues()
          .forEach(i -> issues.error(i.code(), at.path(), i.path() + " of the record " + i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable Segment first(List<Segment> segments, String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  private void report(List<Segment> group, Head head, String sender, Reading reading) {
    var obr = first(group, "OBR");
    if (obr == null) {
      issues.error(
          IssueCode.REQUIRED, group.get(0).path(), "no OBR says what was examined and how far");
      return;
    }
    var notes = new ArrayList<Segment>();
    var findings = new ArrayList<ObservationHl7v2.Received>();
    var above = obr;
    for (var segment : group) {
      if (segment.name().equals("NTE")) {
        if (above.name().equals("OBX")) {
          findings.get(findings.size() - 1).notes().add(segment);
        } else if (above.name().equals("OBR") || above.name().equals("ORC")) {
          notes.add(segment);
        } else {
          foreign(List.of(segment), Set.of());
        }
        continue;
      }
      if (segment.name().equals("TQ1")) {
        continue; // notes behind it are those of the order
      }
      above = segment;
      if (segment.name().equals("OBX")) {
        findings.add(new ObservationHl7v2.Received(segment, new ArrayList<>()));
      }
    }
    var spm = first(group, "SPM");
    foreign(
        group.stream().filter(s -> !s.equals(spm)).toList(),
        Set.of("ORC", "OBR", "OBX", "NTE", "TQ1"));
    var orc = first(group, "ORC");
    var tq1 = first(group, "TQ1");
    var received = new ObservationHl7v2.Group(orc, obr, notes, findings, spm, tq1, sender);
    guarded(obr, () -> ObservationHl7v2.read(received, head.patientId(), head.visit(), reading))
        .ifPresent(o -> add(o, null, orc, head));
  }

  /** Findings that come with a registration, each of them a report of its own. */
  private void findings(List<Segment> group, Head head, String sender, Reading reading) {
    for (var obx : group) {
      if (obx.name().equals("OBX")) {
        var obr = obx.as("OBR", Map.of(4, 3, 7, 14, 25, 11));
        var alone = List.of(new ObservationHl7v2.Received(obx, List.of()));
        var received = new ObservationHl7v2.Group(null, obr, List.of(), alone, null, null, sender);
        guarded(obx, () -> ObservationHl7v2.read(received, head.patientId(), head.visit(), reading))
            .ifPresent(o -> add(o, null, null, head));
      }
    }
  }

  private void doses(List<Segment> group, Head head, String sender, Reading reading) {
    var orc = first(group, "ORC");
    foreign(group, Set.of("ORC", "RXO", "RXE", "TQ1", "RXA", "RXR", "OBX", "NTE"));
    var before = group.stream().takeWhile(s -> !s.name().equals("RXA")).toList();
    var any = false;
    for (int i = 0; i < group.size(); i++) {
      var rxa = group.get(i);
      if (rxa.name().equals("RXA")) {
        any = true;
        var rxr = first(group.subList(i, group.size()), "RXR");
        var next = i + 1;
        while (next < group.size() && !group.get(next).name().equals("RXA")) {
          next++;
        }
        var around = new MedicationAdministrationHl7v2.Around(before, group.subList(i, next));
        guarded(
                rxa,
                () ->
                    MedicationAdministrationHl7v2.read(
                        orc, rxa, rxr, around, head.patientId(), head.visit(), sender, reading))
            .ifPresent(g -> add(null, g, orc, head));
      }
    }
    if (!any) {
      issues.error(IssueCode.REQUIRED, group.get(0).path(), "no RXA says what was given");
    }
  }

  private void add(
      @Nullable Observation observation,
      org.luer.mappings.concept.administration.@Nullable MedicationAdministration given,
      @Nullable Segment orc,
      Head head) {
    if (head.patient() != null) {
      sets.add(new Results(reporter(orc, head.msh()), head.patient(), observation, given));
    }
  }

  /** ORC-21 with its address and telephone, else the sending facility. */
  private @Nullable Organization reporter(@Nullable Segment orc, Segment msh) {
    var facility = msh.field(4).component(1);
    var sender = facility.isBlank() ? msh.field(3).component(1) : facility;
    var xon = orc == null ? null : XonHl7v2.read(orc.repetitions(21), dialect);
    var number = xon == null ? null : xon.id() == null ? xon.npi() : xon.id();
    var key = Ids.key(number == null ? sender : number);
    if (key.isEmpty() || key.length() > 64) {
      return null;
    }
    return orc == null || xon == null || xon.name().isEmpty()
        ? Organization.of(key, sender).build()
        : xon.organization(key, orc);
  }

  /** Names what has no home: it is kept as foreign content, never lost silently. */
  private void foreign(List<Segment> segments, Set<String> read) {
    for (var segment : segments) {
      if (!read.contains(segment.name())) {
        issues.warning(
            IssueCode.NOT_SUPPORTED,
            segment.path(),
            "has no place in the clinic model; it is kept as foreign content");
      }
    }
  }
}

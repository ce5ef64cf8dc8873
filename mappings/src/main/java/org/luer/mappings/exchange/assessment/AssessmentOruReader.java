package org.luer.mappings.exchange.assessment;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.assessment.hl7v2.AssessmentHl7v2;
import org.luer.mappings.concept.assessment.hl7v2.AssessmentObservations;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * Reads one report (ORC, OBR and what follows) of one patient into assessments, one per instrument
 * that it holds.
 */
final class AssessmentOruReader {
  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "PID", "PD1", "NK1", "PV1", "PV2", "ORC", "OBR", "OBX", "NTE", "TQ1",
          "DSC");

  private final Segment msh;
  private final List<Segment> head;
  private final List<Segment> group;
  private final Reading reading;
  private final Observations observations;
  private final Found own;

  AssessmentOruReader(Segment msh, List<Segment> head, List<Segment> group, Reading reading) {
    this.msh = msh;
    this.head = head;
    this.group = group;
    this.reading = reading;
    this.observations = Observations.of(group, reading);
    this.own = observations.single(AssessmentHl7v2.codes());
  }

  private @Nullable Segment first(List<Segment> segments, String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  List<AssessmentReport> read() {
    var pid = first(head, "PID");
    if (pid == null) {
      reading.issues().error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return List.of();
    }
    var contacts =
        head.stream().filter(s -> s.name().equals("NK1") && !ContactHl7v2.isCompanion(s)).toList();
    var patient = PatientHl7v2.read(pid, contacts, observations);
    var obr = first(group, "OBR");
    var voided = voided(obr);
    var reader = new AssessmentObservations(observations);
    var drafts = reader.read(panel(obr), voided);
    var whole = own.has("ASM-STATUS");
    var reports = new ArrayList<AssessmentReport>();
    for (var draft : drafts) {
      draft.whole = whole && drafts.size() == 1;
      if (whole) {
        reader.beside(draft);
      }
      others(draft, pid, obr, reader);
      if (draft == drafts.get(0)) {
        SessionHl7v2.found(observations); // what is ours is no question of the sender's form
        reader.further(draft, obr);
      }
      report(draft, patient, obr, drafts.size() > 1).ifPresent(reports::add);
    }
    foreign();
    return reports;
  }

  /** The codes in OBR-4, as those of OBX-3 are formed. */
  private static List<String> panel(@Nullable Segment obr) {
    var keys = new ArrayList<String>(2);
    if (obr != null) {
      var code = obr.field(4);
      keys.add(Obx.key(code.component(3), code.component(1)));
      keys.add(Obx.key(code.component(6), code.component(4)));
    }
    return keys;
  }

  private boolean voided(@Nullable Segment obr) {
    return obr != null && obr.text(25).equals("X");
  }

  private void others(
      AssessmentDraft draft, Segment pid, @Nullable Segment obr, AssessmentObservations reader) {
    var roster = StaffHl7v2.read(observations);
    draft.visit =
        PlaceRowsHl7v2.read(
            VisitHl7v2.readWithService(pid, first(head, "PV1"), reading, roster), observations);
    draft.staff = roster.members();
    if (draft.whole) {
      return;
    }
    var orc = first(group, "ORC");
    reader.rater(draft);
    if (draft.rater != null && named(pid, draft.rater)) {
      draft.rater = null; // forms that a patient fills in name the patient as the observer
      draft.answeredBy = Assessment.Respondent.PATIENT;
    } else if (draft.rater != null) {
      draft.answeredBy = Assessment.Respondent.CLINICIAN;
    } else if (observations.all().stream().anyMatch(AssessmentOruReader::self)) {
      draft.answeredBy = Assessment.Respondent.PATIENT;
    }
    draft.orderer = person(obr, 16).or(() -> person(orc, 12)).orElse(null);
    draft.enteredBy = person(orc, 10).orElse(null);
    draft.placerNumber = number(obr, 2, "PLAC").or(() -> number(orc, 2, "PLAC")).orElse(null);
    draft.fillerNumber = number(obr, 3, "FILL").or(() -> number(orc, 3, "FILL")).orElse(null);
    draft.recordedAt = obr == null ? null : reading.times().instant(obr, 22);
    draft.note = comment();
  }

  /** NTE right below OBR. */
  private @Nullable String comment() {
    var lines = new ArrayList<String>();
    var below = "";
    for (var segment : group) {
      if (segment.name().equals("NTE") && below.equals("OBR")) {
        segment.repetitions(3).stream().map(Part::whole).forEach(lines::add);
      } else {
        below = segment.name();
      }
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  /** Whether it is the patient: by the whole name and a number or one that is part of it. */
  private static boolean named(Segment pid, Clinician observer) {
    var name = pid.field(5);
    var given = observer.name().given();
    return name.component(1).equalsIgnoreCase(observer.name().family())
        && !given.isEmpty()
        && name.component(2).equalsIgnoreCase(given.get(0))
        && pid.repetitions(3).stream()
            .map(p -> p.component(1))
            .anyMatch(n -> n.equals(observer.id()) || n.endsWith("-" + observer.id()));
  }

  private static boolean self(Obx obx) {
    return obx.segment().field(17).component(2).toLowerCase(Locale.ROOT).contains("self");
  }

  private Optional<Clinician> person(@Nullable Segment segment, int field) {
    return segment == null
        ? Optional.empty()
        : ClinicianHl7v2.read(segment.field(field), reading.dialect());
  }

  private static Optional<Identifier> number(@Nullable Segment segment, int field, String type) {
    return segment == null ? Optional.empty() : Numbers.readEi(segment.field(field), type);
  }

  private Optional<AssessmentReport> report(
      AssessmentDraft draft, Optional<Patient> whose, @Nullable Segment obr, boolean several) {
    var clinic =
        OrganizationHl7v2.read(first(group, "ORC"), msh, SessionHl7v2.found(observations), reading);
    var status = status(obr);
    var authored = authored(obr);
    if (status == null || authored == null || clinic.isEmpty() || whose.isEmpty()) {
      return Optional.empty();
    }
    var patient = whose.get();
    var path = obr == null ? "OBX" : obr.path();
    try {
      var built =
          draft.build(id(draft, patient, authored, several), patient.id(), status, authored);
      var assessment = Scoring.received(built, draft.whole, path, reading.issues());
      var people = several ? List.<Clinician>of() : StaffHl7v2.readNamed(observations);
      return Optional.of(new AssessmentReport(clinic.get(), people, patient, assessment));
    } catch (InvalidRecordException invalid) {
      invalid
          .issues()
          .forEach(i -> reading.issues().error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private Assessment.@Nullable Status status(@Nullable Segment obr) {
    var answers = observations.all().stream().map(Obx::status).distinct().toList();
    if (answers.stream().allMatch(s -> s.equals("D") || s.equals("W"))) {
      return Assessment.Status.ENTERED_IN_ERROR;
    }
    var code = own.code("ASM-STATUS");
    if (code != null) {
      return reading.member(
          Assessment.Status.values(), Assessment.Status::code, code, own.path("ASM-STATUS"));
    }
    var reported = AssessmentStatuses.readResult(obr == null ? "" : obr.text(25));
    return reported.isPresent() ? reported.get() : byAnswers(answers, obr);
  }

  /** A report without status is final when all its values are. */
  private Assessment.@Nullable Status byAnswers(List<String> answers, @Nullable Segment obr) {
    var path = obr == null ? "OBR[1]-25" : obr.path(25);
    if (answers.stream().allMatch(s -> s.equals("F") || s.equals("N") || s.equals("X"))) {
      reading.issues().warning(IssueCode.REQUIRED, path, "is missing; every value is final");
      return Assessment.Status.COMPLETED;
    }
    reading.issues().error(IssueCode.REQUIRED, path, "does not say how far the report is");
    return null;
  }

  private @Nullable OffsetDateTime authored(@Nullable Segment obr) {
    if (obr != null && obr.has(7)) {
      return reading.times().instant(obr, 7);
    }
    for (var obx : observations.all()) {
      if (obx.segment().has(14)) {
        return reading.times().instant(obx.segment(), 14);
      }
    }
    reading
        .issues()
        .error(
            IssueCode.REQUIRED,
            obr == null ? "OBR[1]-7" : obr.path(7),
            "neither it nor OBX-14 says when it was answered");
    return null;
  }

  /** Our number, else one derived from the sender's, else from what the report is about. */
  private String id(
      AssessmentDraft draft, Patient patient, OffsetDateTime authored, boolean several) {
    var ours = own.text("ASM-ID");
    if (ours != null && !several) {
      return ours;
    }
    var partner = reading.dialect().partner();
    var form = draft.form().code();
    var sent = draft.fillerNumber;
    return sent == null
        ? Ids.uuid("assessment", partner, patient.id(), form, authored.toString()).toString()
        : Ids.uuid("assessment", partner, sent.authority(), sent.value(), several ? form : "")
            .toString();
  }

  /** Names what nobody read: it is kept as foreign content, never lost silently. */
  private void foreign() {
    observations.unread().forEach(obx -> foreign(obx.segment()));
    for (var segments : List.of(head, group)) {
      segments.stream().filter(s -> !READ.contains(s.name())).forEach(this::foreign);
    }
  }

  private void foreign(Segment segment) {
    reading
        .issues()
        .warning(
            IssueCode.NOT_SUPPORTED,
            segment.path(),
            "has no place in the clinic model; it is kept as foreign content");
  }
}

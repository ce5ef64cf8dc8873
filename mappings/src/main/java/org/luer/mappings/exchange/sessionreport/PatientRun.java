package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.OtherFindingsHl7v2;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderHl7v2;
import org.luer.mappings.concept.order.OrderStatuses;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.ReportNumber;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * The segments of one patient in one message, and what ORU^R01 and RAS^O17 say alike: who reports,
 * whose session, which order, which visit.
 */
final class PatientRun {
  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "PID", "PD1", "NK1", "PV1", "PV2", "ORC", "OBR", "OBX", "NTE", "TQ1", "TQ2",
          "RXA", "RXR", "RXO", "RXE", "RXC", "DSC", "UAC");

  private final Segment msh;
  private final List<Segment> segments;
  private final Reading reading;
  private final Observations observations;
  private final Found session;
  private final Roster roster;
  private final Set<Segment> noted = new HashSet<>();

  PatientRun(Segment msh, List<Segment> segments, Reading reading) {
    this.msh = msh;
    this.segments = segments;
    this.reading = reading;
    this.observations = Observations.of(segments, reading);
    this.session = SessionHl7v2.found(observations);
    this.roster = StaffHl7v2.read(observations);
  }

  List<Segment> segments() {
    return segments;
  }

  Observations observations() {
    return observations;
  }

  Reading reading() {
    return reading;
  }

  /** The observations of the session panel. */
  Found session() {
    return session;
  }

  Roster roster() {
    return roster;
  }

  @Nullable Segment first(String name) {
    for (var segment : segments) {
      if (segment.name().equals(name)) {
        return segment;
      }
    }
    return null;
  }

  /** What both messages say; empty and issues when the patient or the sender is not named. */
  Optional<SessionDraft> draft() {
    var pid = first("PID");
    if (pid == null) {
      reading.issues().error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return Optional.empty();
    }
    var orc = first("ORC");
    var contacts = segments.stream().filter(s -> s.name().equals("NK1")).toList();
    var patient =
        PatientHl7v2.read(
            pid,
            contacts.stream().filter(c -> !ContactHl7v2.isCompanion(c)).toList(),
            observations);
    var clinic = OrganizationHl7v2.read(orc, msh, session, reading);
    if (patient.isEmpty() || clinic.isEmpty()) {
      return Optional.empty();
    }
    var draft = new SessionDraft(clinic.get(), patient.get());
    draft.complete = SessionHl7v2.complete(session);
    draft.visit =
        PlaceRowsHl7v2.read(VisitHl7v2.read(pid, first("PV1"), reading, roster), observations);
    draft.companion =
        contacts.stream()
            .filter(ContactHl7v2::isCompanion)
            .findFirst()
            .flatMap(c -> ContactHl7v2.read(c, reading.dialect()))
            .orElse(null);
    draft.order = OrderHl7v2.read(observations, patient.get().id()).orElse(null);
    if (draft.order == null && !draft.complete && orc != null) {
      draft.order = order(orc, patient.get().id());
    }
    draft.id = draft.complete ? session.text("SES-ID") : id(draft);
    draft.recordedAt = draft.complete ? session.time("SES-RECORDED") : recorded();
    return Optional.of(draft);
  }

  /** When it was recorded, by what was given or reported, else by the order, else as sent. */
  private @Nullable OffsetDateTime recorded() {
    var obr = first("OBR");
    var rxa = first("RXA");
    var orc = first("ORC");
    var own = rxa == null ? null : reading.times().aside(rxa, 22);
    var issued = obr == null ? null : reading.times().aside(obr, 22);
    var ordered = orc == null ? null : reading.times().aside(orc, 9);
    return Stream.of(
            Optional.ofNullable(own), Optional.ofNullable(issued), Optional.ofNullable(ordered))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(this::sent);
  }

  /** The staff number of the one who entered it (ORC-10); null when nobody is named. */
  @Nullable String enteredBy() {
    var orc = first("ORC");
    return orc == null ? null : roster.id(orc.field(10), StaffMember.Role.NURSE);
  }

  /** Who sends it: the namespace of numbers without one. */
  String sender() {
    return EntityNumbers.sender(msh);
  }

  /** The notes directly below a report, which stand for it as a whole. */
  List<Segment> notes(Segment obr) {
    var notes = new ArrayList<Segment>();
    for (int i = segments.indexOf(obr) + 1; i < segments.size(); i++) {
      if (!segments.get(i).name().equals("NTE")) {
        break;
      }
      notes.add(segments.get(i));
    }
    noted.addAll(notes);
    return notes;
  }

  /** What nobody else read, as findings; what cannot be one stays unread. */
  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (var obx : observations.unread()) {
      var scratch = new Issues();
      var alone =
          OtherFindingsHl7v2.read(
              obx,
              sender(),
              new Reading(reading.dialect(), reading.times().with(scratch), scratch));
      if (!scratch.refuse()) {
        obx.use();
        alone.forEach(f -> findings.add(OtherFindingsHl7v2.distinct(f, findings)));
      }
    }
    return findings;
  }

  private @Nullable OffsetDateTime sent() {
    return msh.has(7) && msh.text(7).length() >= 12 ? reading.times().instant(msh, 7) : null;
  }

  private @Nullable String id(SessionDraft draft) {
    var visit = draft.visit;
    var number = visit == null || visit.number() == null ? null : visit.number().value();
    if (number != null) {
      return Ids.valid(number)
          ? number
          : Ids.uuid("session", reading.dialect().partner(), number).toString();
    }
    return null;
  }

  /**
   * The order of a sender who names it by its numbers only; ORC-3 is the order's number in RAS^O17
   * and the report's in ORU^R01.
   */
  private @Nullable InfusionOrder order(Segment orc, String patientId) {
    var placer = Numbers.readEi(orc.field(2), "PLAC").orElse(null);
    if (placer == null) {
      return null;
    }
    var status = orderStatus(orc.text(5).toUpperCase(Locale.ROOT));
    if (status == null) {
      reading.issues().warning(IssueCode.REQUIRED, orc.path(5), "without it the order is not read");
      return null;
    }
    var orderer =
        orc.repetitions(12).stream()
            .flatMap(p -> ClinicianHl7v2.read(p, reading.dialect()).stream());
    return OrderHl7v2.named(
        Ids.uuid("order", reading.dialect().partner(), placer.authority(), placer.value())
            .toString(),
        patientId,
        placer,
        first("RXA") == null ? null : Numbers.readEi(orc.field(3), "FILL").orElse(null),
        Numbers.readEi(orc.field(4), "PGN").orElse(null),
        status,
        orderer.findFirst().orElse(null));
  }

  private static InfusionOrder.@Nullable Status orderStatus(String code) {
    return OrderStatuses.read(code)
        .map(s -> InfusionOrder.Status.valueOf(s.toUpperCase(Locale.ROOT).replace('-', '_')))
        .orElse(null);
  }

  /**
   * Status of a session whose sender does not say it: by ORC-5, else by the reports' own status.
   */
  InfusionSession.@Nullable Status status() {
    var reports = segments.stream().filter(s -> s.name().equals("OBR")).toList();
    var withdrawn = !reports.isEmpty() && reports.stream().allMatch(r -> r.text(25).equals("X"));
    if (withdrawn || allWithdrawn()) {
      return InfusionSession.Status.ENTERED_IN_ERROR;
    }
    var orc = first("ORC");
    var ordered =
        SessionStatuses.readOrder(orc == null ? "" : orc.text(5).toUpperCase(Locale.ROOT));
    if (ordered.isPresent()) {
      return ordered.get();
    }
    var results =
        reports.stream().flatMap(r -> SessionStatuses.readReport(r.text(25)).stream()).toList();
    if (results.contains(ReportNumber.Status.PRELIMINARY)) {
      return InfusionSession.Status.IN_PROGRESS;
    }
    return results.contains(ReportNumber.Status.FINAL)
            || results.contains(ReportNumber.Status.CORRECTED)
        ? InfusionSession.Status.COMPLETED
        : null;
  }

  private boolean allWithdrawn() {
    var all = observations.all();
    return !all.isEmpty()
        && all.stream().map(Obx::status).allMatch(s -> s.equals("D") || s.equals("W"));
  }

  /** Names everything that nobody read: it is kept as foreign content, never lost silently. */
  void foreign() {
    for (var obx : observations.unread()) {
      reading
          .issues()
          .warning(
              IssueCode.NOT_SUPPORTED,
              obx.segment().path(),
              "has no place in the clinic model; it is kept as foreign content");
    }
    @Nullable Segment above = null;
    for (var segment : segments) {
      var stray =
          segment.name().equals("NTE")
              && above != null
              && !holdsNotes(above)
              && !noted.contains(segment);
      if (stray || !READ.contains(segment.name())) {
        reading
            .issues()
            .warning(
                IssueCode.NOT_SUPPORTED,
                segment.path(),
                "has no place in the clinic model; it is kept as foreign content");
      }
      above = segment;
    }
  }

  private static boolean holdsNotes(Segment above) {
    return above.name().equals("OBX") || above.name().equals("NTE");
  }

  /** The text of the second component, else of the first: a note of RXA-9. */
  static @Nullable String words(Part part) {
    var text = part.optional(2);
    return text == null && part.components() == 1 ? part.optional(1) : text;
  }

  /** Everybody found, in order. */
  void staff(SessionDraft draft) {
    draft.staff = new ArrayList<>(roster.members());
  }
}

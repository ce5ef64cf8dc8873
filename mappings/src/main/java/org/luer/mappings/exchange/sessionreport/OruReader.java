package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEventHl7v2;
import org.luer.mappings.concept.checkin.CheckInHl7v2;
import org.luer.mappings.concept.discharge.DischargeHl7v2;
import org.luer.mappings.concept.infusion.AdjunctGivenHl7v2;
import org.luer.mappings.concept.infusion.InfusionSummaryHl7v2;
import org.luer.mappings.concept.infusion.SuppliesHl7v2;
import org.luer.mappings.concept.infusion.TimelineHl7v2;
import org.luer.mappings.concept.session.DeviceHl7v2;
import org.luer.mappings.concept.session.DiagnosisHl7v2;
import org.luer.mappings.concept.session.NumberedPartHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.concept.vitals.VitalSignsRead;
import org.luer.mappings.core.Coded;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Segment;

/** Reads what an ORU^R01 says of one patient's session. */
final class OruReader {
  private OruReader() {}

  static Optional<SessionDraft> read(PatientRun run) {
    var draft = run.draft();
    draft.ifPresent(d -> fill(d, run));
    run.foreign();
    return draft;
  }

  private static void fill(SessionDraft draft, PatientRun run) {
    var observations = run.observations();
    var session = run.session();
    var roster = run.roster();
    draft.status = draft.complete ? SessionHl7v2.status(session) : run.status();
    draft.notDoneReason = session.coded("SES-NOTDONE");
    draft.orderId = session.text("SES-ORDER");
    draft.series = SessionHl7v2.series(session);
    draft.weight = session.quantity("WEIGHT", "kg");
    draft.ivAccess = SessionHl7v2.line(session);
    draft.indications = draft.complete ? session.codeds("SES-INDIC") : reasons(run.segments(), run);
    draft.readings = VitalSignsRead.read(observations, roster, draft.complete);
    draft.timeline = TimelineHl7v2.read(observations, roster);
    var summary = InfusionSummaryHl7v2.read(observations);
    draft.drug = summary.drug();
    draft.bag = summary.bag();
    draft.route = summary.route();
    draft.pump = summary.pump() == null && !draft.complete ? pump(run) : summary.pump();
    draft.totals = summary.totals();
    draft.adjuncts = AdjunctGivenHl7v2.read(observations, roster);
    draft.adverseEvents = AdverseEventHl7v2.read(observations, roster);
    draft.checkIn = CheckInHl7v2.read(observations, roster);
    draft.lots = SuppliesHl7v2.readLots(observations);
    draft.waste = SuppliesHl7v2.readWaste(observations, roster);
    draft.observationEnd = session.time("SES-OBSEND");
    draft.discharge = DischargeHl7v2.read(observations, roster);
    draft.narrative = session.text("SES-NARRATIVE");
    draft.signature = SessionHl7v2.signature(session);
    draft.reportedFinal = (draft.signature == null && reportedFinal(run)) ? true : null;
    draft.amendment = SessionHl7v2.amendment(session);
    var recordedBy = draft.complete ? session.text("SES-RECBY") : run.enteredBy();
    draft.told =
        new Told(
            DeviceHl7v2.read(observations),
            SessionHl7v2.delivery(session),
            SessionHl7v2.service(session, run.first("PV1")),
            recordedBy,
            SessionHl7v2.act(session),
            DiagnosisHl7v2.read(observations),
            NumberedPartHl7v2.read(observations),
            ToldReports.read(run, draft.complete),
            run.findings());
    run.staff(draft);
  }

  /** Another sender's word: every report in it is final or corrected (OBR-25). */
  private static boolean reportedFinal(PatientRun run) {
    var reports = run.segments().stream().filter(s -> s.name().equals("OBR")).toList();
    return !reports.isEmpty()
        && reports.stream().map(s -> s.text(25)).allMatch(s -> "F".equals(s) || "C".equals(s));
  }

  private static @Nullable String pump(PatientRun run) {
    return TimelineHl7v2.device(run.observations());
  }

  private static List<Coded> reasons(List<Segment> segments, PatientRun run) {
    var reasons = new ArrayList<Coded>();
    segments.stream()
        .filter(s -> s.name().equals("OBR"))
        .flatMap(s -> s.repetitions(31).stream())
        .map(p -> Cwe.read(p, run.reading().dialect()))
        .filter(Objects::nonNull)
        .filter(r -> !reasons.contains(r))
        .forEach(reasons::add);
    return reasons;
  }
}

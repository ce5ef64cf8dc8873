package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEventFhir;
import org.luer.mappings.concept.checkin.CheckInFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.DischargeFhir;
import org.luer.mappings.concept.infusion.InfusionReader;
import org.luer.mappings.concept.infusion.WasteFhir;
import org.luer.mappings.concept.observation.OtherFindingsFhir;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.IvAccess;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.concept.session.SessionEncounterFhir;
import org.luer.mappings.concept.session.SessionFindingsFhir;
import org.luer.mappings.concept.session.SessionProcedureFhir;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.concept.vitals.VitalSignFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.FactReader;

/** Reads one session from its Encounter and what belongs to it. */
final class SessionReader {
  private static final Set<ObservationStatus> USABLE =
      Set.of(
          ObservationStatus.FINAL,
          ObservationStatus.AMENDED,
          ObservationStatus.CORRECTED,
          ObservationStatus.PRELIMINARY);

  private static final Set<ObservationStatus> CONFIRMED =
      Set.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);

  private final BundleReader in;
  private final SessionReportReader parties;
  private final Encounter encounter;
  private final Belongings belongings;
  private final List<StaffMember> staff;
  private final FactReader facts;
  private final boolean voided;

  SessionReader(
      BundleReader in,
      SessionReportReader parties,
      Encounter encounter,
      Belongings belongings,
      List<StaffMember> staff) {
    this.in = in;
    this.parties = parties;
    this.encounter = encounter;
    this.belongings = belongings;
    this.staff = staff;
    this.facts =
        new FactReader(
            in,
            SessionEncounterFhir.id(encounter, in).orElse("-"),
            belongings.observations(),
            SessionReportReader.ids(staff));
    this.voided = encounter.getStatus() == Encounter.EncounterStatus.ENTEREDINERROR;
  }

  /** The session; what is wrong stands in the issues. */
  Optional<InfusionSession> read(String patientId) {
    statuses();
    var id = SessionEncounterFhir.id(encounter, in);
    if (id.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, in.path(encounter) + ".identifier", "is missing");
    }
    var infusion =
        new InfusionReader(facts, belongings.administrations(), belongings.procedure(), voided);
    var status = status(infusion);
    var provenance = ProvenanceFhir.of(encounter, in).orElse(null);
    try {
      var session =
          session(id.orElse("-"), patientId, status, infusion, provenance)
              .with(
                  new ToldReader(in, facts, encounter, belongings, infusion, parties::clinician)
                      .read(id.orElse("-"), patientId, provenance));
      facts.reportUnread();
      return in.issues().refuse() ? Optional.empty() : Optional.of(session);
    } catch (InvalidRecordException invalid) {
      invalid
          .issues()
          .forEach(i -> in.issues().error(i.code(), in.path(encounter), i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private InfusionSession session(
      String id,
      String patientId,
      InfusionSession.Status status,
      InfusionReader infusion,
      @Nullable Provenance provenance) {
    var signature = provenance == null ? null : signature(provenance);
    return new InfusionSession(
        id,
        patientId,
        infusion.orderId().orElseGet(() -> SessionFindingsFhir.orderId(facts)),
        status,
        status == InfusionSession.Status.NOT_DONE ? infusion.notDoneReason() : null,
        SessionFindingsFhir.series(facts),
        Visit.of(VisitFhir.fromFhir(encounter, in).orElse(null), null),
        staff,
        SessionEncounterFhir.companion(encounter, in).orElse(null),
        CheckInFhir.fromFhir(facts),
        SessionFindingsFhir.weight(facts),
        access(infusion),
        SessionEncounterFhir.indications(encounter, in),
        infusion.drug(),
        infusion.bag(),
        route(infusion),
        infusion.pump(),
        infusion.timeline(),
        VitalSignFhir.fromFhir(facts),
        infusion.totals(),
        infusion.lots(),
        WasteFhir.fromFhir(facts),
        infusion.adjuncts(),
        AdverseEventFhir.fromFhir(belongings.adverseEvents(), facts),
        SessionFindingsFhir.observationEnd(facts),
        DischargeFhir.fromFhir(facts, SessionEncounterFhir.disposition(encounter)),
        SessionFindingsFhir.narrative(facts),
        signature,
        (signature == null && reportedFinal()) ? true : null,
        provenance == null ? null : ProvenanceFhir.amendment(provenance, in),
        provenance == null ? null : ProvenanceFhir.recorded(provenance, in),
        null);
  }

  private @Nullable IvAccess access(InfusionReader infusion) {
    var access =
        SessionProcedureFhir.access(SessionFindingsFhir.access(facts), belongings.procedure());
    return access == null
        ? infusion.site().map(s -> new IvAccess(s, null, null)).orElse(null)
        : access;
  }

  private @Nullable Coded route(InfusionReader infusion) {
    return infusion.route().orElseGet(() -> SessionFindingsFhir.route(facts));
  }

  /** Another sender's word: all its observations are final, though nobody is named who signed. */
  private boolean reportedFinal() {
    var course =
        belongings.observations().stream().filter(o -> !OtherFindingsFhir.isOne(o)).toList();
    return !course.isEmpty()
        && course.stream().allMatch(o -> o.hasStatus() && CONFIRMED.contains(o.getStatus()));
  }

  private @Nullable Signature signature(Provenance provenance) {
    return ProvenanceFhir.signer(provenance)
        .flatMap(who -> parties.clinician(who, provenance))
        .flatMap(signer -> ProvenanceFhir.signature(provenance, signer, in))
        .orElse(null);
  }

  private InfusionSession.Status status(InfusionReader infusion) {
    var status = SessionEncounterFhir.status(encounter, in).orElse(InfusionSession.Status.PLANNED);
    return infusion.notDone() && status != InfusionSession.Status.ENTERED_IN_ERROR
        ? InfusionSession.Status.NOT_DONE
        : status;
  }

  private void statuses() {
    for (var observation : belongings.observations()) {
      var status = observation.getStatus();
      var usable = observation.hasStatus() && USABLE.contains(status);
      if (!(usable || (voided && status == ObservationStatus.ENTEREDINERROR))) {
        in.issues()
            .error(
                IssueCode.NOT_USABLE,
                in.path(observation) + ".status",
                "only preliminary, final, amended and corrected are read");
      }
    }
    var procedure = belongings.procedure();
    if (procedure != null
        && (!procedure.hasStatus()
            || procedure.getStatus() == ProcedureStatus.UNKNOWN
            || (procedure.getStatus() == ProcedureStatus.ENTEREDINERROR && !voided))) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              in.path(procedure) + ".status",
              "is missing, unknown or entered in error: not read");
    }
  }
}

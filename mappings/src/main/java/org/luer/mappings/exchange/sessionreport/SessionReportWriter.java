package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEventFhir;
import org.luer.mappings.concept.checkin.CheckInFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.discharge.DischargeFhir;
import org.luer.mappings.concept.infusion.AdjunctGivenFhir;
import org.luer.mappings.concept.infusion.AdministrationFhir;
import org.luer.mappings.concept.infusion.BagFhir;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.DrugFhir;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.TimelineFhir;
import org.luer.mappings.concept.infusion.WasteFhir;
import org.luer.mappings.concept.observation.OtherFindingsFhir;
import org.luer.mappings.concept.order.InfusionOrderFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.session.Delivery;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.concept.session.ReportNumberFhir;
import org.luer.mappings.concept.session.SessionEncounterFhir;
import org.luer.mappings.concept.session.SessionFindingsFhir;
import org.luer.mappings.concept.session.SessionProcedureFhir;
import org.luer.mappings.concept.vitals.VitalSignFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;

/** Writes one report as a complete transaction: parties, order, session, facts, Provenance. */
final class SessionReportWriter {
  private final SessionReport report;
  private final InfusionSession session;
  private final Dialect dialect;
  private final BundleWriter out;
  private final Reference clinic;
  private final ClinicianFhir people;

  SessionReportWriter(SessionReport report, Dialect dialect) {
    this.report = report;
    this.session = report.session();
    this.dialect = dialect;
    this.out = new BundleWriter(dialect.base());
    this.clinic = OrganizationFhir.toFhir(report.clinic(), out);
    this.people = new ClinicianFhir(out, clinic, report.clinic().telecoms());
  }

  Bundle write() {
    var patient = PatientFhir.toFhir(report.patient(), out, people, dialect);
    var facts = new FactWriter(out, session.id(), state(session), patient);
    var told = session.beside();
    told.devices().forEach(facts::device);
    told.parts().forEach(p -> facts.part(p.part(), p.number(), p.words()));
    var order =
        report.order() == null
            ? null
            : InfusionOrderFhir.toFhir(report.order(), out, people, patient);
    var problems = SessionEncounterFhir.toFhir(session, facts, people, clinic);
    var medication = products(facts);
    var procedure = SessionProcedureFhir.toFhir(session, facts, problems, medication.used());
    var infusion = infusion(medication.given(), procedure, problems, order, facts);
    var administrations = new AdministrationFhir(facts, infusion);
    var given = given();
    if (given) {
      var parent = administrations.toFhir(session.timeline(), session.totals());
      new TimelineFhir(facts, administrations, parent).toFhir(session.timeline(), session.totals());
    }
    SessionFindingsFhir.toFhir(session, facts, given, given && dosed());
    if (session.checkIn() != null) {
      CheckInFhir.toFhir(session.checkIn(), facts);
    }
    VitalSignFhir.toFhir(session.readings(), facts);
    AdjunctGivenFhir.toFhir(session.adjuncts(), procedure, facts);
    WasteFhir.toFhir(session.waste(), facts);
    if (session.discharge() != null) {
      DischargeFhir.toFhir(session.discharge(), facts);
    }
    AdverseEventFhir.toFhir(
        session.adverseEvents(), given ? administrations.parent() : null, facts);
    OtherFindingsFhir.toFhir(told.findings(), session.patientId(), facts, people);
    ReportNumberFhir.toFhir(told.reports(), facts);
    ProvenanceFhir.toFhir(
        session,
        targets(),
        version(),
        out,
        people,
        clinic,
        told.recordedBy() == null ? null : facts.person(told.recordedBy()));
    return out.bundle();
  }

  private static FactWriter.State state(InfusionSession session) {
    return session.status() == InfusionSession.Status.ENTERED_IN_ERROR
        ? FactWriter.State.VOID
        : session.signed() ? FactWriter.State.FINAL : FactWriter.State.PRELIMINARY;
  }

  private record Products(Type given, List<Reference> used) {}

  private Products products(FactWriter facts) {
    var used = new ArrayList<Reference>();
    @Nullable Reference stocked = null;
    if (session.drug() != null) {
      var drug = DrugFhir.toFhir(session.drug(), out);
      var key = session.id() + "-drug";
      drug.addIdentifier(Identifiers.of(out.sid("medication"), key));
      if (plain(session.drug())) {
        return new Products(Codings.of(session.drug().code()), used);
      }
      stocked =
          facts.isVoid()
              ? out.update(drug, out.sid("medication"), key)
              : out.create(drug, out.sid("medication"), key);
      used.add(stocked);
    }
    var lots = new ArrayList<Reference>();
    for (int i = 0; i < session.lots().size(); i++) {
      lots.add(BagFhir.lot(session.lots().get(i), i, session.drug(), facts));
    }
    var bag = session.bag();
    if (bag != null) {
      var reference = BagFhir.toFhir(bag, session.drug(), stocked, lots, form(), facts);
      used.add(0, reference);
      used.addAll(lots);
      return new Products(reference, used);
    }
    used.addAll(lots);
    return new Products(stocked == null ? Codings.unknown() : stocked, used);
  }

  /** Others name the weighing beside what was given; the clinic says it once. */
  private static boolean told(InfusionSession session) {
    return session.weight() != null && session.beside().ofAct().weighedAt() != null;
  }

  /** A drug of another sender that is a code and nothing else needs no Medication of its own. */
  private boolean plain(Drug drug) {
    return session.told() != null
        && given()
        && drug.ndc() == null
        && drug.concentration() == null
        && session.bag() == null
        && session.lots().isEmpty();
  }

  private @Nullable Coded form() {
    var delivery = session.beside().delivery();
    return delivery == null ? null : delivery.form();
  }

  private boolean given() {
    return !session.timeline().isEmpty()
        || session.totals() != null
        || (session.status() == InfusionSession.Status.NOT_DONE && session.drug() != null);
  }

  private boolean dosed() {
    return session.totals() != null
        || session.timeline().stream()
            .anyMatch(e -> e.type().runs() || e.type() == TimelineEvent.Type.BOLUS);
  }

  private AdministrationFhir.Infusion infusion(
      Type medication,
      Reference procedure,
      List<Reference> problems,
      @Nullable Reference order,
      FactWriter facts) {
    var delivery = Objects.requireNonNullElse(session.beside().delivery(), Delivery.UNKNOWN);
    var orderId = session.orderId();
    var same = report.order() != null && report.order().id().equals(orderId);
    var request =
        orderId == null
            ? null
            : same && order != null ? order : InfusionOrderFhir.logical(orderId, out);
    return new AdministrationFhir.Infusion(
        status(),
        statusReason(),
        medication,
        session.route(),
        procedure,
        problems,
        request,
        session.pump() == null ? null : facts.device(SessionProcedureFhir.PUMP, session.pump()),
        session.ivAccess() == null ? null : session.ivAccess().site(),
        delivery.method(),
        delivery.device(),
        told(session) ? SessionFindingsFhir.weighing(facts) : null);
  }

  private @Nullable Coded statusReason() {
    return session.stoppedEarly()
        ? session.timeline().get(session.timeline().size() - 1).reason()
        : session.notDoneReason();
  }

  private MedicationAdministrationStatus status() {
    if (session.status() == InfusionSession.Status.NOT_DONE && session.timeline().isEmpty()) {
      return MedicationAdministrationStatus.NOTDONE;
    }
    if (session.stoppedEarly()) {
      return MedicationAdministrationStatus.STOPPED;
    }
    if (session.status() == InfusionSession.Status.COMPLETED || session.timeline().isEmpty()) {
      return MedicationAdministrationStatus.COMPLETED;
    }
    return switch (session.timeline().get(session.timeline().size() - 1).type()) {
      case STOP -> MedicationAdministrationStatus.COMPLETED;
      case PAUSE -> MedicationAdministrationStatus.ONHOLD;
      default -> MedicationAdministrationStatus.INPROGRESS;
    };
  }

  private List<Reference> targets() {
    var targets = new ArrayList<Reference>();
    for (var entry : out.bundle().getEntry()) {
      switch (entry.getResource().fhirType()) {
        case "Encounter",
            "Procedure",
            "Observation",
            "MedicationAdministration",
            "AdverseEvent",
            "Condition" ->
            targets.add(new Reference(entry.getFullUrl()));
        default -> {}
      }
    }
    return targets;
  }

  private String version() {
    var amendment = session.amendment();
    return session.id()
        + "-"
        + Ids.uuid(
                session.status().code(),
                String.valueOf(session.recordedAt()),
                amendment == null ? "" : amendment.at() + "|" + amendment.reason(),
                session.signature() == null ? "" : session.signature().at().toString())
            .toString()
            .substring(0, 8);
  }
}

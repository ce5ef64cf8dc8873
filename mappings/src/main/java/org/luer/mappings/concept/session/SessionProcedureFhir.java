package org.luer.mappings.concept.session;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Times;

/**
 * The infusion as an act to an R4 Procedure (US Core).
 *
 * <p>Mapped: status, statusReason (why not done, or why stopped early), code, performedPeriod,
 * performer, reasonReference, bodySite, complication (the terms of the adverse events, for readers
 * who do not know AdverseEvent), usedReference (drug, bag, vials, pump). When read, only not-done
 * with its reason, usedReference and, from others, bodySite count: the rest stands elsewhere too.
 */
public final class SessionProcedureFhir {
  /** Identifier system of the pump. */
  public static final String PUMP = "pump";

  private SessionProcedureFhir() {}

  /** Writes the Procedure. */
  public static Reference toFhir(
      InfusionSession session,
      FactWriter facts,
      List<Reference> problems,
      List<Reference> products) {
    var out = facts.out();
    var procedure = new Procedure();
    procedure.setMeta(out.clinical("us-core-procedure"));
    procedure.setStatus(status(session));
    if (session.notDoneReason() != null) {
      procedure.setStatusReason(Codings.of(session.notDoneReason()));
    } else if (session.stoppedEarly()) {
      var last = session.timeline().get(session.timeline().size() - 1);
      if (last.reason() != null) {
        procedure.setStatusReason(Codings.of(last.reason()));
      }
    }
    procedure.setCategory(
        Codings.concept(
            Systems.SNOMED_CT, "18629005", "Administration of drug or medicament (procedure)"));
    procedure.setCode(
        Codings.concept(Systems.SNOMED_CT, "14152002", "Intravenous infusion (procedure)")
            .setText("Intravenous ketamine infusion"));
    procedure.setSubject(facts.subject()).setEncounter(facts.encounter());
    procedure.setLocation(facts.place());
    performed(session, procedure);
    act(session.beside().ofAct(), procedure);
    performers(session, procedure, facts);
    problems.forEach(procedure::addReasonReference);
    var access = session.ivAccess();
    if (access != null && access.site() != null) {
      procedure.addBodySite(Codings.of(access.site()));
    }
    session.adverseEvents().forEach(a -> procedure.addComplication(Codings.of(a.term())));
    products.forEach(procedure::addUsedReference);
    if (session.pump() != null) {
      procedure.addUsedReference(facts.device(PUMP, session.pump()));
    }
    var key = session.id();
    procedure.addIdentifier().setSystem(out.sid("procedure")).setValue(key);
    facts.called(procedure);
    return out.update(procedure, out.sid("procedure"), key);
  }

  /** Those who gave it before the one who answers for it. */
  private static void performers(InfusionSession session, Procedure procedure, FactWriter facts) {
    for (var roles :
        List.of(
            Set.of(
                StaffMember.Role.NURSE, StaffMember.Role.ANESTHETIST, StaffMember.Role.PERFORMER),
            Set.of(StaffMember.Role.ATTENDING))) {
      session.staff().stream()
          .filter(m -> roles.contains(m.role()))
          .forEach(
              m -> {
                var performer = procedure.addPerformer();
                performer.setActor(facts.person(m.clinician().id()));
                if (m.function() != null) {
                  performer.setFunction(Codings.of(m.function()));
                }
              });
    }
  }

  private static void act(Act act, Procedure procedure) {
    if (act.code() != null) {
      for (var coding : Codings.of(act.code()).getCoding()) {
        if (!procedure.getCode().hasCoding(coding.getSystem(), coding.getCode())) {
          procedure.getCode().addCoding(coding);
        }
      }
      procedure.getCode().setText(act.code().text());
    }
    if (act.outcome() != null) {
      procedure.setOutcome(Codings.of(act.outcome()));
    }
    if (act.note() != null) {
      procedure.addNote().setText(act.note());
    }
  }

  /** The sender's code of the act, where it says more than ours. */
  public static @Nullable Coded code(Procedure procedure) {
    var codings = procedure.getCode().getCoding();
    return codings.stream().allMatch(c -> "14152002".equals(c.getCode()))
        ? null
        : Codings.read(procedure.getCode()).orElse(null);
  }

  private static void performed(InfusionSession session, Procedure procedure) {
    var timeline = session.timeline();
    if (timeline.isEmpty()) {
      var totals = session.totals();
      if (session.status() == InfusionSession.Status.COMPLETED
          && totals != null
          && totals.from() != null) {
        procedure.setPerformed(Times.period(totals.from(), totals.to())); // all that is known of it
      } else if (session.status() == InfusionSession.Status.COMPLETED
          || session.status() == InfusionSession.Status.IN_PROGRESS) {
        procedure.setPerformed(Times.absent(new DateTimeType()));
      }
      return;
    }
    var last = timeline.get(timeline.size() - 1);
    procedure.setPerformed(
        Times.period(timeline.get(0).at(), last.type().ends() ? last.at() : null));
  }

  private static Procedure.ProcedureStatus status(InfusionSession session) {
    return switch (session.status()) {
      case PLANNED -> Procedure.ProcedureStatus.PREPARATION;
      case NOT_DONE -> Procedure.ProcedureStatus.NOTDONE;
      case ENTERED_IN_ERROR -> Procedure.ProcedureStatus.ENTEREDINERROR;
      case COMPLETED ->
          session.stoppedEarly()
              ? Procedure.ProcedureStatus.STOPPED
              : Procedure.ProcedureStatus.COMPLETED;
      case IN_PROGRESS -> running(session.timeline());
    };
  }

  private static Procedure.ProcedureStatus running(List<TimelineEvent> timeline) {
    if (timeline.isEmpty()) {
      return Procedure.ProcedureStatus.PREPARATION;
    }
    return switch (timeline.get(timeline.size() - 1).type()) {
      case PAUSE -> Procedure.ProcedureStatus.ONHOLD;
      case STOP -> Procedure.ProcedureStatus.COMPLETED;
      case STOP_EARLY -> Procedure.ProcedureStatus.STOPPED;
      default -> Procedure.ProcedureStatus.INPROGRESS;
    };
  }

  /** The line as our Observation says, else its site from the Procedure. */
  public static @Nullable IvAccess access(
      @Nullable IvAccess observed, @Nullable Procedure procedure) {
    if (observed != null || procedure == null || !procedure.hasBodySite()) {
      return observed;
    }
    return Codings.read(procedure.getBodySiteFirstRep())
        .map(site -> new IvAccess(site, null, null))
        .orElse(null);
  }
}

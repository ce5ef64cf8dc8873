package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.checkin.CheckIn;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.Discharge;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.infusion.Waste;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.IvAccess;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Quantity;

/** What the messages of one session have said so far. */
final class SessionDraft {
  final Organization clinic;
  final Patient patient;
  boolean complete;
  @Nullable String id;
  @Nullable InfusionOrder order;
  @Nullable String orderId;
  InfusionSession.@Nullable Status status;
  @Nullable Coded notDoneReason;
  @Nullable Series series;
  @Nullable Visit visit;
  List<StaffMember> staff = List.of();
  @Nullable Contact companion;
  @Nullable CheckIn checkIn;
  @Nullable Quantity weight;
  @Nullable IvAccess ivAccess;
  List<Coded> indications = List.of();
  @Nullable Drug drug;
  @Nullable Bag bag;
  @Nullable Coded route;
  @Nullable String pump;
  List<TimelineEvent> timeline = List.of();
  List<VitalSign> readings = List.of();
  @Nullable Totals totals;
  List<Lot> lots = List.of();
  List<Waste> waste = List.of();
  List<AdjunctGiven> adjuncts = List.of();
  List<AdverseEvent> adverseEvents = List.of();
  @Nullable OffsetDateTime observationEnd;
  @Nullable Discharge discharge;
  @Nullable String narrative;
  @Nullable Signature signature;
  @Nullable Boolean reportedFinal;
  @Nullable Amendment amendment;
  @Nullable OffsetDateTime recordedAt;
  Told told = Told.NOTHING;

  SessionDraft(Organization clinic, Patient patient) {
    this.clinic = clinic;
    this.patient = patient;
  }

  /** Whether the other tells of the same session of the same patient. */
  boolean sameAs(SessionDraft other) {
    return patient.id().equals(other.patient.id())
        && (id == null || other.id == null || id.equals(other.id));
  }

  /** Fills from the other what this one does not say; what this one says stands. */
  void fill(SessionDraft other) {
    if (complete) {
      return;
    }
    id = id == null ? other.id : id;
    order = order == null ? other.order : order;
    orderId = orderId == null ? other.orderId : orderId;
    notDoneReason = notDoneReason == null ? other.notDoneReason : notDoneReason;
    visit = visit == null ? other.visit : visit;
    staff = together(staff, other.staff);
    ivAccess = ivAccess == null ? other.ivAccess : ivAccess;
    indications = indications.isEmpty() ? other.indications : indications;
    drug = drug == null ? other.drug : drug;
    bag = bag == null ? other.bag : bag;
    route = route == null ? other.route : route;
    pump = pump == null ? other.pump : pump;
    timeline = timeline.isEmpty() ? other.timeline : timeline;
    readings = readings.isEmpty() ? other.readings : readings;
    totals = totals == null ? other.totals : totals;
    lots = lots.isEmpty() ? other.lots : lots;
    adjuncts = adjuncts.isEmpty() ? other.adjuncts : adjuncts;
    adverseEvents = adverseEvents.isEmpty() ? other.adverseEvents : adverseEvents;
    recordedAt = recordedAt == null ? other.recordedAt : recordedAt;
    told = told.and(other.told);
    var voided = InfusionSession.Status.ENTERED_IN_ERROR;
    status = status == null || other.status == voided ? other.status : status;
  }

  private static List<StaffMember> together(List<StaffMember> one, List<StaffMember> other) {
    var all = new ArrayList<>(one);
    for (var member : other) {
      var known =
          all.stream()
              .anyMatch(
                  m ->
                      m.role() == member.role()
                          && m.clinician().id().equals(member.clinician().id()));
      if (!known) {
        all.add(member);
      }
    }
    return all;
  }

  /** The report; throws when a rule of the records is broken. */
  SessionReport build(String sessionId, InfusionSession.Status known) {
    return new SessionReport(
        clinic,
        patient,
        order,
        new InfusionSession(
            sessionId,
            patient.id(),
            orderId == null && order != null && !complete ? order.id() : orderId,
            known,
            notDoneReason,
            series,
            visit,
            staff,
            companion,
            checkIn,
            weight,
            ivAccess,
            indications,
            drug,
            bag,
            route,
            pump,
            timeline,
            readings,
            totals,
            lots,
            waste,
            adjuncts,
            adverseEvents,
            observationEnd,
            discharge,
            narrative,
            signature,
            reportedFinal,
            amendment,
            recordedAt,
            told.orNull()));
  }
}

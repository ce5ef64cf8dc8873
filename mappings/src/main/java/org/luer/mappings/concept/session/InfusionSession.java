package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.checkin.CheckIn;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.Discharge;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.infusion.Waste;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Quantity;

/**
 * One infusion session from check-in to discharge.
 *
 * @param id the clinic's session number
 * @param patientId the clinic's patient number
 * @param orderId the order that this session fills
 * @param status life cycle
 * @param notDoneReason why a session did not take place; needed with not-done
 * @param series position in the series
 * @param visit numbers, place and times of the visit
 * @param staff who took part; other parts of the session name people by their staff number
 * @param companion who takes the patient home
 * @param checkIn readiness
 * @param weight weight on the day, kg
 * @param ivAccess the intravenous line
 * @param indications what it was given for, main indication first
 * @param drug what was infused
 * @param bag how much drug in how much solution
 * @param route route, SNOMED CT
 * @param pump device number of the infusion pump
 * @param timeline start, changes, pauses and stop, in order of time
 * @param readings vital signs and bedside scales, in order of time
 * @param totals what was given in all; needed in a signed session whose infusion is over
 * @param lots vials used
 * @param waste drug discarded
 * @param adjuncts other drugs given
 * @param adverseEvents untoward effects
 * @param observationEnd end of the observation after the infusion
 * @param discharge how the patient left
 * @param narrative the clinic's free text
 * @param signature who signed and when; a session without one is unsigned
 * @param reportedFinal true when another sender reports the session as final without saying who
 *     signed it; never beside a signature
 * @param amendment set on a version that corrects an earlier one
 * @param recordedAt when this version was recorded
 * @param told what another sender tells of it beside what the clinic records
 */
@JsonTypeName("InfusionSession")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InfusionSession(
    String id,
    String patientId,
    @Nullable String orderId,
    Status status,
    @Nullable Coded notDoneReason,
    @Nullable Series series,
    @Nullable Visit visit,
    List<StaffMember> staff,
    @Nullable Contact companion,
    @Nullable CheckIn checkIn,
    @Nullable Quantity weight,
    @Nullable IvAccess ivAccess,
    List<Coded> indications,
    @Nullable Drug drug,
    @Nullable Bag bag,
    @Nullable Coded route,
    @Nullable String pump,
    List<TimelineEvent> timeline,
    List<VitalSign> readings,
    @Nullable Totals totals,
    List<Lot> lots,
    List<Waste> waste,
    List<AdjunctGiven> adjuncts,
    List<AdverseEvent> adverseEvents,
    @Nullable OffsetDateTime observationEnd,
    @Nullable Discharge discharge,
    @Nullable String narrative,
    @Nullable Signature signature,
    @Nullable Boolean reportedFinal,
    @Nullable Amendment amendment,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Told told)
    implements ClinicRecord {

  /**
   * Life cycle of a session. A session stopped early is completed; its timeline ends with
   * stop-early.
   */
  public enum Status {
    PLANNED,
    IN_PROGRESS,
    COMPLETED,
    NOT_DONE,
    ENTERED_IN_ERROR;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public InfusionSession(
      String id,
      String patientId,
      @Nullable String orderId,
      Status status,
      @Nullable Coded notDoneReason,
      @Nullable Series series,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable Contact companion,
      @Nullable CheckIn checkIn,
      @Nullable Quantity weight,
      @Nullable IvAccess ivAccess,
      List<Coded> indications,
      @Nullable Drug drug,
      @Nullable Bag bag,
      @Nullable Coded route,
      @Nullable String pump,
      List<TimelineEvent> timeline,
      List<VitalSign> readings,
      @Nullable Totals totals,
      List<Lot> lots,
      List<Waste> waste,
      List<AdjunctGiven> adjuncts,
      List<AdverseEvent> adverseEvents,
      @Nullable OffsetDateTime observationEnd,
      @Nullable Discharge discharge,
      @Nullable String narrative,
      @Nullable Signature signature,
      @Nullable Boolean reportedFinal,
      @Nullable Amendment amendment,
      @Nullable OffsetDateTime recordedAt,
      @Nullable Told told) {
    this.id = id;
    this.patientId = patientId;
    this.orderId = orderId;
    this.status = status;
    this.notDoneReason = notDoneReason;
    this.series = series;
    this.visit = visit;
    this.staff = staff == null ? List.of() : List.copyOf(staff);
    this.companion = companion;
    this.checkIn = checkIn;
    this.weight = weight;
    this.ivAccess = ivAccess;
    this.indications = indications == null ? List.of() : List.copyOf(indications);
    this.drug = drug;
    this.bag = bag;
    this.route = route;
    this.pump = pump;
    this.timeline = timeline == null ? List.of() : List.copyOf(timeline);
    this.readings = readings == null ? List.of() : List.copyOf(readings);
    this.totals = totals;
    this.lots = lots == null ? List.of() : List.copyOf(lots);
    this.waste = waste == null ? List.of() : List.copyOf(waste);
    this.adjuncts = adjuncts == null ? List.of() : List.copyOf(adjuncts);
    this.adverseEvents = adverseEvents == null ? List.of() : List.copyOf(adverseEvents);
    this.observationEnd = observationEnd;
    this.discharge = discharge;
    this.narrative = narrative;
    this.signature = signature;
    this.reportedFinal = reportedFinal;
    this.amendment = amendment;
    this.recordedAt = recordedAt;
    this.told = told != null && status == Status.ENTERED_IN_ERROR ? told.voided() : told;
    var issues = SessionRules.check(this);
    if (issues.refuse()) {
      throw new InvalidRecordException("InfusionSession", issues.list());
    }
  }

  /** The same session with what its sender tells beside it. */
  public InfusionSession with(@Nullable Told other) {
    return new InfusionSession(
        id,
        patientId,
        orderId,
        status,
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
        other);
  }

  /** What another sender tells beside it; without any, nothing. */
  public Told beside() {
    return told == null ? Told.NOTHING : told;
  }

  /** The first of the staff who had this part; null when nobody did. */
  public @Nullable Clinician person(StaffMember.Role role) {
    return staff.stream()
        .filter(s -> s.role() == role)
        .map(StaffMember::clinician)
        .findFirst()
        .orElse(null);
  }

  /** Whether the infusion was ended before the whole dose was given. */
  public boolean stoppedEarly() {
    return !timeline.isEmpty()
        && timeline.get(timeline.size() - 1).type() == TimelineEvent.Type.STOP_EARLY;
  }

  /** Whether somebody answers for it: it is signed, or reported as final. */
  public boolean signed() {
    return signature != null || Boolean.TRUE.equals(reportedFinal);
  }
}

package org.luer.mappings.concept.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issues;

/**
 * What a registration desk says: what happened to whom, who recorded it, and the visit it is about.
 *
 * @param id the key of this record: one for each visit, and one for a person without a visit
 * @param patientId whose registration
 * @param event the latest event
 * @param occurredAt when it happened
 * @param recordedAt when it was recorded
 * @param reason why it happened (HL7 table 0062)
 * @param by who recorded it
 * @param facility where it happened
 * @param visit the visit: numbers, class, place, arrival, departure
 * @param staff who attends, refers, is consulted, admits
 * @param admissionType how urgent the admission is (HL7 table 0007)
 * @param service hospital service (HL7 table 0069)
 * @param admitSource where the patient came from (HL7 table 0023)
 * @param patientType kind of patient, in the code of whoever sends it
 * @param disposition where the patient went (HL7 table 0112)
 * @param alternateNumber another number of the visit
 * @param visitReason why the patient came
 * @param courtesy treatment as a person of note (HL7 table 0099)
 * @param arrangements what the patient needs, for example a wheelchair (HL7 table 0009)
 * @param arrivedBy how the patient came, for example by ambulance (HL7 table 0430)
 * @param priorPlace where in the house the patient was before
 * @param stay what is planned and accounted of a stay
 * @param foreign what the sender says and the clinic model has no home for
 */
@JsonTypeName("Registration")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Registration(
    String id,
    String patientId,
    Event event,
    @Nullable OffsetDateTime occurredAt,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Coded reason,
    @Nullable Clinician by,
    @Nullable Facility facility,
    @Nullable Visit visit,
    List<StaffMember> staff,
    @Nullable Coded admissionType,
    @Nullable Coded service,
    @Nullable Coded admitSource,
    @Nullable Coded patientType,
    @Nullable Coded disposition,
    @Nullable Identifier alternateNumber,
    @Nullable Coded visitReason,
    @Nullable Coded courtesy,
    List<Coded> arrangements,
    @Nullable Coded arrivedBy,
    @Nullable Place priorPlace,
    @Nullable Stay stay,
    List<Foreign> foreign)
    implements ClinicRecord {

  /** What happened (HL7 table 0003, as far as a registration desk uses it). */
  public enum Event {
    ADMITTED("A01"),
    DISCHARGED("A03"),
    REGISTERED("A04"),
    PREADMITTED("A05"),
    UPDATED("A08"),
    ADMISSION_CANCELLED("A11"),
    DISCHARGE_CANCELLED("A13"),
    VISIT_DELETED("A23"),
    PERSON_ADDED("A28"),
    PERSON_DELETED("A29"),
    PERSON_UPDATED("A31");

    private final String trigger;

    Event(String trigger) {
      this.trigger = trigger;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HL7 v2 trigger event. */
    public String trigger() {
      return trigger;
    }

    /** Whether a person has to look at it: it takes back or deletes what was said before. */
    public boolean toReview() {
      return this == VISIT_DELETED || this == PERSON_DELETED;
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Registration {
    staff = staff == null ? List.of() : List.copyOf(staff);
    arrangements = arrangements == null ? List.of() : List.copyOf(arrangements);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/event", event);
    Check.optional(issues, "/reason", reason, Coded::check);
    Check.optional(issues, "/by", by, Clinician::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.each(issues, "/staff", staff, StaffMember::check);
    Check.optional(issues, "/admissionType", admissionType, Coded::check);
    Check.optional(issues, "/service", service, Coded::check);
    Check.optional(issues, "/admitSource", admitSource, Coded::check);
    Check.optional(issues, "/patientType", patientType, Coded::check);
    Check.optional(issues, "/disposition", disposition, Coded::check);
    Check.optional(issues, "/visitReason", visitReason, Coded::check);
    Check.optional(issues, "/courtesy", courtesy, Coded::check);
    Check.each(issues, "/arrangements", arrangements, Coded::check);
    Check.optional(issues, "/arrivedBy", arrivedBy, Coded::check);
    Check.optional(issues, "/stay", stay, Stay::check);
    Check.each(issues, "/foreign", foreign, Foreign::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Registration", issues.list());
    }
  }

  /** The same registration with other foreign content. */
  public Registration withForeign(List<Foreign> others) {
    return new Registration(
        id,
        patientId,
        event,
        occurredAt,
        recordedAt,
        reason,
        by,
        facility,
        visit,
        staff,
        admissionType,
        service,
        admitSource,
        patientType,
        disposition,
        alternateNumber,
        visitReason,
        courtesy,
        arrangements,
        arrivedBy,
        priorPlace,
        stay,
        others);
  }
}

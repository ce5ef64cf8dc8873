package org.luer.mappings.concept.appointment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.appointment.Participant.Required;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.referral.Diagnosis;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * A booking of the patient: when, where, with whom and what for. It never says what is infused; a
 * booking makes no infusion order.
 *
 * @param id the clinic's key of the appointment
 * @param patientId the clinic's patient number
 * @param placerNumber number of the one who asked for it (HL7 v2 SCH-1)
 * @param fillerNumber number of the one who keeps the calendar (SCH-2)
 * @param status how far it is
 * @param start when it begins
 * @param end when it ends
 * @param minutes planned length; says more than start and end when part of the time is kept free
 * @param type kind of appointment (SCH-8)
 * @param reason why the patient comes (SCH-7)
 * @param service what is done (AIS-3)
 * @param diagnoses what it is for, main diagnosis first
 * @param changeReason why this version differs from the one before (SCH-6)
 * @param cancellationReason why it does not take place (SCH-6 of S15 and S26)
 * @param participants staff who take part
 * @param place where in the clinic
 * @param contact whom to ask about it at the clinic (SCH-16)
 * @param enteredBy who booked it (SCH-20)
 * @param orderId the infusion order that it belongs to
 * @param referralId the referral that it belongs to
 * @param orderPlacerNumber number of that order or referral at the placer (SCH-26)
 * @param orderFillerNumber number of that order or referral at the filler (SCH-27)
 * @param note further words, one line each
 * @param createdAt when it was first booked, or the day
 * @param recordedAt when this version was recorded
 * @param category broad kind of the service
 * @param specialty specialty of whoever does it
 * @param priority how urgent, as the one who booked it counts (FHIR Appointment.priority)
 * @param description what the calendar shows
 * @param patientInstruction what the patient is asked to do
 * @param site organization whose place it is, when it is not the clinic itself
 * @param patientRequired whether it can go on without the patient
 * @param placeRequired whether it can go on without the place
 * @param furtherServices what else is done (further AIS-3)
 * @param resources equipment that it takes
 * @param schedule in which calendar it stands (SCH-5)
 * @param groupNumber number that the one who asked for it gave to several together (SCH-4)
 * @param placeKind what kind of place it is (AIL-4)
 * @param requestedFrom from when it was wished for
 * @param requestedTo until when it was wished for
 * @param visit the visit in whose course it was booked: numbers, class, place, staff (PV1)
 * @param scheduling what the desks that booked it say beside
 */
@JsonTypeName("Appointment")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Appointment(
    String id,
    String patientId,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    Status status,
    @Nullable OffsetDateTime start,
    @Nullable OffsetDateTime end,
    @Nullable Integer minutes,
    @Nullable Coded type,
    @Nullable Coded reason,
    @Nullable Coded service,
    List<Diagnosis> diagnoses,
    @Nullable Coded changeReason,
    @Nullable Coded cancellationReason,
    List<Participant> participants,
    @Nullable Place place,
    @Nullable Clinician contact,
    @Nullable Clinician enteredBy,
    @Nullable String orderId,
    @Nullable String referralId,
    @Nullable Identifier orderPlacerNumber,
    @Nullable Identifier orderFillerNumber,
    @Nullable String note,
    @Nullable PartialTime createdAt,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Coded category,
    @Nullable Coded specialty,
    @Nullable Integer priority,
    @Nullable String description,
    @Nullable String patientInstruction,
    @Nullable Organization site,
    @Nullable Required patientRequired,
    @Nullable Required placeRequired,
    List<Coded> furtherServices,
    List<Resource> resources,
    @Nullable Coded schedule,
    @Nullable Identifier groupNumber,
    @Nullable Coded placeKind,
    @Nullable PartialTime requestedFrom,
    @Nullable PartialTime requestedTo,
    @Nullable Visit visit,
    @Nullable Scheduling scheduling)
    implements ClinicRecord {

  /** Life of an appointment (FHIR appointmentstatus). */
  public enum Status {
    PROPOSED,
    PENDING,
    WAITLIST,
    BOOKED,
    ARRIVED,
    CHECKED_IN,
    FULFILLED,
    CANCELLED,
    NOSHOW,
    ENTERED_IN_ERROR;

    /** The FHIR appointmentstatus code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it may be without a time (FHIR rule app-3). */
    boolean open() {
      return this == PROPOSED || this == CANCELLED || this == WAITLIST;
    }

    /** Whether it does not take place although it was booked (FHIR rule app-4). */
    public boolean off() {
      return this == CANCELLED || this == NOSHOW;
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Appointment {
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    participants = participants == null ? List.of() : List.copyOf(participants);
    furtherServices = furtherServices == null ? List.of() : List.copyOf(furtherServices);
    resources = resources == null ? List.of() : List.copyOf(resources);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    time(issues, status, start, end);
    if (minutes != null && minutes < 1) {
      issues.error(IssueCode.VALUE, "/minutes", "must be at least 1");
    }
    Check.optional(issues, "/type", type, Coded::check);
    Check.optional(issues, "/reason", reason, Coded::check);
    Check.optional(issues, "/service", service, Coded::check);
    Check.each(issues, "/diagnoses", diagnoses, Diagnosis::check);
    Check.optional(issues, "/changeReason", changeReason, Coded::check);
    Check.optional(issues, "/cancellationReason", cancellationReason, Coded::check);
    if (status != null && !status.off() && cancellationReason != null) {
      issues.error(IssueCode.CONFLICT, "/cancellationReason", "only when it does not take place");
    }
    if (changeReason != null && cancellationReason != null) {
      issues.error(IssueCode.CONFLICT, "/changeReason", "not beside a cancellationReason");
    }
    Check.each(issues, "/participants", participants, Participant::check);
    Check.optional(issues, "/contact", contact, Clinician::check);
    Check.optional(issues, "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, "/category", category, Coded::check);
    Check.optional(issues, "/specialty", specialty, Coded::check);
    if (priority != null && priority < 0) {
      issues.error(IssueCode.VALUE, "/priority", "must not be negative");
    }
    Check.each(issues, "/furtherServices", furtherServices, Coded::check);
    Check.each(issues, "/resources", resources, Resource::check);
    Check.optional(issues, "/schedule", schedule, Coded::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.optional(issues, "/scheduling", scheduling, Scheduling::check);
    if (!furtherServices.isEmpty() && service == null) {
      issues.error(IssueCode.REQUIRED, "/service", "is missing beside furtherServices");
    }
    Check.optional(issues, "/placeKind", placeKind, Coded::check);
    if (placeKind != null && place == null) {
      issues.error(IssueCode.REQUIRED, "/place", "is missing beside placeKind");
    }
    if (placeRequired != null && place == null) {
      issues.error(IssueCode.REQUIRED, "/place", "is missing beside placeRequired");
    }
    if (site != null) {
      Check.optional(issues, "/site", site, Organization::check);
      if (place == null) {
        issues.error(IssueCode.REQUIRED, "/place", "a site needs a place");
      }
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("Appointment", issues.list());
    }
  }

  private static void time(
      Issues issues,
      @Nullable Status status,
      @Nullable OffsetDateTime start,
      @Nullable OffsetDateTime end) {
    if ((start == null) != (end == null)) {
      issues.error(IssueCode.REQUIRED, start == null ? "/start" : "/end", "start needs an end");
    }
    if (start != null && end != null && !start.isBefore(end)) {
      issues.error(IssueCode.CONFLICT, "/end", "must be after start");
    }
    if (start == null && status != null && !status.open()) {
      issues.error(IssueCode.REQUIRED, "/start", "is missing");
    }
  }
}

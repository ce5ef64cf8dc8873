package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.order.InfusionOrder.Priority;
import org.luer.mappings.concept.organization.Organization;
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
 * A request of somebody outside to evaluate and perhaps treat a patient. It holds no dose: what is
 * infused is ordered apart, by the clinic's own prescriber.
 *
 * @param id the clinic's key of the referral
 * @param patientId the clinic's patient number
 * @param placerNumber number that the referrer gave (HL7 v2 ORC-2)
 * @param fillerNumber number that the one who is asked gave (ORC-3)
 * @param groupNumber number of a group of requests (ORC-4)
 * @param status how far it is
 * @param history every status with time, reason and author, oldest first; the last is the status
 * @param priority how soon
 * @param from who refers
 * @param to who is asked
 * @param authoredAt when it was written
 * @param service what is asked for: CPT, SNOMED CT or the referrer's own code
 * @param details further information about the service (OBR-46)
 * @param quantity how often the service is asked for
 * @param start earliest wanted time
 * @param end latest wanted time
 * @param setting outpatient or inpatient
 * @param diagnoses what it is for, main diagnosis first
 * @param reasons why, as a reason of the request (OBR-31)
 * @param clinicalInformation relevant clinical information in words (OBR-13)
 * @param priorTreatments what was tried before
 * @param findings values that the referrer sends along
 * @param documents documents that belong to it
 * @param memberNumbers member numbers of the coverages that are to pay
 * @param authorizationNumber the insurer's authorization of the referral
 * @param visit the referrer's visit in which it was written
 * @param attending who attended the patient at that visit
 * @param notes further notes of the referrer
 * @param recordedAt when this version was recorded
 * @param taskNumber number of the task to look after it, at the one who set it
 * @param patientInstruction what the patient was told to do
 * @param organizations organizations that the referrer sends along without saying their part
 * @param remarks notes of which it is known who wrote them or when
 * @param taskSetAt when the task to look after it was set, when that is not when it was written
 * @param terms what a referral that is a message of its own says beside an order
 */
@JsonTypeName("Referral")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Referral(
    String id,
    String patientId,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Identifier groupNumber,
    Status status,
    List<StatusChange> history,
    @Nullable Priority priority,
    ReferralParty from,
    @Nullable ReferralParty to,
    @Nullable PartialTime authoredAt,
    Coded service,
    List<Coded> details,
    @Nullable Integer quantity,
    @Nullable PartialTime start,
    @Nullable PartialTime end,
    @Nullable Setting setting,
    List<Diagnosis> diagnoses,
    List<Coded> reasons,
    @Nullable String clinicalInformation,
    List<PriorTreatment> priorTreatments,
    List<Finding> findings,
    List<DocumentLink> documents,
    List<String> memberNumbers,
    @Nullable String authorizationNumber,
    @Nullable Visit visit,
    @Nullable Clinician attending,
    List<String> notes,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Identifier taskNumber,
    @Nullable String patientInstruction,
    List<Organization> organizations,
    List<Remark> remarks,
    @Nullable PartialTime taskSetAt,
    @Nullable ReferralTerms terms)
    implements ClinicRecord {

  /** Life of a referral; referral-status.csv has its codes in both formats. */
  public enum Status {
    /** Written, not sent. */
    DRAFT,
    /** Sent, not answered. */
    REQUESTED,
    /** The clinic will see the patient. */
    ACCEPTED,
    /** The first visit has a date. */
    SCHEDULED,
    /** The patient was seen; treatment goes on. */
    IN_PROGRESS,
    ON_HOLD,
    COMPLETED,
    /** The clinic will not see the patient. */
    DECLINED,
    /** Taken back before the patient was seen. */
    CANCELLED,
    /** Ended early after the patient was seen. */
    STOPPED,
    ENTERED_IN_ERROR;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the referrer has a patient here because of it. */
    public boolean active() {
      return switch (this) {
        case REQUESTED, ACCEPTED, SCHEDULED, IN_PROGRESS, ON_HOLD -> true;
        default -> false;
      };
    }
  }

  /** Where the patient is to be seen (HL7 table 0482). */
  public enum Setting {
    OUTPATIENT,
    INPATIENT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Referral {
    history = history == null ? List.of() : List.copyOf(history);
    details = details == null ? List.of() : List.copyOf(details);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    priorTreatments = priorTreatments == null ? List.of() : List.copyOf(priorTreatments);
    findings = findings == null ? List.of() : List.copyOf(findings);
    documents = documents == null ? List.of() : List.copyOf(documents);
    memberNumbers = memberNumbers == null ? List.of() : List.copyOf(memberNumbers);
    notes = notes == null ? List.of() : List.copyOf(notes);
    organizations = organizations == null ? List.of() : List.copyOf(organizations);
    remarks = remarks == null ? List.of() : List.copyOf(remarks);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.each(issues, "/history", history, StatusChange::check);
    life(issues, status, history);
    Check.present(issues, "/from", from);
    Check.optional(issues, "/from", from, ReferralParty::check);
    Check.optional(issues, "/to", to, ReferralParty::check);
    Check.present(issues, "/service", service);
    Check.optional(issues, "/service", service, Coded::check);
    Check.each(issues, "/details", details, Coded::check);
    if (quantity != null && quantity < 1) {
      issues.error(IssueCode.VALUE, "/quantity", "must be at least 1");
    }
    if (start != null && end != null && end.before(start)) {
      issues.error(IssueCode.CONFLICT, "/end", "must not be before start");
    }
    Check.each(issues, "/diagnoses", diagnoses, Diagnosis::check);
    Check.each(issues, "/reasons", reasons, Coded::check);
    Check.each(issues, "/priorTreatments", priorTreatments, PriorTreatment::check);
    Check.each(issues, "/findings", findings, Finding::check);
    Check.each(issues, "/documents", documents, DocumentLink::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.optional(issues, "/attending", attending, Clinician::check);
    Check.each(issues, "/organizations", organizations, Organization::check);
    Check.each(issues, "/remarks", remarks, Remark::check);
    Check.optional(issues, "/terms", terms, ReferralTerms::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Referral", issues.list());
    }
  }

  private static void life(Issues issues, Status status, List<StatusChange> history) {
    for (int i = 1; i < history.size(); i++) {
      if (history.get(i).at().isBefore(history.get(i - 1).at())) {
        issues.error(IssueCode.CONFLICT, "/history/" + i + "/at", "must not be before the last");
      }
    }
    var last = history.isEmpty() ? status : history.get(history.size() - 1).status();
    if (last != status) {
      issues.error(IssueCode.CONFLICT, "/status", "must be the last status of the history");
    }
  }

  /** The National Provider Identifiers of those who refer: of the clinician, the organization. */
  public List<String> referrerNpis() {
    var clinician = from.clinician();
    var organization = from.organization();
    return Stream.of(
            clinician == null ? null : clinician.npi(),
            organization == null ? null : organization.npi())
        .filter(Objects::nonNull)
        .toList();
  }
}

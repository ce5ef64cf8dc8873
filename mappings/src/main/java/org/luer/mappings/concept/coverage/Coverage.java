package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * One insurance of a patient.
 *
 * @param id the key of this record
 * @param patientId who is insured
 * @param priority coordination of benefits: 1 pays first
 * @param status whether it is in force
 * @param payer the insurer
 * @param plan the plan, in the code of whoever sends it
 * @param type kind of plan, for example PPO
 * @param memberId number of the insured at the insurer, with its authority, type MB
 * @param policyNumber policy number, when it is not the value of memberId
 * @param patientMemberId number of the patient, when it is not the number of the insured
 * @param medicareNumber Medicare number of the patient
 * @param medicaidNumber Medicaid case number
 * @param groupNumber number of the group
 * @param groupName name of the group, for example the employer
 * @param startsOn first day
 * @param endsOn last day
 * @param authorization authorization number, its date and where it came from
 * @param certifications certification numbers
 * @param relationship what the patient is to the insured: subscriber-relationship or another code
 * @param subscriber the insured
 * @param assignment whether benefits are assigned: yes, no or modified
 * @param terms what else an office keeps of it
 * @param recordedAt when this version was recorded
 * @param foreign what the sender says and the clinic model has no home for
 * @param details what else stands on the card
 */
@JsonTypeName("Coverage")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Coverage(
    String id,
    String patientId,
    @Nullable Integer priority,
    @Nullable Status status,
    @Nullable Payer payer,
    @Nullable Coded plan,
    @Nullable Coded type,
    @Nullable Identifier memberId,
    @Nullable String policyNumber,
    @Nullable Identifier patientMemberId,
    @Nullable String medicareNumber,
    @Nullable String medicaidNumber,
    @Nullable String groupNumber,
    @Nullable String groupName,
    @Nullable PartialDate startsOn,
    @Nullable PartialDate endsOn,
    @Nullable CoverageAuthorization authorization,
    List<Identifier> certifications,
    @Nullable Coded relationship,
    @Nullable Subscriber subscriber,
    @Nullable Assignment assignment,
    @Nullable CoverageTerms terms,
    @Nullable OffsetDateTime recordedAt,
    List<Foreign> foreign,
    @Nullable CoverageDetails details)
    implements ClinicRecord {

  /** An insurance of which no more is known than what a claim needs. */
  public Coverage(
      String id,
      String patientId,
      @Nullable Integer priority,
      @Nullable Status status,
      @Nullable Payer payer,
      @Nullable Coded plan,
      @Nullable Coded type,
      @Nullable Identifier memberId,
      @Nullable String policyNumber,
      @Nullable Identifier patientMemberId,
      @Nullable String medicareNumber,
      @Nullable String medicaidNumber,
      @Nullable String groupNumber,
      @Nullable String groupName,
      @Nullable PartialDate startsOn,
      @Nullable PartialDate endsOn,
      @Nullable CoverageAuthorization authorization,
      List<Identifier> certifications,
      @Nullable Coded relationship,
      @Nullable Subscriber subscriber,
      @Nullable Assignment assignment,
      @Nullable CoverageTerms terms,
      @Nullable OffsetDateTime recordedAt,
      List<Foreign> foreign) {
    this(
        id,
        patientId,
        priority,
        status,
        payer,
        plan,
        type,
        memberId,
        policyNumber,
        patientMemberId,
        medicareNumber,
        medicaidNumber,
        groupNumber,
        groupName,
        startsOn,
        endsOn,
        authorization,
        certifications,
        relationship,
        subscriber,
        assignment,
        terms,
        recordedAt,
        foreign,
        null);
  }

  /** Whether a coverage is in force (FHIR fm-status). */
  public enum Status {
    ACTIVE,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether benefits go to the clinic (HL7 table 0135). */
  public enum Assignment {
    YES,
    NO,
    MODIFIED;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The code in HL7 table 0135. */
    public String table() {
      return name().substring(0, 1);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Coverage {
    certifications = certifications == null ? List.of() : List.copyOf(certifications);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    status = status == null ? Status.ACTIVE : status;
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.optional(issues, "/payer", payer, Payer::check);
    Check.optional(issues, "/plan", plan, Coded::check);
    Check.optional(issues, "/type", type, Coded::check);
    Check.optional(issues, "/authorization", authorization, CoverageAuthorization::check);
    Check.optional(issues, "/relationship", relationship, Coded::check);
    Check.optional(issues, "/subscriber", subscriber, Subscriber::check);
    Check.optional(issues, "/terms", terms, CoverageTerms::check);
    Check.each(issues, "/foreign", foreign, Foreign::check);
    Check.optional(issues, "/details", details, CoverageDetails::check);
    if (priority != null && priority < 1) {
      issues.error(IssueCode.VALUE, "/priority", "must be 1 or more");
    }
    if (memberId != null && memberId.value().equals(policyNumber)) {
      issues.error(IssueCode.CONFLICT, "/policyNumber", "must be absent when memberId says it");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("Coverage", issues.list());
    }
  }

  /** The same coverage with other foreign content. */
  public Coverage withForeign(List<Foreign> others) {
    return new Coverage(
        id,
        patientId,
        priority,
        status,
        payer,
        plan,
        type,
        memberId,
        policyNumber,
        patientMemberId,
        medicareNumber,
        medicaidNumber,
        groupNumber,
        groupName,
        startsOn,
        endsOn,
        authorization,
        certifications,
        relationship,
        subscriber,
        assignment,
        terms,
        recordedAt,
        others,
        details);
  }

  /** The same coverage with what else stands on its card. */
  public Coverage withDetails(@Nullable CoverageDetails other) {
    return new Coverage(
        id,
        patientId,
        priority,
        status,
        payer,
        plan,
        type,
        memberId,
        policyNumber,
        patientMemberId,
        medicareNumber,
        medicaidNumber,
        groupNumber,
        groupName,
        startsOn,
        endsOn,
        authorization,
        certifications,
        relationship,
        subscriber,
        assignment,
        terms,
        recordedAt,
        foreign,
        other);
  }

  /** Whether a member number names this coverage. */
  public boolean isNumbered(String number) {
    return number.equals(policyNumber) || (memberId != null && number.equals(memberId.value()));
  }
}

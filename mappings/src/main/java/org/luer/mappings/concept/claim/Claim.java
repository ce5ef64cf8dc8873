package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;

/**
 * What an insurer is asked to do for services of one patient: pay for them, authorize them before
 * they are given, or say what it would pay. The clinic is the billing provider.
 *
 * @param id the clinic's claim number; at most 20 characters go into an 837
 * @param patientId the clinic's patient number
 * @param use what is asked; absent when read = a claim
 * @param type kind of claim; absent = professional
 * @param subType kind within the type
 * @param identifiers further numbers, for example the trace number of an authorization
 * @param status life cycle
 * @param createdAt when the claim was made, to the day at least
 * @param enteredBy who made it
 * @param provider the person who claims, when it is not the clinic as such
 * @param priority how soon an answer is needed; absent = normal
 * @param insurer who is asked, when it is not the payer of the first coverage
 * @param payee who is to be paid; absent = the provider
 * @param replaces number of the claim that it replaces
 * @param related other claims that it has to do with
 * @param referralId the referral that it rests on
 * @param referral the referral or order that it rests on, by the number of whoever gave it
 * @param prescription the prescription that it rests on, by its number
 * @param visit the visit that it is about
 * @param accident the accident that made the services necessary
 * @param period days of the services, when they are not those of the lines
 * @param facility where the services took place, when it is not the clinic's address
 * @param careTeam the people whom lines point at
 * @param accountNumber the patient's account at the clinic
 * @param times start and stop of the infusion
 * @param attachments documents that support it
 * @param information what else supports it
 * @param authorization what a request for authorization says as a whole
 * @param procedures procedures that a claim of a hospital names
 * @param diagnoses ICD-10-CM, principal one first
 * @param coverageIds the coverages in order; the first one is claimed from
 * @param authorizationNumbers prior-authorization numbers of the insurer
 * @param lines service lines
 * @param total sum of the lines
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Claim")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Claim(
    String id,
    String patientId,
    @Nullable Use use,
    @Nullable Coded type,
    @Nullable Coded subType,
    List<Identifier> identifiers,
    Status status,
    PartialTime createdAt,
    @Nullable Clinician enteredBy,
    @Nullable Clinician provider,
    @Nullable Coded priority,
    @Nullable Payer insurer,
    @Nullable Coded payee,
    @Nullable String replaces,
    List<ClaimRelation> related,
    @Nullable String referralId,
    @Nullable DocumentSource referral,
    @Nullable DocumentSource prescription,
    @Nullable OutsideVisit visit,
    @Nullable ClaimAccident accident,
    @Nullable ServicePeriod period,
    @Nullable Place facility,
    List<CareTeamMember> careTeam,
    @Nullable String accountNumber,
    @Nullable ClaimTimes times,
    List<ClaimAttachment> attachments,
    List<ClaimInformation> information,
    @Nullable AuthorizationRequest authorization,
    List<ClaimProcedure> procedures,
    List<BilledDiagnosis> diagnoses,
    List<String> coverageIds,
    List<String> authorizationNumbers,
    List<ClaimLine> lines,
    @Nullable Money total,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /** What an insurer is asked to do (FHIR claim-use). */
  public enum Use {
    CLAIM,
    PREAUTHORIZATION,
    PREDETERMINATION;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Life cycle of a claim (FHIR fm-status). */
  public enum Status {
    DRAFT,
    ACTIVE,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR fm-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Claim {
    use = use == null ? Use.CLAIM : use;
    careTeam = careTeam == null ? List.of() : List.copyOf(careTeam);
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    related = related == null ? List.of() : List.copyOf(related);
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
    information = information == null ? List.of() : List.copyOf(information);
    procedures = procedures == null ? List.of() : List.copyOf(procedures);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    coverageIds = coverageIds == null ? List.of() : List.copyOf(coverageIds);
    authorizationNumbers =
        authorizationNumbers == null ? List.of() : List.copyOf(authorizationNumbers);
    lines = lines == null ? List.of() : List.copyOf(lines);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/createdAt", createdAt);
    Check.optional(issues, "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, "/type", type, Coded::check);
    Check.optional(issues, "/subType", subType, Coded::check);
    Check.optional(issues, "/provider", provider, Clinician::check);
    Check.optional(issues, "/priority", priority, Coded::check);
    Check.optional(issues, "/insurer", insurer, Payer::check);
    Check.optional(issues, "/payee", payee, Coded::check);
    Check.each(issues, "/related", related, ClaimRelation::check);
    Check.optional(issues, "/referral", referral, DocumentSource::check);
    Check.optional(issues, "/prescription", prescription, DocumentSource::check);
    Check.optional(issues, "/visit", visit, OutsideVisit::check);
    Check.optional(issues, "/accident", accident, ClaimAccident::check);
    Check.optional(issues, "/period", period, ServicePeriod::check);
    Check.each(issues, "/information", information, ClaimInformation::check);
    Check.optional(issues, "/authorization", authorization, AuthorizationRequest::check);
    Check.each(issues, "/procedures", procedures, ClaimProcedure::check);
    Check.optional(issues, "/replaces", replaces, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/referralId", referralId, (s, i, p) -> Check.id(i, p, s));
    Check.each(issues, "/careTeam", careTeam, CareTeamMember::check);
    Check.optional(issues, "/times", times, ClaimTimes::check);
    Check.each(issues, "/attachments", attachments, ClaimAttachment::check);
    Check.each(issues, "/diagnoses", diagnoses, Claim::diagnosis);
    Check.each(issues, "/coverageIds", coverageIds, (s, i, p) -> Check.id(i, p, s));
    if (coverageIds.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/coverageIds", "a claim needs the coverage it claims from");
    }
    if (lines.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/lines", "is missing");
    }
    Check.each(issues, "/lines", lines, ClaimLine::check);
    for (int i = 0; i < lines.size(); i++) {
      var at = "/lines/" + i;
      pointers(lines.get(i).careTeam(), careTeam.size(), issues, at + "/careTeam");
      pointers(lines.get(i).diagnoses(), diagnoses.size(), issues, at + "/diagnoses");
      pointers(lines.get(i).information(), information.size(), issues, at + "/information");
      pointers(lines.get(i).procedures(), procedures.size(), issues, at + "/procedures");
      if (Boolean.TRUE.equals(lines.get(i).timed()) && times == null) {
        issues.error(IssueCode.REQUIRED, at + "/timed", "needs the times of the claim");
      }
    }
    Check.optional(issues, "/total", total, Money::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Claim", issues.list());
    }
  }

  /** A claim says how a diagnosis ranks in its own words, and not who made it. */
  private static void diagnosis(BilledDiagnosis diagnosis, Issues issues, String path) {
    diagnosis.check(issues, path);
    if (diagnosis.type() != null || diagnosis.by() != null) {
      issues.error(IssueCode.CONFLICT, path, "a claim has only code, kind and date of a diagnosis");
    }
  }

  private static void pointers(List<Integer> pointers, int size, Issues issues, String path) {
    for (int i = 0; i < pointers.size(); i++) {
      var pointer = pointers.get(i);
      if (pointer == null || pointer < 1 || pointer > size) {
        issues.error(IssueCode.NOT_FOUND, path + "/" + i, "is the number of nothing here");
      } else if (pointers.indexOf(pointer) < i) {
        issues.error(IssueCode.DUPLICATE, path + "/" + i, "the same number twice");
      }
    }
  }
}

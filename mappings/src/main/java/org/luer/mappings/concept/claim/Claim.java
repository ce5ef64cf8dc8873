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
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A professional claim to an insurer for services of one patient. The clinic is the billing
 * provider and the payee; the insurer is the payer of the first coverage.
 *
 * @param id the clinic's claim number; at most 20 characters go into an 837
 * @param patientId the clinic's patient number
 * @param status life cycle
 * @param createdAt when the claim was made
 * @param enteredBy who made it
 * @param replaces number of the claim that it replaces
 * @param referralId the referral that it rests on
 * @param facility where the services took place, when it is not the clinic's address
 * @param careTeam the people whom lines point at
 * @param accountNumber the patient's account at the clinic
 * @param times start and stop of the infusion
 * @param attachments documents that support it
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
    Status status,
    OffsetDateTime createdAt,
    @Nullable Clinician enteredBy,
    @Nullable String replaces,
    @Nullable String referralId,
    @Nullable Place facility,
    List<CareTeamMember> careTeam,
    @Nullable String accountNumber,
    @Nullable ClaimTimes times,
    List<ClaimAttachment> attachments,
    List<BilledDiagnosis> diagnoses,
    List<String> coverageIds,
    List<String> authorizationNumbers,
    List<ClaimLine> lines,
    @Nullable Money total,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

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
    careTeam = careTeam == null ? List.of() : List.copyOf(careTeam);
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
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
      if (Boolean.TRUE.equals(lines.get(i).timed()) && times == null) {
        issues.error(IssueCode.REQUIRED, at + "/timed", "needs the times of the claim");
      }
    }
    Check.optional(issues, "/total", total, Money::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Claim", issues.list());
    }
  }

  /** A claim names the code of a diagnosis and its rank, nothing else. */
  private static void diagnosis(BilledDiagnosis diagnosis, Issues issues, String path) {
    diagnosis.check(issues, path);
    if (diagnosis.type() != null || diagnosis.date() != null || diagnosis.by() != null) {
      issues.error(IssueCode.CONFLICT, path, "a claim has only the code of a diagnosis");
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

package org.luer.mappings.concept.eligibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * The question to an insurer whether a patient is covered, what it pays and what needs its
 * authorization (X12 270).
 *
 * @param id the clinic's number of the question
 * @param patientId the clinic's patient number
 * @param status life cycle
 * @param identifiers further numbers
 * @param priority how soon an answer is needed; absent = normal
 * @param purposes what is asked
 * @param serviced when the services are planned
 * @param createdAt when it was asked, to the day at least
 * @param insurer who is asked, when it is not the payer of the first coverage
 * @param coverageIds the coverages asked about
 * @param services the services asked about
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("EligibilityRequest")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EligibilityRequest(
    String id,
    String patientId,
    Claim.Status status,
    List<Identifier> identifiers,
    @Nullable Coded priority,
    List<Purpose> purposes,
    @Nullable ServicePeriod serviced,
    PartialTime createdAt,
    @Nullable Payer insurer,
    List<String> coverageIds,
    List<Service> services,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /** What is asked (FHIR eligibilityrequest-purpose). */
  public enum Purpose {
    AUTH_REQUIREMENTS,
    BENEFITS,
    DISCOVERY,
    VALIDATION;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A service that is asked about.
   *
   * @param category kind of service (X12 1365), for example A4 psychiatric
   * @param code CPT or HCPCS
   * @param modifiers its modifiers
   * @param diagnoses what it is for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Service(
      @Nullable Coded category,
      @Nullable Coded code,
      List<Coded> modifiers,
      List<Coded> diagnoses) {
    public Service {
      modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
      diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    }

    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      if (category == null && code == null) {
        issues.error(IssueCode.REQUIRED, path, "needs the kind of service or its code");
      }
      Check.optional(issues, path + "/category", category, Coded::check);
      Check.optional(issues, path + "/code", code, Coded::check);
      Check.each(issues, path + "/modifiers", modifiers, Coded::check);
      Check.each(issues, path + "/diagnoses", diagnoses, Coded::check);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public EligibilityRequest {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    purposes = purposes == null ? List.of() : List.copyOf(purposes);
    coverageIds = coverageIds == null ? List.of() : List.copyOf(coverageIds);
    services = services == null ? List.of() : List.copyOf(services);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/createdAt", createdAt);
    if (purposes.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/purposes", "is missing: what is asked");
    }
    Check.optional(issues, "/priority", priority, Coded::check);
    Check.optional(issues, "/serviced", serviced, ServicePeriod::check);
    Check.optional(issues, "/insurer", insurer, Payer::check);
    if (coverageIds.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/coverageIds", "needs the coverage that is asked about");
    }
    Check.each(issues, "/coverageIds", coverageIds, (s, i, p) -> Check.id(i, p, s));
    Check.each(issues, "/services", services, Service::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("EligibilityRequest", issues.list());
    }
  }
}

package org.luer.mappings.concept.eligibility;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
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
 * What an insurer answers to an {@link EligibilityRequest} (X12 271): whether the patient is
 * covered, what is paid, what is left of it and what needs authorization. It is no guarantee of
 * payment, and an active coverage alone does not mean that a drug is covered.
 *
 * @param id the key of this record
 * @param patientId the clinic's patient number
 * @param status whether the answer stands
 * @param identifiers the insurer's numbers of the answer
 * @param purposes what had been asked
 * @param serviced when the services are planned
 * @param createdAt when the insurer answered, to the day at least
 * @param requestId the clinic's number of the question
 * @param requestNumber the number by which the answer names it, when it is not the clinic's
 * @param result how far the insurer is
 * @param disposition in the insurer's words
 * @param insurer who answers, when it is not the payer of the first coverage
 * @param coverages what is said about each coverage
 * @param authorizationNumber authorization number
 * @param errors why it could not be answered
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Eligibility")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Eligibility(
    String id,
    String patientId,
    Claim.Status status,
    List<Identifier> identifiers,
    List<EligibilityRequest.Purpose> purposes,
    @Nullable ServicePeriod serviced,
    PartialTime createdAt,
    @Nullable String requestId,
    @Nullable Identifier requestNumber,
    ClaimOutcome.Result result,
    @Nullable String disposition,
    @Nullable Payer insurer,
    List<CoverageBenefits> coverages,
    @Nullable String authorizationNumber,
    List<Coded> errors,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Eligibility {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    purposes = purposes == null ? List.of() : List.copyOf(purposes);
    coverages = coverages == null ? List.of() : List.copyOf(coverages);
    errors = errors == null ? List.of() : List.copyOf(errors);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/createdAt", createdAt);
    Check.present(issues, "/result", result);
    if (purposes.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/purposes", "is missing: what had been asked");
    }
    Check.optional(issues, "/serviced", serviced, ServicePeriod::check);
    Check.optional(issues, "/requestId", requestId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/insurer", insurer, Payer::check);
    Check.each(issues, "/coverages", coverages, CoverageBenefits::check);
    Check.each(issues, "/errors", errors, Coded::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Eligibility", issues.list());
    }
  }

  /** The coverages that it is about and names. */
  @JsonIgnore
  public List<String> coverageIds() {
    return coverages.stream()
        .map(CoverageBenefits::coverageId)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /**
   * Whether a service needs authorization, as the benefit of the service or else of the kind of
   * service says; empty when none says so.
   */
  public Optional<Boolean> authorizationRequired(String system, String code) {
    return benefits(system, code)
        .map(Benefit::authorizationRequired)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Whether a service is excluded; empty when nothing is said. */
  public Optional<Boolean> excluded(String system, String code) {
    return benefits(system, code).map(Benefit::excluded).filter(Objects::nonNull).findFirst();
  }

  private Stream<Benefit> benefits(String system, String code) {
    var all = coverages.stream().flatMap(c -> c.benefits().stream()).toList();
    return Stream.concat(
        all.stream()
            .filter(b -> b.code() != null)
            .filter(
                b -> Objects.requireNonNull(b.code()).codeIn(system).filter(code::equals).isPresent()),
        all.stream().filter(b -> b.code() == null));
  }
}

package org.luer.mappings.concept.authorization;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.authorization.Review.Decision;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claimoutcome.AnswerError;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.ProcessNote;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What an insurer decided about a request for prior authorization (a {@link Claim} of use
 * preauthorization), line by line. The lines decide; what is said of the whole is the insurer's.
 *
 * @param id the key of this record
 * @param patientId the clinic's patient number
 * @param status whether the answer stands
 * @param identifiers the insurer's numbers of the answer
 * @param claimId the clinic's number of the request
 * @param claimNumber the number by which the answer names the request, when it is not the clinic's
 * @param createdAt when the insurer answered, to the day at least
 * @param insurer who answers
 * @param result how far the insurer is
 * @param disposition the decision in the insurer's words
 * @param number authorization number of the whole
 * @param period from when until when the whole holds
 * @param humanReviewed whether a person looked at it
 * @param review decision about the whole
 * @param lines decisions about the lines
 * @param requested what the insurer wants to see
 * @param notes remarks that lines point at by number
 * @param errors why it could not be decided
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Authorization")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Authorization(
    String id,
    String patientId,
    Claim.Status status,
    List<Identifier> identifiers,
    @Nullable String claimId,
    @Nullable Identifier claimNumber,
    PartialTime createdAt,
    @Nullable Payer insurer,
    ClaimOutcome.Result result,
    @Nullable String disposition,
    @Nullable String number,
    @Nullable ServicePeriod period,
    @Nullable Boolean humanReviewed,
    @Nullable Review review,
    List<AuthorizationLine> lines,
    List<RequestedDocument> requested,
    List<ProcessNote> notes,
    List<AnswerError> errors,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Authorization {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    lines = lines == null ? List.of() : List.copyOf(lines);
    requested = requested == null ? List.of() : List.copyOf(requested);
    notes = notes == null ? List.of() : List.copyOf(notes);
    errors = errors == null ? List.of() : List.copyOf(errors);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/createdAt", createdAt);
    Check.present(issues, "/result", result);
    Check.optional(issues, "/claimId", claimId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/insurer", insurer, Payer::check);
    Check.optional(issues, "/period", period, ServicePeriod::check);
    Check.optional(issues, "/review", review, Review::check);
    Check.each(issues, "/lines", lines, AuthorizationLine::check);
    Check.each(issues, "/requested", requested, RequestedDocument::check);
    Check.each(issues, "/notes", notes, ProcessNote::check);
    Check.each(issues, "/errors", errors, AnswerError::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Authorization", issues.list());
    }
  }

  /**
   * What was decided altogether: what all lines say alike; partial when some are approved and some
   * are not; pended as long as a line is. Without lines what is said of the whole.
   */
  @JsonIgnore
  public Decision decision() {
    var said = lines.stream().map(AuthorizationLine::review).filter(Objects::nonNull).toList();
    var decisions = said.stream().map(Review::decision).distinct().toList();
    if (decisions.isEmpty()) {
      return review != null
          ? review.decision()
          : result == ClaimOutcome.Result.QUEUED ? Decision.PENDED : Decision.UNKNOWN;
    }
    if (decisions.size() == 1) {
      return decisions.get(0);
    }
    for (var first : List.of(Decision.UNKNOWN, Decision.CONTACT, Decision.PENDED)) {
      if (decisions.contains(first)) {
        return first;
      }
    }
    return decisions.contains(Decision.APPROVED) || decisions.contains(Decision.PARTIAL)
        ? Decision.PARTIAL
        : Decision.DENIED;
  }

  /** Every authorization number, that of the lines first, which is what claims have to name. */
  @JsonIgnore
  public List<String> numbers() {
    return Stream.concat(
            Stream.concat(lines.stream().map(AuthorizationLine::review), Stream.ofNullable(review))
                .filter(Objects::nonNull)
                .map(Review::number),
            Stream.ofNullable(number))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}

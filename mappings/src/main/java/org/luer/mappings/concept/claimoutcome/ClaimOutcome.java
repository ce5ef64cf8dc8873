package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;

/**
 * What an insurer decided about a {@link Claim}: what it pays for each line, what it does not and
 * why. A reversal or correction is an answer of its own; amounts of a reversal are negative.
 *
 * @param id the key of this record
 * @param patientId the clinic's patient number
 * @param form the form in which it came; absent = a response to the provider
 * @param use what had been asked: a claim, or what one would be paid; absent = a claim
 * @param status whether the answer stands
 * @param type kind of claim; absent = professional
 * @param subType kind within the type
 * @param identifiers the insurer's numbers of the claim; the first one is its claim control number
 * @param claimId the clinic's number of the claim
 * @param claimNumber the number by which the answer names the claim, when it is not the clinic's
 * @param createdAt when the insurer answered, to the day at least
 * @param period days of the services, when told
 * @param insurer who answers, when it is not the payer of the first coverage
 * @param coverageIds the coverages that the answer names; the one that it is about first
 * @param result how far the insurer is
 * @param disposition the decision in the insurer's words
 * @param replaces number of the insurer's earlier answer that this one corrects or takes back
 * @param payeeType who is paid: provider, subscriber …
 * @param authorizationNumbers authorization numbers that the insurer took into account
 * @param lines answers to the lines of the claim
 * @param added lines that the insurer added: split or put together
 * @param amounts amounts of the claim as a whole that belong to no line
 * @param adjustments adjustments of the claim as a whole that belong to no line
 * @param totals sums over the claim
 * @param payment the payment
 * @param notes remarks that lines point at by number
 * @param errors why it could not be decided
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("ClaimOutcome")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClaimOutcome(
    String id,
    String patientId,
    @Nullable Form form,
    Claim.@Nullable Use use,
    Claim.Status status,
    @Nullable Coded type,
    @Nullable Coded subType,
    List<Identifier> identifiers,
    @Nullable String claimId,
    @Nullable Identifier claimNumber,
    PartialTime createdAt,
    @Nullable ServicePeriod period,
    @Nullable Payer insurer,
    List<String> coverageIds,
    Result result,
    @Nullable String disposition,
    @Nullable Identifier replaces,
    @Nullable Coded payeeType,
    List<String> authorizationNumbers,
    List<OutcomeLine> lines,
    List<OutcomeLine> added,
    List<OutcomeAmount> amounts,
    List<Adjustment> adjustments,
    List<OutcomeAmount> totals,
    @Nullable OutcomePayment payment,
    List<ProcessNote> notes,
    List<AnswerError> errors,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /** The form in which an answer came. */
  public enum Form {
    RESPONSE,
    EXPLANATION_OF_BENEFIT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far an insurer is (FHIR remittance-outcome). */
  public enum Result {
    QUEUED,
    COMPLETE,
    ERROR,
    PARTIAL;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public ClaimOutcome {
    form = form == Form.RESPONSE ? null : form;
    use = use == null ? Claim.Use.CLAIM : use;
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    authorizationNumbers =
        authorizationNumbers == null ? List.of() : List.copyOf(authorizationNumbers);
    coverageIds = coverageIds == null ? List.of() : List.copyOf(coverageIds);
    lines = lines == null ? List.of() : List.copyOf(lines);
    added = added == null ? List.of() : List.copyOf(added);
    amounts = amounts == null ? List.of() : List.copyOf(amounts);
    adjustments = adjustments == null ? List.of() : List.copyOf(adjustments);
    totals = totals == null ? List.of() : List.copyOf(totals);
    notes = notes == null ? List.of() : List.copyOf(notes);
    errors = errors == null ? List.of() : List.copyOf(errors);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/createdAt", createdAt);
    Check.present(issues, "/result", result);
    Check.optional(issues, "/claimId", claimId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/type", type, Coded::check);
    Check.optional(issues, "/subType", subType, Coded::check);
    Check.optional(issues, "/period", period, ServicePeriod::check);
    Check.optional(issues, "/insurer", insurer, Payer::check);
    Check.each(issues, "/coverageIds", coverageIds, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/payeeType", payeeType, Coded::check);
    Check.each(issues, "/lines", lines, OutcomeLine::check);
    Check.each(issues, "/added", added, OutcomeLine::check);
    Check.each(issues, "/amounts", amounts, OutcomeAmount::check);
    Check.each(issues, "/adjustments", adjustments, Adjustment::check);
    Check.each(issues, "/totals", totals, OutcomeAmount::check);
    Check.optional(issues, "/payment", payment, OutcomePayment::check);
    Check.each(issues, "/notes", notes, ProcessNote::check);
    Check.each(issues, "/errors", errors, AnswerError::check);
    form(form, period, authorizationNumbers, lines, errors, issues);
    sums(totals, issues);
    if (issues.refuse()) {
      throw new InvalidRecordException("ClaimOutcome", issues.list());
    }
  }

  /** What one form says and the other cannot. */
  private static void form(
      @Nullable Form form,
      @Nullable ServicePeriod period,
      List<String> authorizationNumbers,
      List<OutcomeLine> lines,
      List<AnswerError> errors,
      Issues issues) {
    var benefit = form == Form.EXPLANATION_OF_BENEFIT;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).lines().size() != 1) {
        issues.error(IssueCode.VALUE, "/lines/" + i + "/lines", "is the number of one line");
      }
      if (!benefit && lines.get(i).namesService()) {
        issues.error(
            IssueCode.CONFLICT, "/lines/" + i, "a response names the line, not its service");
      }
    }
    if (!benefit && period != null) {
      issues.error(IssueCode.CONFLICT, "/period", "a response does not repeat the days");
    }
    if (!benefit && authorizationNumbers.size() > 1) {
      issues.error(IssueCode.CONFLICT, "/authorizationNumbers", "a response has one number");
    }
    if (benefit && !errors.isEmpty()) {
      issues.error(IssueCode.CONFLICT, "/errors", "an explanation of benefit has no errors");
    }
  }

  private static void sums(List<OutcomeAmount> totals, Issues issues) {
    for (int i = 0; i < totals.size(); i++) {
      var total = totals.get(i);
      if (total.amount() == null || total.reason() != null || total.value() != null) {
        issues.error(IssueCode.VALUE, "/totals/" + i, "is an amount of money and nothing else");
      }
    }
  }

  /** The insurer's claim control number, which a replacement or void has to name. */
  @JsonIgnore
  public Optional<Identifier> payerClaimNumber() {
    return identifiers.stream().findFirst();
  }

  /** Whether the insurer takes an earlier answer back: what was charged is negative. */
  @JsonIgnore
  public boolean isReversal() {
    return total(OutcomeAmount.Kind.SUBMITTED)
        .or(() -> sum(lines.stream().map(OutcomeLine::submitted)))
        .filter(m -> m.value().signum() < 0)
        .isPresent();
  }

  /** The total of a kind as the insurer says it. */
  public Optional<Money> total(OutcomeAmount.Kind kind) {
    return OutcomeAmount.first(totals, kind);
  }

  /** What is paid: the total, else the payment, else the sum of the lines. */
  @JsonIgnore
  public Optional<Money> paid() {
    return total(OutcomeAmount.Kind.PAID)
        .or(() -> Optional.ofNullable(payment).map(OutcomePayment::amount))
        .or(() -> sum(lines.stream().map(OutcomeLine::paid)));
  }

  /** The remark codes (RARC) of a line: its own, and those that its notes name. */
  public List<String> remarks(OutcomeLine line) {
    return Stream.concat(
            line.remarks().stream().map(Coded::code).filter(Objects::nonNull),
            notes.stream()
                .filter(n -> line.notes().contains(n.number()))
                .flatMap(n -> AdjustmentReasons.remarksIn(n.text()).stream()))
        .distinct()
        .toList();
  }

  private static Optional<Money> sum(Stream<Optional<Money>> amounts) {
    return amounts
        .flatMap(Optional::stream)
        .reduce((a, b) -> new Money(a.value().add(b.value()), a.currency()));
  }
}

package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * The answer to a line of a claim, or a line that the insurer added.
 *
 * @param lines the claim's lines that it answers, by number from 1; one, unless it was added
 * @param code what the insurer decided on, when it says so
 * @param modifiers its modifiers
 * @param serviceDate day of the service
 * @param period days of the service, when it is not a single day
 * @param placeOfService where, as a code
 * @param units how many units
 * @param unit what is counted, when it is not the service itself
 * @param unitPrice price of one
 * @param net price of all
 * @param amounts submitted, allowed, paid and other amounts
 * @param adjustments what is not paid and why
 * @param remarks remark codes (RARC)
 * @param notes numbers of the notes that belong to it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OutcomeLine(
    List<Integer> lines,
    @Nullable Coded code,
    List<Coded> modifiers,
    @Nullable PartialDate serviceDate,
    @Nullable ServicePeriod period,
    @Nullable Coded placeOfService,
    @Nullable BigDecimal units,
    @Nullable Coded unit,
    @Nullable Money unitPrice,
    @Nullable Money net,
    List<OutcomeAmount> amounts,
    List<Adjustment> adjustments,
    List<Coded> remarks,
    List<Integer> notes) {

  public OutcomeLine {
    lines = lines == null ? List.of() : List.copyOf(lines);
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    amounts = amounts == null ? List.of() : List.copyOf(amounts);
    adjustments = adjustments == null ? List.of() : List.copyOf(adjustments);
    remarks = remarks == null ? List.of() : List.copyOf(remarks);
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** The answer to one line with nothing but money. */
  public static OutcomeLine of(
      int line, List<OutcomeAmount> amounts, List<Adjustment> adjustments) {
    return new OutcomeLine(
        List.of(line),
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        amounts,
        adjustments,
        List.of(),
        List.of());
  }

  /** The first amount of a kind. */
  public Optional<Money> amount(OutcomeAmount.Kind kind) {
    return OutcomeAmount.first(amounts, kind);
  }

  /** Whether it names the service beside the number of its line. */
  boolean namesService() {
    return code != null
        || !modifiers.isEmpty()
        || serviceDate != null
        || period != null
        || placeOfService != null
        || units != null
        || unitPrice != null
        || net != null;
  }

  /** What was charged. */
  @JsonIgnore
  public Optional<Money> submitted() {
    return amount(OutcomeAmount.Kind.SUBMITTED);
  }

  /** What the plan allows. */
  @JsonIgnore
  public Optional<Money> allowed() {
    return amount(OutcomeAmount.Kind.ALLOWED);
  }

  /** What the insurer pays. */
  @JsonIgnore
  public Optional<Money> paid() {
    return amount(OutcomeAmount.Kind.PAID);
  }

  /** What the patient owes. */
  @JsonIgnore
  public Optional<Money> patient() {
    return LineMoney.of(this).map(LineMoney::patient);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i) < 1) {
        issues.error(IssueCode.VALUE, path + "/lines/" + i, "lines are numbered from 1");
      }
    }
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/period", period, ServicePeriod::check);
    if (period != null && serviceDate != null) {
      issues.error(IssueCode.CONFLICT, path + "/period", "a line has one day or a period");
    }
    Check.optional(issues, path + "/placeOfService", placeOfService, Coded::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    if (unit != null && units == null) {
      issues.error(IssueCode.REQUIRED, path + "/units", "is missing beside its unit");
    }
    if (unit != null && !unit.also().isEmpty()) {
      issues.error(IssueCode.CONFLICT, path + "/unit/also", "a quantity has one unit");
    }
    Check.optional(issues, path + "/unitPrice", unitPrice, Money::check);
    Check.optional(issues, path + "/net", net, Money::check);
    Check.each(issues, path + "/amounts", amounts, OutcomeAmount::check);
    Check.each(issues, path + "/adjustments", adjustments, Adjustment::check);
    Check.each(issues, path + "/remarks", remarks, Coded::check);
  }
}

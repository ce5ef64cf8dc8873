package org.luer.mappings.concept.claimoutcome;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Money;

/**
 * Whether the money of an answer adds up, to the cent (reference/fhir.md 4.3): for each line charge
 * = paid + adjustments (or what amounts say instead, see {@link LineMoney}); each total = its lines
 * and what belongs to no line; the payment = what is paid; and, with the claim, each charge as it
 * was claimed and each line answered. Nothing is ever corrected: a difference goes to a person.
 */
public final class ClaimBalance {
  private ClaimBalance() {}

  /**
   * Something that does not add up.
   *
   * @param path JSON pointer into the outcome, or into the claim when the answer lacks its line
   * @param text what does not
   * @param difference by how much; null when it is not about an amount
   */
  public record Finding(String path, String text, @Nullable Money difference) {

    /** The finding as a warning; amounts stay out of it. */
    public Issue issue() {
      return Issue.warning(IssueCode.CONFLICT, path, text);
    }
  }

  /** The findings about an answer alone. */
  public static List<Finding> of(ClaimOutcome outcome) {
    return of(outcome, null);
  }

  /**
   * The findings about an answer.
   *
   * @param claim the claim that it answers; null when it is not known
   */
  public static List<Finding> of(ClaimOutcome outcome, @Nullable Claim claim) {
    var findings = new ArrayList<Finding>();
    if (outcome.result() == ClaimOutcome.Result.QUEUED
        || outcome.result() == ClaimOutcome.Result.ERROR) {
      return findings;
    }
    lines(outcome.lines(), "/lines/", findings);
    lines(outcome.added(), "/added/", findings);
    totals(outcome, findings);
    if (claim != null) {
      claimed(outcome, claim, findings);
    }
    return List.copyOf(findings);
  }

  private static void lines(List<OutcomeLine> lines, String at, List<Finding> findings) {
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var path = at + i;
      if (currencies(line).size() > 1) {
        findings.add(new Finding(path, "has amounts in several currencies", null));
        continue;
      }
      var money = LineMoney.of(line);
      if (money.isEmpty()) {
        findings.add(new Finding(path, "does not say what was charged and what is paid", null));
      } else if (money.get().unexplained().value().signum() != 0) {
        findings.add(
            new Finding(
                path,
                "charge is not paid amount plus adjustments",
                money.get().unexplained()));
      }
    }
  }

  private static List<String> currencies(OutcomeLine line) {
    return java.util.stream.Stream.concat(
            line.amounts().stream().map(OutcomeAmount::amount),
            line.adjustments().stream().map(Adjustment::amount))
        .filter(Objects::nonNull)
        .map(Money::currency)
        .distinct()
        .toList();
  }

  private static void totals(ClaimOutcome outcome, List<Finding> findings) {
    for (int i = 0; i < outcome.totals().size(); i++) {
      var total = outcome.totals().get(i);
      if (total.amount() == null || !summed(total.kind())) {
        continue;
      }
      sum(outcome, total.kind())
          .map(sum -> total.amount().value().subtract(sum))
          .filter(d -> d.signum() != 0)
          .ifPresent(
              d ->
                  findings.add(
                      new Finding(
                          "/totals/" + outcome.totals().indexOf(total),
                          "is not the sum of the lines",
                          new Money(d, total.amount().currency()))));
    }
    var payment = outcome.payment();
    if (payment != null && payment.amount() != null) {
      var paid =
          outcome
              .total(OutcomeAmount.Kind.PAID)
              .map(Money::value)
              .or(() -> sum(outcome, OutcomeAmount.Kind.PAID));
      var adjusted =
          payment.adjustment() == null ? BigDecimal.ZERO : payment.adjustment().value();
      var amount = payment.amount();
      paid.map(p -> amount.value().subtract(p).subtract(adjusted))
          .filter(d -> d.signum() != 0)
          .ifPresent(
              d ->
                  findings.add(
                      new Finding(
                          "/payment/amount",
                          "is not what is paid for the claim",
                          new Money(d, amount.currency()))));
    }
  }

  private static boolean summed(OutcomeAmount.Kind kind) {
    return kind == OutcomeAmount.Kind.SUBMITTED
        || kind == OutcomeAmount.Kind.ALLOWED
        || kind == OutcomeAmount.Kind.PAID
        || kind == OutcomeAmount.Kind.PATIENT;
  }

  /**
   * What lines and the claim as a whole say of a kind; empty when a line does not say it. Lines
   * that the insurer put in the place of others are not counted twice: what it added counts only
   * where it answers no line of ours.
   */
  private static Optional<BigDecimal> sum(ClaimOutcome outcome, OutcomeAmount.Kind kind) {
    if (outcome.lines().isEmpty()) {
      return Optional.empty();
    }
    var sum = BigDecimal.ZERO;
    for (var line : outcome.lines()) {
      var amount = kind == OutcomeAmount.Kind.PATIENT ? line.patient() : line.amount(kind);
      if (amount.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.add(amount.get().value());
    }
    for (var line : outcome.added()) {
      if (kind != OutcomeAmount.Kind.SUBMITTED || line.lines().isEmpty()) {
        var amount = kind == OutcomeAmount.Kind.PATIENT ? line.patient() : line.amount(kind);
        sum = sum.add(amount.map(Money::value).orElse(BigDecimal.ZERO));
      }
    }
    return Optional.of(sum.add(ofNoLine(outcome, kind)));
  }

  private static BigDecimal ofNoLine(ClaimOutcome outcome, OutcomeAmount.Kind kind) {
    var amount =
        OutcomeAmount.first(outcome.amounts(), kind).map(Money::value).orElse(BigDecimal.ZERO);
    if (kind != OutcomeAmount.Kind.PAID && kind != OutcomeAmount.Kind.PATIENT) {
      return amount;
    }
    // an adjustment of the whole claim lowers what is paid for it and may be the patient's
    var adjusted =
        outcome.adjustments().stream()
            .filter(a -> a.amount() != null)
            .filter(
                a ->
                    kind == OutcomeAmount.Kind.PAID
                        || LineMoney.bearer(a) == Adjustment.Group.PR)
            .map(a -> Objects.requireNonNull(a.amount()).value())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return kind == OutcomeAmount.Kind.PAID ? amount.subtract(adjusted) : amount.add(adjusted);
  }

  private static void claimed(ClaimOutcome outcome, Claim claim, List<Finding> findings) {
    for (int i = 0; i < outcome.lines().size(); i++) {
      var line = outcome.lines().get(i);
      var path = "/lines/" + i;
      for (var number : line.lines()) {
        if (number > claim.lines().size()) {
          findings.add(new Finding(path + "/lines", "is the number of no line of the claim", null));
          continue;
        }
        var net = claim.lines().get(number - 1).net();
        var charged = line.submitted();
        if (net != null
            && charged.isPresent()
            && charged.get().value().abs().compareTo(net.value()) != 0) {
          findings.add(
              new Finding(
                  path,
                  "charge is not what was claimed",
                  new Money(charged.get().value().abs().subtract(net.value()), net.currency())));
        }
      }
    }
    for (int n = 1; n <= claim.lines().size(); n++) {
      var number = n;
      var answered =
          java.util.stream.Stream.concat(outcome.lines().stream(), outcome.added().stream())
              .anyMatch(l -> l.lines().contains(number));
      if (!answered && outcome.result() == ClaimOutcome.Result.COMPLETE) {
        findings.add(
            new Finding("/lines", "line " + number + " of the claim is not answered", null));
      }
    }
  }
}

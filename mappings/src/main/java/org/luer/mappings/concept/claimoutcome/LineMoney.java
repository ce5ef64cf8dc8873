package org.luer.mappings.concept.claimoutcome;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.luer.mappings.core.Money;

/**
 * Where the money of one charge went: charge = paid + written off + patient + other insurers +
 * unexplained.
 *
 * <p>With adjustments, they explain all that is not paid. Without, the amounts do: deductible,
 * coinsurance and copayment (or the patient's total) for the patient; discount and what is not
 * covered, or else what is above the allowed amount, for the clinic; what an insurer before paid.
 *
 * @param charge what was charged
 * @param paid what this insurer pays
 * @param writeOff what nobody pays
 * @param patient what the patient owes
 * @param other what others bear, for example the insurer before
 * @param unexplained the rest; zero when the answer balances
 */
public record LineMoney(
    Money charge, Money paid, Money writeOff, Money patient, Money other, Money unexplained) {

  /** The money of a line; empty when the answer does not tell charge and payment. */
  public static Optional<LineMoney> of(OutcomeLine line) {
    return of(line.amounts(), line.adjustments());
  }

  /** The same for a claim as a whole: totals with its own adjustments. */
  static Optional<LineMoney> of(List<OutcomeAmount> amounts, List<Adjustment> adjustments) {
    var charge = OutcomeAmount.first(amounts, OutcomeAmount.Kind.SUBMITTED);
    var paid = OutcomeAmount.first(amounts, OutcomeAmount.Kind.PAID);
    if (charge.isEmpty() || paid.isEmpty()) {
      return Optional.empty();
    }
    var sums = new Sums(charge.get(), paid.get());
    var told = adjustments.stream().filter(a -> a.amount() != null).toList();
    if (told.isEmpty()) {
      sums.byAmounts(amounts);
    } else {
      told.forEach(sums::adjusted);
    }
    return Optional.of(sums.money());
  }

  /** Who bears an adjustment, in our words for the group; by its reason when none is told. */
  static Adjustment.Group bearer(Adjustment adjustment) {
    return Optional.ofNullable(adjustment.group())
        .orElseGet(
            () ->
                AdjustmentReasons.isPatientShare(adjustment.reason())
                    ? Adjustment.Group.PR
                    : Adjustment.Group.CO);
  }

  private static final class Sums {
    private final Money charge;
    private final Money paid;
    private BigDecimal writeOff = BigDecimal.ZERO;
    private BigDecimal patient = BigDecimal.ZERO;
    private BigDecimal other = BigDecimal.ZERO;

    Sums(Money charge, Money paid) {
      this.charge = charge;
      this.paid = paid;
    }

    void adjusted(Adjustment adjustment) {
      var amount = Objects.requireNonNull(adjustment.amount()).value();
      switch (bearer(adjustment)) {
        case PR -> patient = patient.add(amount);
        case OA, CR -> other = other.add(amount);
        default -> writeOff = writeOff.add(amount);
      }
    }

    void byAmounts(List<OutcomeAmount> amounts) {
      var all =
          OutcomeAmount.first(amounts, OutcomeAmount.Kind.PATIENT)
              .map(Money::value)
              .orElseGet(
                  () ->
                      sum(amounts, OutcomeAmount.Kind.DEDUCTIBLE)
                          .add(sum(amounts, OutcomeAmount.Kind.COINSURANCE))
                          .add(sum(amounts, OutcomeAmount.Kind.COPAY)));
      patient = all;
      other = sum(amounts, OutcomeAmount.Kind.PRIOR_PAID);
      var off =
          sum(amounts, OutcomeAmount.Kind.DISCOUNT)
              .add(sum(amounts, OutcomeAmount.Kind.NONCOVERED));
      var allowed = OutcomeAmount.first(amounts, OutcomeAmount.Kind.ALLOWED);
      writeOff =
          off.signum() == 0
              ? allowed.map(a -> charge.value().subtract(a.value())).orElse(BigDecimal.ZERO)
              : off;
    }

    private static BigDecimal sum(List<OutcomeAmount> amounts, OutcomeAmount.Kind kind) {
      return amounts.stream()
          .filter(a -> a.kind() == kind && a.amount() != null)
          .map(a -> Objects.requireNonNull(a.amount()).value())
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    LineMoney money() {
      var rest =
          charge
              .value()
              .subtract(paid.value())
              .subtract(writeOff)
              .subtract(patient)
              .subtract(other);
      return new LineMoney(
          charge, paid, of(writeOff), of(patient), of(other), of(rest));
    }

    private Money of(BigDecimal value) {
      return new Money(value, charge.currency());
    }
  }
}

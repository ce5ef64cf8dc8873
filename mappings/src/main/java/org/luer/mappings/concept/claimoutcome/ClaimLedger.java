package org.luer.mappings.concept.claimoutcome;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Money;

/**
 * Where the money of a claim stands after all answers, of one insurer or of several: per line
 * charge = paid + written off + patient + open. Reversals are answers of their own with negative
 * amounts, so that sums take them back. What an insurer says of another one's payment (OA 23) is
 * not counted again, and what the patient owes is what the last insurer left.
 *
 * @param lines in the order of the claim
 */
public record ClaimLedger(List<Line> lines) {
  public ClaimLedger {
    lines = List.copyOf(lines);
  }

  /**
   * One line of the claim.
   *
   * @param charge what was claimed
   * @param paid by all insurers
   * @param writeOff what nobody pays
   * @param patient what the patient owes
   * @param open what nobody has decided on; zero when the line is settled
   */
  public record Line(Money charge, Money paid, Money writeOff, Money patient, Money open) {}

  /** What one insurer says of a line, all its answers together. */
  private static final class Said {
    private BigDecimal paid = BigDecimal.ZERO;
    private BigDecimal writeOff = BigDecimal.ZERO;
    private BigDecimal patient = BigDecimal.ZERO;
    private int standing;

    void add(LineMoney money) {
      paid = paid.add(money.paid().value());
      writeOff = writeOff.add(money.writeOff().value());
      patient = patient.add(money.patient().value());
      standing += money.charge().value().signum() < 0 ? -1 : 1;
    }
  }

  /**
   * The ledger of a claim.
   *
   * @param claim what was claimed; lines without amount count as zero
   * @param outcomes every answer that stands, in the order in which they came
   */
  public static ClaimLedger of(Claim claim, List<ClaimOutcome> outcomes) {
    var lines = new ArrayList<Line>();
    for (int i = 0; i < claim.lines().size(); i++) {
      var charge =
          Optional.ofNullable(claim.lines().get(i).net())
              .orElseGet(() -> new Money(BigDecimal.ZERO, "USD"));
      lines.add(line(i + 1, charge, outcomes));
    }
    return new ClaimLedger(lines);
  }

  private static Line line(int number, Money charge, List<ClaimOutcome> outcomes) {
    Map<String, Said> insurers = new LinkedHashMap<>();
    for (var outcome : outcomes) {
      if (outcome.status() != Claim.Status.ACTIVE) {
        continue;
      }
      for (var line : outcome.lines()) {
        if (line.lines().contains(number)) {
          LineMoney.of(line)
              .ifPresent(m -> insurers.computeIfAbsent(insurer(outcome), k -> new Said()).add(m));
        }
      }
    }
    var paid = BigDecimal.ZERO;
    var writeOff = BigDecimal.ZERO;
    var patient = BigDecimal.ZERO;
    for (var said : insurers.values()) {
      paid = paid.add(said.paid);
      writeOff = writeOff.add(said.writeOff);
      patient = said.standing > 0 ? said.patient : patient;
    }
    var open = charge.value().subtract(paid).subtract(writeOff).subtract(patient);
    var currency = charge.currency();
    return new Line(
        charge,
        new Money(paid, currency),
        new Money(writeOff, currency),
        new Money(patient, currency),
        new Money(open, currency));
  }

  /** Which insurer answers: its coverage, else its number or name. */
  private static String insurer(ClaimOutcome outcome) {
    if (!outcome.coverageIds().isEmpty()) {
      return outcome.coverageIds().get(0);
    }
    var insurer = outcome.insurer();
    return insurer == null
        ? ""
        : Optional.ofNullable(insurer.number())
            .map(Identifier::value)
            .orElseGet(() -> String.valueOf(insurer.name()));
  }
}

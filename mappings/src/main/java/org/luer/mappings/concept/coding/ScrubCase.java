package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coverage.Coverage;

/**
 * A claim and what it is held against.
 *
 * @param claim what is to leave
 * @param billingNpi the clinic's own number
 * @param coverages the patient's
 * @param approvals authorizations of the insurer
 * @param running time of the infusion that the claim is about; null = not known
 * @param scored how many instruments were scored on the day; null = not known
 * @param stock the clinic's containers
 * @param payer whose rules count
 * @param rules further rows of the clinic
 * @param today the day on which it would leave
 */
public record ScrubCase(
    Claim claim,
    @Nullable String billingNpi,
    List<Coverage> coverages,
    List<Approval> approvals,
    @Nullable RunningTime running,
    @Nullable Integer scored,
    List<StockedProduct> stock,
    String payer,
    List<CodingRules.Row> rules,
    LocalDate today) {

  public ScrubCase {
    coverages = List.copyOf(coverages);
    approvals = List.copyOf(approvals);
    stock = List.copyOf(stock);
    rules = List.copyOf(rules);
  }

  /**
   * An authorization that the insurer gave.
   *
   * @param number its number
   * @param from first day; null = not limited
   * @param until last day; null = not limited
   * @param left units that are left, by service; a service that is not named is not authorized;
   *     none at all = not limited by service
   */
  public record Approval(
      String number,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      Map<String, BigDecimal> left) {
    public Approval {
      left = Map.copyOf(left);
    }

    boolean on(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
    }
  }
}

package org.luer.mappings.concept.selfpay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.core.Money;

/**
 * What was charged against what was estimated.
 *
 * <p>A provider's bills that are at least 400 dollars more than what the estimate expects of that
 * provider are "substantially in excess": the patient may have the dispute looked at (45 CFR
 * 149.620(a)(2)(ii)). Only the clinic's own part is compared: what co-providers bill is not known
 * here.
 */
public final class EstimateComparison {
  /** From how many dollars above the estimate on a patient may open a dispute. */
  public static final BigDecimal DISPUTABLE = new BigDecimal("400");

  private EstimateComparison() {}

  /** What may be found. */
  public enum Rule {
    /** At least 400 dollars above the estimate. */
    SUBSTANTIALLY_ABOVE,
    /** Above the estimate by less. */
    ABOVE,
    /** A service that the estimate does not name. */
    NOT_ESTIMATED,
    /** More of a service than estimated. */
    MORE_THAN_ESTIMATED,
    /** A higher price than estimated. */
    DEARER_THAN_ESTIMATED;

    /** The name in the answer. */
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Something that the clinic should look at before the patient does.
   *
   * @param code the service; null when it is about the sum
   * @param estimated what was estimated
   * @param charged what was charged
   * @param text what it means and what to do
   */
  public record Finding(
      Rule rule,
      @org.jspecify.annotations.Nullable String code,
      BigDecimal estimated,
      BigDecimal charged,
      String text) {}

  /**
   * Compares.
   *
   * @param charges all charges of the clinic for the patient; those of days outside the period, and
   *     drafts and voids, are left out
   */
  public static List<Finding> of(GoodFaithEstimate estimate, List<Charge> charges) {
    var counted =
        charges.stream()
            .filter(c -> c.patientId().equals(estimate.patient().id()))
            .filter(c -> c.status() == Charge.Status.BILLABLE || c.status() == Charge.Status.BILLED)
            .filter(c -> estimate.covers(c.serviceDate()))
            .flatMap(c -> c.standing().stream())
            .toList();
    var findings = new ArrayList<Finding>();
    sum(estimate, counted, findings);
    services(estimate, counted, findings);
    return List.copyOf(findings);
  }

  private static void sum(
      GoodFaithEstimate estimate, List<ChargeLine> counted, List<Finding> findings) {
    var expected = Objects.requireNonNull(estimate.convening().total());
    var charged =
        counted.stream()
            .map(ChargeLine::amount)
            .filter(Objects::nonNull)
            .filter(m -> m.currency().equals(expected.currency()))
            .map(Money::value)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var above = charged.subtract(expected.value());
    if (above.signum() <= 0) {
      return;
    }
    var dispute = above.compareTo(DISPUTABLE) >= 0 && expected.currency().equals("USD");
    findings.add(
        new Finding(
            dispute ? Rule.SUBSTANTIALLY_ABOVE : Rule.ABOVE,
            null,
            expected.value(),
            charged,
            above.toPlainString()
                + (dispute
                    ? " more than estimated, 400 or more: the patient may open a dispute (45 CFR"
                        + " 149.620). Check the charges, or lower them, before they are handed out."
                    : " more than estimated. Tell the patient why; from 400 on a dispute can be"
                        + " opened.")));
  }

  private static void services(
      GoodFaithEstimate estimate, List<ChargeLine> counted, List<Finding> findings) {
    var expected = new LinkedHashMap<String, BigDecimal>();
    var prices = new LinkedHashMap<String, BigDecimal>();
    for (var service : estimate.convening().services()) {
      var code = String.valueOf(service.code().code());
      expected.merge(code, service.allUnits(), BigDecimal::add);
      prices.merge(code, service.unitPrice().value(), BigDecimal::max);
    }
    var units = new LinkedHashMap<String, BigDecimal>();
    var dearest = new LinkedHashMap<String, BigDecimal>();
    for (var line : counted) {
      var code =
          String.valueOf(
              line.code() == null
                  ? Objects.requireNonNull(line.item()).code()
                  : line.code().code());
      units.merge(code, line.units(), BigDecimal::add);
      if (line.unitPrice() != null) {
        dearest.merge(code, line.unitPrice().value(), BigDecimal::max);
      }
    }
    units.forEach((code, n) -> service(code, n, expected, prices, dearest, findings));
  }

  private static void service(
      String code,
      BigDecimal units,
      Map<String, BigDecimal> expected,
      Map<String, BigDecimal> prices,
      Map<String, BigDecimal> dearest,
      List<Finding> findings) {
    var estimated = expected.get(code);
    if (estimated == null) {
      findings.add(
          new Finding(
              Rule.NOT_ESTIMATED,
              code,
              BigDecimal.ZERO,
              units,
              "The estimate does not name this service."));
      return;
    }
    if (units.compareTo(estimated) > 0) {
      findings.add(
          new Finding(
              Rule.MORE_THAN_ESTIMATED, code, estimated, units, "More units than estimated."));
    }
    var price = dearest.get(code);
    var promised = prices.get(code);
    if (price != null && promised != null && price.compareTo(promised) > 0) {
      findings.add(
          new Finding(
              Rule.DEARER_THAN_ESTIMATED, code, promised, price, "A higher price than estimated."));
    }
  }
}

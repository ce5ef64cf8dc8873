package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container on the clinic's shelf, as its inventory has it.
 *
 * @param ndc National Drug Code, eleven digits
 * @param drug billing code or ingredient by which an adjunct finds it, as in drug-services.csv
 * @param singleDose whether it may be used once only; null = nobody said
 * @param content drug in one container, in the unit of its row in drug-services.csv; null = unknown
 * @param from first day on which it was in stock; null = always
 * @param until last day; null = still
 */
public record StockedProduct(
    String ndc,
    String drug,
    @Nullable Boolean singleDose,
    @Nullable BigDecimal content,
    @Nullable LocalDate from,
    @Nullable LocalDate until) {

  /** The product of this code on this day. */
  static Optional<StockedProduct> ofNdc(
      List<StockedProduct> stock, @Nullable String ndc, LocalDate day) {
    return stock.stream().filter(p -> p.ndc().equals(ndc) && p.on(day)).findFirst();
  }

  /** The only product of this drug on this day; empty when there are several. */
  static Optional<StockedProduct> ofDrug(List<StockedProduct> stock, String drug, LocalDate day) {
    var found = stock.stream().filter(p -> p.drug().equals(drug) && p.on(day)).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private boolean on(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
  }
}

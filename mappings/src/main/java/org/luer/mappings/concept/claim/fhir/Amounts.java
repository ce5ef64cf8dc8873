package org.luer.mappings.concept.claim.fhir;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;

/** Amounts whose unit may be of any code system or only words, as claims count them. */
final class Amounts {
  private Amounts() {}

  /** The amount in a quantity. */
  static <Q extends Quantity> Q of(BigDecimal value, @Nullable Coded unit, Q quantity) {
    quantity.setValue(value);
    if (unit != null) {
      quantity.setSystem(unit.system()).setCode(unit.code()).setUnit(unit.text());
    }
    return quantity;
  }

  /** The unit; null when nothing is said. */
  static @Nullable Coded unit(Quantity quantity) {
    if (quantity.hasSystem() && quantity.hasCode()) {
      return Coded.of(quantity.getSystem(), quantity.getCode(), quantity.getUnit());
    }
    var words = quantity.hasUnit() ? quantity.getUnit() : quantity.getCode();
    return words == null || words.isBlank() ? null : Coded.text(words);
  }
}

package org.luer.mappings.concept.claim.fhir;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/** Amounts whose unit may be of any code system or only words, as claims count them. */
public final class Amounts {
  private Amounts() {}

  /** How many of something; without unit the services themselves are counted. */
  public static Quantity counted(BigDecimal value, @Nullable Coded unit) {
    return unit == null
        ? new Quantity().setValue(value).setSystem(Systems.UCUM).setCode("1")
        : of(value, unit, new Quantity());
  }

  /** The unit of what is counted; null when it is the services themselves. */
  public static @Nullable Coded countedUnit(Quantity quantity) {
    return Systems.UCUM.equals(quantity.getSystem())
            && "1".equals(quantity.getCode())
            && (!quantity.hasUnit() || quantity.getUnit().equals("1"))
        ? null
        : unit(quantity);
  }

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

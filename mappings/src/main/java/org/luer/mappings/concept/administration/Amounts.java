package org.luer.mappings.concept.administration;

import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/** {@link Amount} to and from Quantity, in whatever unit it has. */
final class Amounts {
  private Amounts() {}

  static Quantity of(Amount amount) {
    return Quantities.of(amount.value(), amount.unit());
  }

  /** The amount; null when there is none. A number without a unit is no amount. */
  static @Nullable Amount read(Quantity quantity, String path, Issues issues) {
    if (!quantity.hasValue() || Times.isAbsent(quantity)) {
      return null;
    }
    if (quantity.hasComparator()) {
      issues.error(IssueCode.NOT_USABLE, path + ".comparator", "an amount given is one number");
      return null;
    }
    var unit = Quantities.unit(quantity);
    if (unit == null) {
      issues.error(IssueCode.UNIT_UNKNOWN, path + ".unit", "is missing");
      return null;
    }
    return new Amount(quantity.getValue(), unit);
  }
}

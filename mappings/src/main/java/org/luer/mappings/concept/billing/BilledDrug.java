package org.luer.mappings.concept.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * The drug that a line bills.
 *
 * @param product National Drug Code of the container that was used (the vial, not its carton),
 *     eleven digits 5-4-2 without hyphens, with its name
 * @param quantity how much of it was drawn, in one of the units of ndc-units.csv
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BilledDrug(Coded product, @Nullable Quantity quantity) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/product", product);
    Check.optional(issues, path + "/product", product, Coded::check);
    if (product != null && product.code() == null) {
      issues.error(IssueCode.REQUIRED, path + "/product/code", "is missing");
    }
    if (quantity != null && NdcUnit.x12(quantity.unit()).isEmpty()) {
      issues.error(
          IssueCode.UNIT_UNKNOWN, path + "/quantity/unit", "is no unit that drugs are billed in");
    }
    if (quantity != null && quantity.value().signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/quantity/value", "must not be negative");
    }
  }
}

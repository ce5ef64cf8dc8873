package org.luer.mappings.concept.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A part of the price of an {@link InvoiceLine}.
 *
 * @param type what it is
 * @param text why, for example a series paid in advance
 * @param amount how much; a discount is negative
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InvoicePrice(Type type, @Nullable String text, Money amount) {

  /** What a price is (FHIR invoice-priceComponentType). */
  public enum Type {
    BASE,
    SURCHARGE,
    DEDUCTION,
    DISCOUNT,
    TAX,
    INFORMATIONAL;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/type", type);
    Check.present(issues, path + "/amount", amount);
    Check.optional(issues, path + "/amount", amount, Money::check);
    if (type == Type.DISCOUNT && amount != null && amount.value().signum() > 0) {
      issues.error(IssueCode.CONFLICT, path + "/amount/value", "a discount is negative");
    }
  }
}

package org.luer.mappings.concept.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One line of an {@link Invoice}. Its place in the list is its number.
 *
 * @param chargeId the charge that is invoiced
 * @param lineNumber the line of the charge
 * @param text what is invoiced, when it is no line of a charge
 * @param prices what the line costs; a discount is negative
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InvoiceLine(
    @Nullable String chargeId,
    @Nullable String lineNumber,
    @Nullable String text,
    List<InvoicePrice> prices) {

  public InvoiceLine {
    prices = prices == null ? List.of() : List.copyOf(prices);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/chargeId", chargeId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, path + "/lineNumber", lineNumber, (s, i, p) -> Check.id(i, p, s));
    if ((chargeId == null) != (lineNumber == null)) {
      issues.error(IssueCode.REQUIRED, path, "a charge needs its line, and a line its charge");
    }
    if ((chargeId == null) == (text == null)) {
      issues.error(IssueCode.REQUIRED, path, "needs either the line of a charge or text");
    }
    Check.each(issues, path + "/prices", prices, InvoicePrice::check);
  }
}

package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * A drug as stocked.
 *
 * @param code RxNorm, with the formulary code beside it
 * @param ndc National Drug Code of the container, eleven digits 5-4-2 without hyphens
 * @param concentration strength of the container, mg/mL
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drug(Coded code, @Nullable String ndc, @Nullable Quantity concentration) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    if (ndc != null && !ndc.matches("\\d{11}")) {
      issues.error(IssueCode.VALUE, path + "/ndc", "must be eleven digits, 5-4-2 without hyphens");
    }
    Check.optional(
        issues, path + "/concentration", concentration, (q, i, p) -> q.check(i, p, "mg/mL"));
  }
}

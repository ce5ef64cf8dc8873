package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * A finding that travels with an order because the order rests on it: a score, a laboratory value.
 *
 * @param code what was found
 * @param number the value, when it is a number
 * @param unit its unit: UCUM where there is one
 * @param text the value, when it is words
 * @param coded the value, when it is a code
 * @param flag interpretation, for example {@code H} (HL7 table 0078)
 * @param range what is normal, in words
 * @param at when it was found, or the day
 * @param observer who found it, or answers for it (OBX-16)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderFinding(
    Coded code,
    @Nullable BigDecimal number,
    @Nullable Coded unit,
    @Nullable String text,
    @Nullable Coded coded,
    @Nullable String flag,
    @Nullable String range,
    @Nullable PartialTime at,
    @Nullable Clinician observer) {

  /** A finding of which nobody says who found it. */
  public OrderFinding(
      Coded code,
      @Nullable BigDecimal number,
      @Nullable Coded unit,
      @Nullable String text,
      @Nullable Coded coded,
      @Nullable String flag,
      @Nullable String range,
      @Nullable PartialTime at) {
    this(code, number, unit, text, coded, flag, range, at, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    Check.optional(issues, path + "/coded", coded, Coded::check);
    Check.optional(issues, path + "/observer", observer, Clinician::check);
    var values = (number == null ? 0 : 1) + (text == null ? 0 : 1) + (coded == null ? 0 : 1);
    if (values != 1) {
      issues.error(IssueCode.CONFLICT, path, "needs exactly one value: number, text or coded");
    }
    if (unit != null && number == null) {
      issues.error(IssueCode.CONFLICT, path + "/unit", "needs a number");
    }
    if (flag != null && !flag.matches("[A-Z<>]{1,5}")) {
      issues.error(IssueCode.VALUE, path + "/flag", "must be a code of HL7 table 0078");
    }
  }
}

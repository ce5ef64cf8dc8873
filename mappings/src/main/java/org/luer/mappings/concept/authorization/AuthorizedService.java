package org.luer.mappings.concept.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * What is authorized, where it differs from what was asked for or the insurer says it again.
 *
 * @param code the service
 * @param codeEnd last code of a range of services
 * @param modifiers its modifiers
 * @param unitPrice price of one
 * @param units how many; may be fewer than asked for
 * @param unit what is counted, when it is not the service itself
 * @param revenue revenue code
 * @param rateLimit most that one unit may cost
 * @param screening whether it follows from early and periodic screening (EPSDT)
 * @param levelOfCare level of care in a nursing home
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuthorizedService(
    @Nullable Coded code,
    @Nullable Coded codeEnd,
    List<Coded> modifiers,
    @Nullable Money unitPrice,
    @Nullable BigDecimal units,
    @Nullable Coded unit,
    @Nullable Coded revenue,
    @Nullable BigDecimal rateLimit,
    @Nullable Boolean screening,
    @Nullable Coded levelOfCare) {
  public AuthorizedService {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/codeEnd", codeEnd, Coded::check);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/unitPrice", unitPrice, Money::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    if (unit != null && units == null) {
      issues.error(IssueCode.REQUIRED, path + "/units", "is missing beside its unit");
    }
    if (unit != null && !unit.also().isEmpty()) {
      issues.error(IssueCode.CONFLICT, path + "/unit/also", "a quantity has one unit");
    }
    Check.optional(issues, path + "/revenue", revenue, Coded::check);
    Check.optional(issues, path + "/levelOfCare", levelOfCare, Coded::check);
  }
}

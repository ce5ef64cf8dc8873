package org.luer.mappings.concept.selfpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * One service of a {@link GoodFaithEstimate}, given once or again and again.
 *
 * @param code CPT or HCPCS
 * @param text words for a code that our list has not: those of the clinic's own price list
 * @param modifiers in their order
 * @param units how many of the code each time
 * @param times how often in the period of the estimate
 * @param unitPrice expected price of one, with every discount
 * @param diagnoses the diagnoses of the estimate that it is for, by their numbers from 1
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstimatedService(
    Coded code,
    @Nullable String text,
    List<Coded> modifiers,
    BigDecimal units,
    int times,
    Money unitPrice,
    List<Integer> diagnoses) {
  private static final int MOST_TIMES = 366;

  public EstimatedService {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
  }

  /** Words for the patient. */
  public String words() {
    return text == null ? ServiceWords.of(code, null) : text;
  }

  /** Units over the whole period. */
  public BigDecimal allUnits() {
    return units.multiply(BigDecimal.valueOf(times));
  }

  /** What is expected for the whole period. */
  public Money amount() {
    return new Money(unitPrice.value().multiply(allUnits()), unitPrice.currency());
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path, int known) {
    if (code == null || code.code() == null) {
      issues.error(IssueCode.REQUIRED, path + "/code", "is missing");
    } else if (!BillingCodes.bills(code.system()) || !BillingCodes.wellFormed(code)) {
      issues.error(IssueCode.CODE_UNKNOWN, path + "/code", "is no code of CPT or HCPCS");
    } else if (words().isBlank()) {
      issues.error(
          IssueCode.CODE_UNKNOWN,
          path + "/code",
          "is not in our list of services: give it a text that the patient understands");
    }
    if (units == null || units.signum() <= 0) {
      issues.error(IssueCode.VALUE, path + "/units", "must be more than 0");
    }
    if (times < 1 || times > MOST_TIMES) {
      issues.error(IssueCode.VALUE, path + "/times", "must be 1 to " + MOST_TIMES);
    }
    if (unitPrice == null) {
      issues.error(
          IssueCode.REQUIRED,
          path + "/price",
          "is missing: give it here, or a row in the clinic's table of prices");
    } else {
      Check.optional(issues, path + "/price", unitPrice, Money::check);
      if (unitPrice.value() != null && unitPrice.value().signum() < 0) {
        issues.error(IssueCode.VALUE, path + "/price", "must not be negative");
      }
    }
    for (int i = 0; i < diagnoses.size(); i++) {
      if (diagnoses.get(i) < 1 || diagnoses.get(i) > known) {
        issues.error(
            IssueCode.NOT_FOUND, path + "/diagnoses/" + i, "is the number of no diagnosis here");
      }
    }
  }
}

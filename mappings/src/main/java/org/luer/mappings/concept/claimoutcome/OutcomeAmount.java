package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * One amount of an adjudication.
 *
 * @param kind what the amount is
 * @param category the insurer's code for it, when it is not the usual one of the kind
 * @param reason why it is so much
 * @param amount money
 * @param value a number that is no money: units or percent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutcomeAmount(
    Kind kind,
    @Nullable Coded category,
    @Nullable Coded reason,
    @Nullable Money amount,
    @Nullable BigDecimal value) {

  /** What an amount is; adjudication-kinds.csv has the codes. */
  public enum Kind {
    /** Charged. */
    SUBMITTED,
    /** Allowed by the plan. */
    ALLOWED,
    /** Paid by the insurer. */
    PAID,
    /** All that the patient owes. */
    PATIENT,
    DEDUCTIBLE,
    COINSURANCE,
    COPAY,
    /** Not covered by the plan. */
    NONCOVERED,
    /** Written off by contract. */
    DISCOUNT,
    /** Paid by the insurer before. */
    PRIOR_PAID,
    OTHER;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An amount under its usual code. */
  public static OutcomeAmount of(Kind kind, Money amount) {
    return new OutcomeAmount(kind, null, null, amount, null);
  }

  /** The first amount of a kind. */
  static Optional<Money> first(List<OutcomeAmount> amounts, Kind kind) {
    return amounts.stream()
        .filter(a -> a.kind() == kind)
        .flatMap(a -> Optional.ofNullable(a.amount()).stream())
        .findFirst();
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/kind", kind);
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.optional(issues, path + "/reason", reason, Coded::check);
    Check.optional(issues, path + "/amount", amount, Money::check);
    if (kind == Kind.OTHER && category == null) {
      issues.error(IssueCode.REQUIRED, path + "/category", "is missing: what else it is");
    }
  }
}

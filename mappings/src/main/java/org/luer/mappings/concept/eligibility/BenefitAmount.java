package org.luer.mappings.concept.eligibility;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A limit or a share of a benefit, and how much of it is used.
 *
 * @param type what it is: deductible, co-payment, visits …
 * @param allowed how much money
 * @param allowedNumber how many, or how many percent
 * @param allowedText in words
 * @param used how much money is used
 * @param usedNumber how many are used
 * @param usedText in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenefitAmount(
    Coded type,
    @Nullable Money allowed,
    @Nullable Integer allowedNumber,
    @Nullable String allowedText,
    @Nullable Money used,
    @Nullable Integer usedNumber,
    @Nullable String usedText) {

  /** What is left of the money; empty when one of both is not told. */
  @JsonIgnore
  public Optional<Money> remaining() {
    return allowed == null || used == null || !allowed.currency().equals(used.currency())
        ? Optional.empty()
        : Optional.of(new Money(allowed.value().subtract(used.value()), allowed.currency()));
  }

  /** How many are left; empty when one of both is not told. */
  @JsonIgnore
  public Optional<Integer> remainingNumber() {
    return allowedNumber == null || usedNumber == null
        ? Optional.empty()
        : Optional.of(allowedNumber - usedNumber);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/type", type);
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.optional(issues, path + "/allowed", allowed, Money::check);
    Check.optional(issues, path + "/used", used, Money::check);
    one(allowed, allowedNumber, allowedText, issues, path + "/allowed");
    one(used, usedNumber, usedText, issues, path + "/used");
  }

  private static void one(
      @Nullable Money money,
      @Nullable Integer number,
      @Nullable String text,
      Issues issues,
      String path) {
    if ((money == null ? 0 : 1) + (number == null ? 0 : 1) + (text == null ? 0 : 1) > 1) {
      issues.error(IssueCode.CONFLICT, path, "is money, a number or words");
    }
  }
}

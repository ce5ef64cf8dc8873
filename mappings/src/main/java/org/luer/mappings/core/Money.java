package org.luer.mappings.core;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An amount of money.
 *
 * @param value the amount, its scale kept: 310.00 is not 310
 * @param currency ISO 4217 code, for example {@code USD}
 */
public record Money(BigDecimal value, String currency) {
  private static final Pattern ISO_4217 = Pattern.compile("[A-Z]{3}");

  /** US dollars from their written amount. */
  public static Money usd(String value) {
    return new Money(new BigDecimal(value), "USD");
  }

  /** Reports a missing amount and a currency that is no code. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/value", value);
    if (currency == null || !ISO_4217.matcher(currency).matches()) {
      issues.error(
          IssueCode.VALUE,
          path + "/currency",
          "must be a currency code of three letters (ISO 4217)");
    }
  }
}

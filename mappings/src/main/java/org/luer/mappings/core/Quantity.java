package org.luer.mappings.core;

import java.math.BigDecimal;

/**
 * A number with its unit.
 *
 * @param value the number, its scale kept: 41.0 is not 41
 * @param unit UCUM code, for example {@code mg}, {@code mL/h}, {@code mm[Hg]}
 */
public record Quantity(BigDecimal value, String unit) {

  /** A quantity from its written number. */
  public static Quantity of(String value, String unit) {
    return new Quantity(new BigDecimal(value), unit);
  }

  /** Reports a unit other than the expected one and a negative value. */
  public void check(Issues issues, String path, String expectedUnit) {
    if (!unit.equals(expectedUnit)) {
      issues.error(IssueCode.UNIT_UNKNOWN, path + "/unit", "must be the UCUM unit " + expectedUnit);
    }
    if (value.signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/value", "must not be negative");
    }
  }
}

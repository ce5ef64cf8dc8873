package org.luer.mappings.concept.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;

/**
 * How many units of which code an intravenous infusion for therapy comes to by its running minutes
 * (reference/codes.md 8.1): up to 15 minutes a push, 16 to 90 the first hour, from 91 on one
 * further hour for every begun 60 minutes of which more than 30 are used. A pause does not count.
 *
 * @param push units of 96374
 * @param first units of 96365
 * @param further units of 96366
 */
public record InfusionUnits(int push, int first, int further) {
  /** Push, single or initial drug. */
  public static final String PUSH = "96374";

  /** Infusion, first hour. */
  public static final String FIRST_HOUR = "96365";

  /** Infusion, each further hour. */
  public static final String FURTHER_HOUR = "96366";

  /** The codes that count running time. */
  public static final Set<String> CODES = Set.of(PUSH, FIRST_HOUR, FURTHER_HOUR);

  /** The units of an infusion that ran this long; part of a minute does not count. */
  public static InfusionUnits of(BigDecimal runningMinutes) {
    var minutes = runningMinutes.setScale(0, RoundingMode.DOWN).intValue();
    if (minutes < 1) {
      return new InfusionUnits(0, 0, 0);
    }
    if (minutes <= 15) {
      return new InfusionUnits(1, 0, 0);
    }
    return new InfusionUnits(0, 1, minutes < 91 ? 0 : 1 + (minutes - 91) / 60);
  }

  /** The units by code; codes without units are left out. */
  public Map<String, Integer> byCode() {
    if (push > 0) {
      return Map.of(PUSH, push);
    }
    if (first == 0) {
      return Map.of();
    }
    return further > 0
        ? Map.of(FIRST_HOUR, first, FURTHER_HOUR, further)
        : Map.of(FIRST_HOUR, first);
  }
}

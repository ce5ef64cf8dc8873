package org.luer.gateway.delivery;

import java.time.Duration;

/**
 * How long to wait after failures.
 *
 * @param first after the first one; it doubles with each further one
 * @param most never longer
 */
public record BackOff(Duration first, Duration most) {
  private static final double SPREAD = 0.2;

  /**
   * The wait, shortened by up to a fifth so that not all come at once.
   *
   * @param failures in a row, from 1
   * @param chance from 0 to 1
   */
  public Duration after(int failures, double chance) {
    double doubled = (double) first.toMillis() * Math.pow(2, Math.min(failures - 1, 30));
    double capped = Math.min(doubled, (double) most.toMillis());
    return Duration.ofMillis((long) (capped * (1 - SPREAD * chance)));
  }
}

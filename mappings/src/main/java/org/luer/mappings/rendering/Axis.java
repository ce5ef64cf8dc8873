package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts values of a range onto a stretch of the page.
 *
 * @param low lowest value
 * @param high highest value
 * @param from place of the lowest value
 * @param to place of the highest value
 */
record Axis(double low, double high, double from, double to) {

  /** The place of a value; a value outside the range stands at its end. */
  double at(double value) {
    var inside = Math.max(low, Math.min(high, value));
    return high == low ? from : from + (inside - low) / (high - low) * (to - from);
  }

  /** Round values within the range, a few of them. */
  List<Double> ticks(int atMost) {
    var step = step((high - low) / atMost);
    var ticks = new ArrayList<Double>();
    for (var tick = Math.ceil(low / step) * step; tick <= high + step / 1000; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private static double step(double least) {
    double power = 1;
    while (power * 10 < least) {
      power *= 10;
    }
    while (power >= least && power > 0.001) {
      power /= 10;
    }
    for (var factor : new double[] {1, 2, 5, 10, 20, 50}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 100;
  }
}

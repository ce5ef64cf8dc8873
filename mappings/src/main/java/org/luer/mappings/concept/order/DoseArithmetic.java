package org.luer.mappings.concept.order;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Quantity;

/**
 * Cross-checks the numbers of an order against each other: mg/kg x weight = mg, mL/h x time = mL,
 * mg/kg/h x weight x time = mg. Nothing is corrected; what does not agree is named.
 *
 * <p>Beyond rounding means: the difference is larger than half of the last written digit of the
 * result, and larger than one percent of a dose or two percent of a rate (reference/hl7v2.md 2.3).
 * Units are those that the record guarantees.
 */
public final class DoseArithmetic {
  private static final BigDecimal DOSE = new BigDecimal("0.01");
  private static final BigDecimal RATE = new BigDecimal("0.02");
  private static final BigDecimal MINUTES_PER_HOUR = BigDecimal.valueOf(60);

  private DoseArithmetic() {}

  /** What does not agree. */
  static Set<Review> check(
      @Nullable Quantity dosePerKg,
      @Nullable Quantity ratePerKg,
      @Nullable Quantity dose,
      @Nullable Quantity weight,
      @Nullable Quantity volume,
      @Nullable Quantity duration,
      List<Quantity> rates,
      Limits limits) {
    var found = EnumSet.noneOf(Review.class);
    if (dosePerKg != null && weight != null && dose != null) {
      add(found, Review.DOSE_BY_WEIGHT, sameDose(product(dosePerKg, weight), dose.value()));
    }
    if (rates.size() == 1 && duration != null && volume != null) {
      var given = perHour(product(rates.get(0), duration));
      add(found, Review.RATE_BY_VOLUME, sameRate(given, volume.value()));
    }
    if (ratePerKg != null && weight != null && duration != null && dose != null) {
      var perMinute = product(ratePerKg, weight).multiply(duration.value());
      add(found, Review.RATE_BY_DOSE, sameRate(perHour(perMinute), dose.value()));
    }
    if (dose != null && (over(dose, limits.dose()) || over(dose, limits.dosePerDay()))) {
      found.add(Review.DOSE_OVER_LIMIT);
    }
    if (rates.stream().anyMatch(r -> over(r, limits.rate()))) {
      found.add(Review.RATE_OVER_LIMIT);
    }
    return found;
  }

  /**
   * The limits that an order sets itself.
   *
   * @param rate mL/h
   * @param dose mg at once
   * @param dosePerDay mg in a day
   */
  record Limits(@Nullable Quantity rate, @Nullable Quantity dose, @Nullable Quantity dosePerDay) {}

  private static void add(Set<Review> found, Review review, boolean agrees) {
    if (!agrees) {
      found.add(review);
    }
  }

  /** Whether both are the same dose but for rounding. */
  public static boolean sameDose(BigDecimal expected, BigDecimal given) {
    return agree(expected, given, DOSE);
  }

  /** Whether both are the same rate, volume or time but for rounding. */
  public static boolean sameRate(BigDecimal expected, BigDecimal given) {
    return agree(expected, given, RATE);
  }

  private static boolean agree(BigDecimal expected, BigDecimal given, BigDecimal tolerance) {
    var difference = expected.subtract(given).abs();
    var larger = expected.abs().max(given.abs());
    var digits = expected.setScale(Math.max(given.scale(), 0), RoundingMode.HALF_UP);
    return difference.compareTo(larger.multiply(tolerance)) <= 0 || digits.compareTo(given) == 0;
  }

  private static BigDecimal product(Quantity one, Quantity other) {
    return one.value().multiply(other.value());
  }

  private static BigDecimal perHour(BigDecimal minutes) {
    return minutes.divide(MINUTES_PER_HOUR, MathContext.DECIMAL64);
  }

  private static boolean over(Quantity value, @Nullable Quantity limit) {
    return limit != null && value.value().compareTo(limit.value()) > 0;
  }
}

package org.luer.mappings.concept.infusion;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Quantity;

/**
 * A stretch of the infusion at one pump rate.
 *
 * @param from its start
 * @param to its end
 * @param event the event that set the rate
 * @param rate the rate, mL/h
 * @param dose drug given in it, mg
 */
public record Interval(
    OffsetDateTime from, OffsetDateTime to, TimelineEvent event, Quantity rate, BigDecimal dose) {
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
  private static final int SCALE = 4;

  /** Volume given in it, mL. */
  public BigDecimal volume() {
    return tidy(
        rate.value()
            .multiply(BigDecimal.valueOf(seconds()))
            .divide(SECONDS_PER_HOUR, SCALE, RoundingMode.HALF_EVEN));
  }

  /** Its length in seconds. */
  public long seconds() {
    return Duration.between(from, to).toSeconds();
  }

  /**
   * The intervals of a timeline; their doses sum up to the dose that was given, exactly. Empty when
   * neither the total dose nor the bag says how much drug that was, and while it still runs at its
   * first rate.
   */
  public static List<Interval> of(
      List<TimelineEvent> timeline, @Nullable Totals totals, @Nullable Bag bag) {
    var open = new ArrayList<Interval>();
    @Nullable TimelineEvent running = null;
    for (var event : timeline) {
      if (event.type() == TimelineEvent.Type.BOLUS) {
        continue;
      }
      if (running != null && running.rate() != null && running.at().isBefore(event.at())) {
        open.add(new Interval(running.at(), event.at(), running, running.rate(), BigDecimal.ZERO));
      }
      running = event.type().runs() ? event : null;
    }
    return dosed(open, boluses(timeline), totals, bag);
  }

  private static BigDecimal boluses(List<TimelineEvent> timeline) {
    var sum = BigDecimal.ZERO;
    for (var event : timeline) {
      if (event.dose() != null) {
        sum = sum.add(event.dose().value());
      }
    }
    return sum;
  }

  private static List<Interval> dosed(
      List<Interval> open, BigDecimal boluses, @Nullable Totals totals, @Nullable Bag bag) {
    var flow = BigDecimal.ZERO; // in mL times 3600
    for (var interval : open) {
      flow = flow.add(interval.flow());
    }
    var unknown = totals == null && (bag == null || bag.volume().value().signum() == 0);
    if (open.isEmpty() || unknown || flow.signum() == 0) {
      return List.of();
    }
    var total = total(flow, boluses, totals, bag);
    var left = total;
    var dosed = new ArrayList<Interval>();
    for (int i = 0; i < open.size(); i++) {
      var interval = open.get(i);
      var last = i == open.size() - 1;
      var share =
          last
              ? left
              : total
                  .multiply(interval.flow())
                  .divide(flow, Math.max(SCALE, total.scale()), RoundingMode.DOWN);
      left = left.subtract(share);
      dosed.add(
          new Interval(interval.from, interval.to, interval.event, interval.rate, tidy(share)));
    }
    return dosed;
  }

  private static BigDecimal total(
      BigDecimal flow, BigDecimal boluses, @Nullable Totals totals, @Nullable Bag bag) {
    if (totals != null) {
      var rest = totals.dose().value().subtract(boluses);
      return rest.signum() < 0 ? totals.dose().value() : rest;
    }
    var full = Objects.requireNonNull(bag);
    return flow.multiply(full.drugAmount().value())
        .divide(full.volume().value().multiply(SECONDS_PER_HOUR), MathContext.DECIMAL64)
        .setScale(SCALE, RoundingMode.HALF_EVEN);
  }

  private BigDecimal flow() {
    return rate.value().multiply(BigDecimal.valueOf(seconds()));
  }

  private static BigDecimal tidy(BigDecimal value) {
    var stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;

/**
 * How long an infusion ran, by what was documented. A pause does not count, nor does a rate of
 * zero; time zones and midnight do not matter, since every time carries its offset.
 *
 * @param start when it began
 * @param stop when it ended; null when nobody documented that
 * @param seconds running time without pauses; up to the last documented event when there is no stop
 * @param pointer where in the session it is documented
 */
public record RunningTime(
    OffsetDateTime start, @Nullable OffsetDateTime stop, long seconds, String pointer) {

  /** Whole minutes; part of a minute does not count. */
  public int minutes() {
    return Math.toIntExact(seconds / 60);
  }

  /** Minutes between start and stop in which it did not run. */
  public long paused() {
    return stop == null ? 0 : (Duration.between(start, stop).toSeconds() - seconds) / 60;
  }

  /**
   * The time of a session: by its timeline, else by what its totals say; empty when it never ran.
   */
  public static Optional<RunningTime> of(List<TimelineEvent> timeline, @Nullable Totals totals) {
    if (timeline.stream().anyMatch(e -> e.type().runs() || e.type().ends())) {
      return ofTimeline(timeline);
    }
    return totals == null ? Optional.empty() : ofTotals(totals);
  }

  private static Optional<RunningTime> ofTimeline(List<TimelineEvent> timeline) {
    @Nullable OffsetDateTime start = null;
    @Nullable OffsetDateTime since = null;
    @Nullable OffsetDateTime stop = null;
    long seconds = 0;
    for (var event : timeline) {
      if (event.type() == TimelineEvent.Type.BOLUS || stop != null) {
        continue;
      }
      if (since != null) {
        seconds += Duration.between(since, event.at()).toSeconds();
      }
      since = event.type().runs() && flows(event) ? event.at() : null;
      start = start == null ? since : start;
      stop = event.type().ends() ? event.at() : null;
    }
    return start == null
        ? Optional.empty()
        : Optional.of(new RunningTime(start, stop, seconds, "/timeline"));
  }

  private static boolean flows(TimelineEvent event) {
    return event.rate() == null || event.rate().value().signum() > 0;
  }

  private static Optional<RunningTime> ofTotals(Totals totals) {
    var from = totals.from();
    if (from == null) {
      return Optional.empty();
    }
    var to = totals.to();
    var running = totals.running();
    long seconds =
        running != null
            ? running.value().multiply(BigDecimal.valueOf(60)).longValue()
            : to == null ? 0 : Duration.between(from, to).toSeconds();
    return Optional.of(new RunningTime(from, to, seconds, "/totals"));
  }
}

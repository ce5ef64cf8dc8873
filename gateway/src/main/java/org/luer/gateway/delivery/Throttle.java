package org.luer.gateway.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Spaces the messages to each partner evenly. Each node counts for itself. */
final class Throttle {
  private final Map<String, Pace> paces = new HashMap<>();

  /** When the next message may go, and when the last of those that wait was told to come back. */
  private static final class Pace {
    private final int perMinute;
    private Instant free = Instant.EPOCH;
    private Instant queue = Instant.EPOCH;

    private Pace(int perMinute) {
      this.perMinute = perMinute;
    }
  }

  /**
   * Takes the next place.
   *
   * @param perMinute 0 = no limit
   * @return when to come back; empty = send now
   */
  synchronized Optional<Instant> take(String partner, int perMinute, Instant now) {
    if (perMinute == 0) {
      paces.remove(partner);
      return Optional.empty();
    }
    var gap = Duration.ofMinutes(1).dividedBy(perMinute);
    var pace = paces.get(partner);
    if (pace == null || pace.perMinute != perMinute) {
      pace = new Pace(perMinute);
      paces.put(partner, pace);
    }
    if (!now.isBefore(pace.free)) {
      pace.free = now.plus(gap);
      return Optional.empty();
    }
    // those that wait come back one after another, not all at once
    pace.queue = pace.queue.isBefore(pace.free) ? pace.free : pace.queue.plus(gap);
    return Optional.of(pace.queue);
  }
}

package org.luer.gateway.claim;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many claims stand in each state: {@code luer.claims} by state. No patient data. */
final class ClaimMetrics {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final ClaimStore store;
  private Map<String, Long> counts = Map.of();
  private long countedAt;

  ClaimMetrics(MeterRegistry registry, ClaimStore store) {
    this.store = store;
    for (var state : ClaimState.values()) {
      Gauge.builder("luer.claims", this, metrics -> metrics.count(state.code()))
          .tag("state", state.code())
          .description("Claims by state")
          .register(registry);
    }
  }

  /** All states are counted at once, for one look at the metrics. */
  private synchronized double count(String state) {
    var now = System.nanoTime();
    if (countedAt == 0 || now - countedAt > FRESH.toNanos()) {
      var fresh = new HashMap<String, Long>();
      store.counts().forEach((key, n) -> fresh.merge(key.get(0), n, Long::sum));
      counts = fresh;
      countedAt = now;
    }
    return counts.getOrDefault(state, 0L);
  }
}

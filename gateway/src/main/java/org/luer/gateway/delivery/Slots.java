package org.luer.gateway.delivery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.luer.gateway.journal.Lane;

/**
 * The connections of each endpoint that are in use on this node, and the lanes that wait for one.
 * Waiting holds no thread.
 */
final class Slots {
  private final Map<String, Integer> used = new HashMap<>();
  private final Map<String, Set<Lane>> waiting = new HashMap<>();

  /** Takes a connection if one is free. */
  synchronized boolean take(String endpoint, int connections) {
    int now = used.getOrDefault(endpoint, 0);
    if (now >= connections) {
      return false;
    }
    used.put(endpoint, now + 1);
    return true;
  }

  /** Takes a connection if one is free and no lane waits for it. */
  synchronized boolean takeUnasked(String endpoint, int connections) {
    return waiting.getOrDefault(endpoint, Set.of()).isEmpty() && take(endpoint, connections);
  }

  /** Gives a connection back and wakes the lane that waits longest and can be woken. */
  void give(String endpoint, Predicate<Lane> wake) {
    synchronized (this) {
      used.merge(endpoint, -1, (a, b) -> a + b <= 0 ? null : Integer.valueOf(a + b));
    }
    for (var lane = first(endpoint); lane.isPresent(); lane = first(endpoint)) {
      if (wake.test(lane.get())) {
        return;
      }
    }
  }

  private synchronized Optional<Lane> first(String endpoint) {
    var lanes = waiting.getOrDefault(endpoint, new LinkedHashSet<>());
    var first = lanes.stream().findFirst();
    first.ifPresent(lanes::remove);
    return first;
  }

  /** Waits for a connection; true when one is free by now and the lane does not wait. */
  synchronized boolean await(String endpoint, int connections, Lane lane) {
    if (used.getOrDefault(endpoint, 0) < connections) {
      return true;
    }
    waiting.computeIfAbsent(endpoint, e -> new LinkedHashSet<>()).add(lane);
    return false;
  }
}

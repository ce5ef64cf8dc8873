package org.luer.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reason;

/** Works off one lane as far as it goes without waiting. */
final class LaneWorker {
  /** After so many deliveries another lane gets its turn. */
  private static final int AT_ONCE = 20;

  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  private final DeliveryStore store;
  private final Endpoints endpoints;
  private final Slots slots;
  private final Gate gate;
  private final Consumer<Work> deliver;
  private final Predicate<Lane> wake;
  private final Clock clock;
  private volatile boolean stopping;

  LaneWorker(
      DeliveryStore store,
      Endpoints endpoints,
      Slots slots,
      Gate gate,
      Consumer<Work> deliver,
      Predicate<Lane> wake,
      Clock clock) {
    this.store = store;
    this.endpoints = endpoints;
    this.slots = slots;
    this.gate = gate;
    this.deliver = deliver;
    this.wake = wake;
    this.clock = clock;
  }

  /** Why a lane ended its turn although it has something that is due. */
  sealed interface Stop {}

  /** The endpoint that has no free connection for a lane. */
  record Busy(String endpoint, int connections) implements Stop {}

  /** The partner is to be left in peace for a while. */
  record Waits(Delivery delivery, Gate.Wait pause) implements Stop {}

  /**
   * Delivers what is due, in order. The transaction that ends the last delivery ends the turn too.
   *
   * @return what it waits for, if that is why it ended
   */
  Optional<Stop> work(Turn turn) {
    for (int i = 0; i < AT_ONCE && !stopping; i++) {
      var next = turn.first().map(List::of).orElseGet(() -> store.next(turn.lane(), 2));
      if (next.isEmpty() || next.get(0).dueAt().isAfter(clock.instant())) {
        return Optional.empty();
      }
      var delivery = next.get(0);
      var last = next.size() == 1; // as far as is known: it is looked again when the turn ends
      var endpoint = endpoints.find(delivery);
      if (endpoint.isEmpty()) {
        var reason = new Reason("no-endpoint", "The settings name no endpoint for it any more.");
        store.settle(delivery, Verdict.held(reason), now());
        continue;
      }
      if (endpoint.get().receives().batch() != null) {
        return Optional.of(new Waits(delivery, batch(endpoint.get())));
      }
      var key = endpoint.get().key();
      int connections = endpoint.get().receives().connections();
      if (!slots.take(key, connections)) {
        return Optional.of(new Busy(key, connections));
      }
      try {
        var entry = gate.enter(endpoint.get());
        if (entry.pause().isPresent()) {
          return Optional.of(new Waits(delivery, entry.pause().get()));
        }
        try {
          deliver.accept(new Work(delivery, endpoint.get(), last ? turn : null));
        } finally {
          gate.leave(endpoint.get(), entry);
        }
      } finally {
        slots.give(key, wake);
      }
      if (last && !turn.goesOn()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Until its schedule is due; then it is collected, and the lane has nothing to do. */
  private Gate.Wait batch(Endpoint endpoint) {
    var now = clock.instant();
    var until = OutboundBatches.next(endpoint, now).orElse(now.plus(LOOK_AGAIN));
    var reason = new Reason(Reason.WAITS_FOR_BATCH, "It goes out with the partner's next file.");
    return new Gate.Wait(endpoint.partner().id(), until, false, reason);
  }

  /** Ends each lane's turn after the delivery that is under way. */
  void stop() {
    stopping = true;
  }

  private Instant now() {
    return clock.instant();
  }
}

package org.luer.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.delivery.Renderer.Rendering;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.trace.Traces;

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
  private final Function<Work, Rendering> render;
  private final Predicate<Lane> wake;
  private final Executor later;
  private final Clock clock;
  private volatile boolean stopping;

  LaneWorker(
      DeliveryStore store,
      Endpoints endpoints,
      Slots slots,
      Gate gate,
      Consumer<Work> deliver,
      Function<Work, Rendering> render,
      Predicate<Lane> wake,
      Executor later,
      Clock clock) {
    this.store = store;
    this.endpoints = endpoints;
    this.slots = slots;
    this.gate = gate;
    this.deliver = deliver;
    this.render = render;
    this.wake = wake;
    this.later = later;
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
    var begun = turn.begun();
    if (begun.isPresent()) {
      send(begun.get(), turn);
      if (!turn.goesOn()) {
        return Optional.empty();
      }
    }
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
          deliver.accept(new Work(delivery, endpoint.get(), last ? turn : null, null));
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

  /** Sends what counts as sent already, even if this node is about to stop. */
  private void send(Begun begun, Turn turn) {
    try {
      deliver.accept(begun.begin(turn));
    } finally {
      begun.release();
    }
  }

  /**
   * Makes the message of a delivery that its transaction is about to write, and keeps a connection
   * free for it; empty when it could not go at once, or cannot be made.
   */
  Optional<Begun> ahead(Delivery delivery, String source) {
    var found = endpoints.find(delivery);
    if (found.isEmpty() || stopping) {
      return Optional.empty();
    }
    var endpoint = found.get();
    int connections = endpoint.receives().connections();
    if (endpoint.receives().batch() != null
        || !gate.open(endpoint)
        || !slots.takeUnasked(endpoint.key(), connections)) {
      return Optional.empty();
    }
    var work = new Work(delivery, endpoint, null, null);
    Runnable release = () -> slots.give(endpoint.key(), wake);
    var made = Optional.<Begun>empty();
    var trace =
        Traces.ahead(
            delivery.id(), source, delivery.exchange(), delivery.type(), delivery.lane().partner());
    try {
      if (render.apply(work) instanceof Ready ready) {
        made = Optional.of(new Begun(work, ready, trace, release, later));
      }
    } finally {
      trace.pause();
      if (made.isEmpty()) {
        later.execute(release);
      }
    }
    return made;
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

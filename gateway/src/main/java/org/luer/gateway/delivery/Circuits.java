package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.journal.DeliveryFlow.Circuit;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.DeliveryRules;

/**
 * Leaves an endpoint in peace that fails again and again: after so many failures in a row only one
 * message at a time probes it, until one gets an answer. Each node judges for itself.
 *
 * <p>Only one lane's lost answers say nothing about the endpoint (its message may be what the
 * partner stumbles over), so those count once a second lane has failed too; a connection that does
 * not come about counts at once.
 */
final class Circuits {
  private static final Set<String> UNREACHABLE = Set.of("no-connection", "no-tls");

  private final Map<String, State> states = new HashMap<>();
  private Consumer<String> closed = partner -> {};

  private static final class State {
    private final String partner;
    private final Set<Lane> lanes = new HashSet<>();
    private int failures;
    private boolean unreachable;
    private boolean probing;
    private @Nullable Instant since;
    private @Nullable Instant probeAt;
    private String reason = "";

    private State(String partner) {
      this.partner = partner;
    }
  }

  /**
   * Leave to send, or not.
   *
   * @param probe true when this message is the one that probes
   * @param until when to ask again; empty = send now
   */
  record Pass(boolean probe, Optional<Instant> until) {
    private static final Pass FREE = new Pass(false, Optional.empty());
  }

  /** Told the partner's id when one of its circuits has closed again. */
  void whenClosed(Consumer<String> told) {
    closed = told;
  }

  /** Asks for leave; a probe that was permitted ends with {@link #leave}. */
  synchronized Pass enter(Endpoint endpoint, Instant now) {
    var state = states.get(endpoint.key());
    if (state == null || state.probeAt == null) {
      return Pass.FREE;
    }
    var pause = endpoint.partner().delivery().circuitPause();
    if (state.probing || now.isBefore(state.probeAt)) {
      var until = state.probing ? now.plus(pause) : state.probeAt;
      return new Pass(false, Optional.of(until));
    }
    state.probing = true;
    return new Pass(true, Optional.empty());
  }

  /** Whether no failure of this endpoint is remembered. */
  synchronized boolean closed(Endpoint endpoint) {
    return !states.containsKey(endpoint.key());
  }

  /** Ends a probe, whether it was sent or not. */
  synchronized void leave(Endpoint endpoint, Pass pass) {
    var state = states.get(endpoint.key());
    if (pass.probe() && state != null) {
      state.probing = false;
    }
  }

  /** Notes what became of an attempt. */
  void tell(Endpoint endpoint, Lane lane, Outcome outcome, Instant now) {
    if (note(endpoint, lane, outcome, now)) {
      closed.accept(endpoint.partner().id());
    }
  }

  private synchronized boolean note(Endpoint endpoint, Lane lane, Outcome outcome, Instant now) {
    boolean failed = outcome.kind() == Kind.RETRYING || outcome.kind() == Kind.AMBIGUOUS;
    if (!failed) {
      var before = answered(outcome) ? states.remove(endpoint.key()) : null;
      return before != null && before.since != null;
    }
    var state = states.computeIfAbsent(endpoint.key(), k -> new State(endpoint.partner().id()));
    state.failures++;
    state.lanes.add(lane);
    state.unreachable |= UNREACHABLE.contains(outcome.code());
    state.reason = outcome.text();
    if (state.since != null || opens(state, endpoint.partner().delivery())) {
      state.since = state.since == null ? now : state.since;
      state.probeAt = now.plus(endpoint.partner().delivery().circuitPause());
    }
    return false;
  }

  /** Whether the outcome came from the partner itself. */
  private static boolean answered(Outcome outcome) {
    return outcome.kind() == Kind.DELIVERED
        || outcome.code().startsWith("ack-")
        || outcome.code().startsWith("http-");
  }

  private static boolean opens(State state, DeliveryRules rules) {
    return rules.circuitAfter() > 0
        && state.failures >= rules.circuitAfter()
        && (state.unreachable || state.lanes.size() > 1);
  }

  /** The circuits that are not closed, of all partners. */
  synchronized List<Circuit> open() {
    return states.entrySet().stream()
        .filter(e -> e.getValue().since != null)
        .map(
            e ->
                new Circuit(
                    e.getValue().partner,
                    e.getKey().substring(e.getValue().partner.length() + 1),
                    e.getValue().probing ? "half-open" : "open",
                    e.getValue().failures,
                    e.getValue().since,
                    e.getValue().probeAt,
                    e.getValue().reason))
        .toList();
  }
}

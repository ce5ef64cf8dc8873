package org.luer.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.gateway.delivery.Circuits.Pass;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.journal.PartnerControls;
import org.luer.gateway.journal.PartnerControls.Control;
import org.luer.gateway.journal.Reason;

/** Whether a message may go to its endpoint now: the partner's pause, its pace, its circuit. */
final class Gate {
  /** A pause that another node was told of is seen after so long at most. */
  private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

  /** A resumed partner's lanes are woken; this is for a wake-up that got lost. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final PartnerControls controls;
  private final Circuits circuits;
  private final Throttle throttle;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Control control, Instant at) {}

  /**
   * Not now.
   *
   * @param until when to ask again
   * @param paused true when an operator paused the partner
   * @param reason for who looks at the message meanwhile
   */
  record Wait(String partner, Instant until, boolean paused, Reason reason) {}

  /** Leave to send; must be left. */
  record Entry(Pass pass, Optional<Wait> pause) {}

  Gate(PartnerControls controls, Circuits circuits, Throttle throttle, Clock clock) {
    this.controls = controls;
    this.circuits = circuits;
    this.throttle = throttle;
    this.clock = clock;
  }

  Entry enter(Endpoint endpoint) {
    var partner = endpoint.partner().id();
    var now = clock.instant();
    var control = control(partner, now);
    var free = new Pass(false, Optional.empty());
    if (control.paused()) {
      var reason = new Reason("partner-paused", "Delivery to this partner is paused.");
      return new Entry(free, Optional.of(new Wait(partner, now.plus(LOOK_AGAIN), true, reason)));
    }
    var pass = circuits.enter(endpoint, now);
    if (pass.until().isPresent()) {
      var reason =
          new Reason(
              "circuit-open", "The partner's endpoint fails; one message at a time probes it.");
      return new Entry(pass, Optional.of(new Wait(partner, pass.until().get(), false, reason)));
    }
    var turn = throttle.take(partner, pace(control, endpoint), now);
    if (turn.isPresent()) {
      circuits.leave(endpoint, pass);
      var reason = new Reason("throttled", "The partner takes so many messages a minute only.");
      return new Entry(free, Optional.of(new Wait(partner, turn.get(), false, reason)));
    }
    return new Entry(pass, Optional.empty());
  }

  /** Whether nothing keeps messages to this endpoint from going, so that nobody needs to ask. */
  boolean open(Endpoint endpoint) {
    var control = control(endpoint.partner().id(), clock.instant());
    return !control.paused() && pace(control, endpoint) == 0 && circuits.closed(endpoint);
  }

  /** Messages a minute, by the operator or else by the settings; 0 = no limit. */
  private static int pace(Control control, Endpoint endpoint) {
    return control.perMinute().orElse(endpoint.partner().delivery().perMinute());
  }

  void leave(Endpoint endpoint, Entry entry) {
    circuits.leave(endpoint, entry.pass());
  }

  /** Whether the partner is paused, as the database says now. */
  boolean paused(String partner) {
    known.remove(partner);
    return control(partner, clock.instant()).paused();
  }

  /** Forgets what it knows of the partner. */
  void changed(String partner) {
    known.remove(partner);
  }

  private Control control(String partner, Instant now) {
    var last = known.get(partner);
    if (last == null || now.isAfter(last.at().plus(KNOWN_FOR))) {
      last = new Known(controls.find(partner), now);
      known.put(partner, last);
    }
    return last.control();
  }
}

package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.Optional;
import org.luer.gateway.journal.Reason;

/**
 * The state that a delivery is given.
 *
 * @param state as the journal writes it
 * @param reason empty only when it was delivered
 * @param next when to try again, empty when never by itself
 */
record Verdict(String state, Optional<Reason> reason, Optional<Instant> next) {
  static final Verdict DELIVERED = new Verdict("delivered", Optional.empty(), Optional.empty());

  /** Code of the reason; "" = there is none. */
  String code() {
    return reason.map(Reason::code).orElse("");
  }

  static Verdict held(Reason reason) {
    return new Verdict("held", Optional.of(reason), Optional.empty());
  }

  static Verdict superseded(Reason reason) {
    return new Verdict("superseded", Optional.of(reason), Optional.empty());
  }
}

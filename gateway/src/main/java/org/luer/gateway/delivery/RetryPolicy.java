package org.luer.gateway.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.partner.DeliveryRules;
import org.luer.gateway.partner.Dialect;

/**
 * What follows from an outcome: the partner's policy, back-off with jitter and cap, and a last
 * attempt only where the settings name one.
 */
final class RetryPolicy {
  /** A conflict may be two writers at once; after so many it is not. */
  private static final int CONFLICTS = 5;

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final DoubleSupplier chance;

  /**
   * A policy.
   *
   * @param chance numbers from 0 to 1 that spread the retries
   */
  RetryPolicy(DoubleSupplier chance) {
    this.chance = chance;
  }

  Verdict after(Outcome outcome, Dialect dialect, DeliveryRules rules, int attempts, Instant now) {
    var verdict = verdict(outcome, kind(outcome, rules), dialect, attempts, now);
    if (verdict.next().isEmpty()
        || rules.maximumAttempts() == 0
        || attempts < rules.maximumAttempts()) {
      return verdict;
    }
    return Verdict.held(
        new Reason(
            "too-many-attempts",
            "%d attempts, the last one: %s".formatted(attempts, outcome.text())));
  }

  /** The meaning of an answer, as the partner's settings give it. */
  private static Kind kind(Outcome outcome, DeliveryRules rules) {
    var answered =
        switch (outcome.code()) {
          case "ack-AE", "ack-CE" -> rules.onError();
          case "ack-AR", "ack-CR" -> rules.onReject();
          default -> null;
        };
    if (answered == null) {
      return outcome.kind();
    }
    return switch (answered) {
      case HOLD -> Kind.HELD;
      case RETRY -> Kind.RETRYING;
      case REJECT -> Kind.REJECTED;
    };
  }

  private Verdict verdict(Outcome outcome, Kind kind, Dialect dialect, int attempts, Instant now) {
    var reason = Optional.of(new Reason(outcome.code(), outcome.text()));
    return switch (kind) {
      case DELIVERED -> Verdict.DELIVERED;
      case HELD -> new Verdict("held", reason, Optional.empty());
      case REJECTED -> new Verdict("rejected", reason, Optional.empty());
      case RETRYING ->
          outcome.code().equals("http-409") && attempts >= CONFLICTS
              ? new Verdict("held", reason, Optional.empty())
              : new Verdict("retrying", reason, Optional.of(next(outcome, dialect, attempts, now)));
      case AMBIGUOUS ->
          dialect.ambiguous() == Dialect.Ambiguous.HOLD
              ? new Verdict("held", reason, Optional.empty())
              : new Verdict(
                  "ambiguous", reason, Optional.of(next(outcome, dialect, attempts, now)));
    };
  }

  private Instant next(Outcome outcome, Dialect dialect, int attempts, Instant now) {
    var backOff =
        new BackOff(dialect.retryFirst(), dialect.retryMost())
            .after(attempts, chance.getAsDouble());
    var asked = outcome.pause().filter(p -> p.compareTo(backOff) > 0).orElse(backOff);
    return now.plus(asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked);
  }
}

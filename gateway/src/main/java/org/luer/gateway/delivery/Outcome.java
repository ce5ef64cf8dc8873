package org.luer.gateway.delivery;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one attempt came to.
 *
 * @param kind what it means for the delivery
 * @param code short, stable, for machines; {@code delivered} when it was
 * @param text plain words without patient data
 * @param pause how long the partner asked us to wait before the next attempt
 * @param locations where the partner put what it created: fullUrl of the entry to {@code Type/id}
 */
public record Outcome(
    Kind kind, String code, String text, Optional<Duration> pause, Map<String, String> locations) {
  /** The meanings. */
  public enum Kind {
    /** The partner said that it has it. */
    DELIVERED,
    /** It certainly has not got it, and a later attempt may succeed. */
    RETRYING,
    /** A person has to look at it. */
    HELD,
    /** The partner will never take it. */
    REJECTED,
    /** It may have got it: the partner's policy decides. */
    AMBIGUOUS;

    /** As the journal writes it. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Taken. */
  public static Outcome delivered() {
    return delivered(Map.of());
  }

  /** Taken, and put there. */
  public static Outcome delivered(Map<String, String> locations) {
    return new Outcome(Kind.DELIVERED, "delivered", "taken", Optional.empty(), locations);
  }

  /** Not taken, or perhaps not. */
  public static Outcome of(Kind kind, String code, String text) {
    return new Outcome(kind, code, text, Optional.empty(), Map.of());
  }

  /** To be tried again, not before this time has passed. */
  public static Outcome retryAfter(String code, String text, Optional<Duration> pause) {
    return new Outcome(Kind.RETRYING, code, text, pause, Map.of());
  }
}

package org.luer.mappings.exchange.orderintake;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.core.Issue;

/**
 * What became of a received message of orders; what its application answer is made of.
 *
 * @param verdict taken, not done for what is wrong in it, or not even looked at
 * @param issues the reasons, and warnings of what was taken
 * @param at when that was decided
 * @param known the order that the clinic has under a number of {@link OrderAnswers#key}, as it
 *     stands after the message
 */
public record OrderOutcome(
    Verdict verdict,
    List<Issue> issues,
    OffsetDateTime at,
    Function<String, Optional<PlacedOrder>> known) {

  /** MSA-1 of an application answer (HL7 table 0008). */
  public enum Verdict {
    /** Taken. */
    AA,
    /** Not done: something in it is wrong. */
    AE,
    /** Not read: another type, version, processing id or sender than agreed. */
    AR
  }

  public OrderOutcome {
    issues = List.copyOf(issues);
  }
}

package org.luer.mappings.concept.coding;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One drug given once, as far as the codes of infusions and injections care.
 *
 * @param key stable name of the lines that it comes to, at most eight characters
 * @param drug what makes a drug the same drug
 * @param way how it was given
 * @param access the vascular access; any text, the same for the same line
 * @param start when it began
 * @param stop when it ended; null = not documented, or at once
 * @param minutes whole running minutes without pauses; 0 for what is given at once
 */
public record Administration(
    String key,
    String drug,
    Way way,
    String access,
    OffsetDateTime start,
    @Nullable OffsetDateTime stop,
    int minutes) {

  /** How a drug is given. */
  public enum Way {
    /** Through a vein over time. */
    INFUSION,
    /** Through a vein at once. */
    PUSH,
    /** Under the skin or into a muscle. */
    INJECTION
  }

  /**
   * Whether it counts as a push: given at once, for 15 minutes or less, or without a documented
   * end.
   */
  boolean pushed() {
    return way == Way.PUSH || (way == Way.INFUSION && (stop == null || minutes <= 15));
  }

  /** Whether it counts as an infusion. */
  boolean infused() {
    return way == Way.INFUSION && !pushed();
  }

  /** Whether both ran at the same moment. */
  boolean overlaps(Administration other) {
    return stop != null
        && other.stop != null
        && start.isBefore(other.stop)
        && other.start.isBefore(stop);
  }
}

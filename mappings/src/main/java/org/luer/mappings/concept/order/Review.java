package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a person must look at an order before anybody acts on it. Those that follow from the numbers
 * of the order are set by the record itself.
 */
public enum Review {
  /** Dose by weight times weight is another dose than the one ordered. */
  DOSE_BY_WEIGHT("dose by weight times weight is not the ordered dose"),
  /** Rate times duration is another volume than that of the bag. */
  RATE_BY_VOLUME("rate times duration is not the volume of the bag"),
  /** Rate by weight times weight times duration is another dose than the one ordered. */
  RATE_BY_DOSE("rate by weight times weight times duration is not the ordered dose"),
  /** The dose is above the most that the order allows at once or in a day. */
  DOSE_OVER_LIMIT("the dose is above the limit in the order itself"),
  /** A rate is above the upper titration limit. */
  RATE_OVER_LIMIT("a rate is above the limit in the order itself"),
  /** The message states several doses that do not agree. */
  DOSE_STATEMENTS("several statements of the dose do not agree"),
  /** The message states several rates or durations that do not agree. */
  RATE_STATEMENTS("several statements of the rate do not agree"),
  /** The message has no dose that can be read without guessing. */
  DOSE_MISSING("no dose can be read without guessing"),
  /** A dose by weight came without a weight. */
  WEIGHT_MISSING("a dose by weight came without the weight"),
  /** A unit could not be read. */
  UNIT("a unit could not be read"),
  /** The sender asks for review by a person (RXE-20, RXO-16). */
  SENDER("the sender asks for review by a person");

  private final String words;

  Review(String words) {
    this.words = words;
  }

  /** The code in the clinic model. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In words. */
  public String words() {
    return words;
  }

  /** Whether it follows from the numbers of the record. */
  boolean computed() {
    return compareTo(DOSE_STATEMENTS) < 0;
  }
}

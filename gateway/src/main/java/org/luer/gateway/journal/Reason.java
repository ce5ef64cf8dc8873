package org.luer.gateway.journal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a message is in its state.
 *
 * @param code for programs, kebab case
 * @param text one sentence for people, without patient data
 */
public record Reason(String code, String text) {
  /** Code of a delivery that a person has to look at first, and releases with a reason. */
  public static final String REVIEW = "review";

  /** Code of a delivery whose file is in place at the partner, which has not answered it yet. */
  public static final String WAITS_FOR_ANSWER = "waits-for-answer";

  /** Code of a delivery that goes out with the partner's next file. */
  public static final String WAITS_FOR_BATCH = "waits-for-batch";

  /** Code of what may not be disclosed to its receiver. */
  public static final String WITHHELD = "withheld";

  /**
   * Why a delivery is in its state: what was written, or for one that only waits or is under way,
   * that it does.
   *
   * @param state null = there is no such delivery
   * @param code null = nothing was written
   */
  static @Nullable Reason of(@Nullable String state, @Nullable String code, @Nullable String text) {
    if (code != null) {
      return new Reason(code, Objects.requireNonNull(text));
    }
    return switch (state == null ? "" : state) {
      case "queued" -> new Reason("waits-its-turn", "It waits for its turn in its lane.");
      case "sending" -> new Reason("on-its-way", "It is being sent; the answer is awaited.");
      default -> null;
    };
  }

  /** Why a claim waits that may not go as it is. */
  public static Reason withheldClaim(String rule) {
    return new Reason(
        WITHHELD,
        "Disclosure does not permit it or a part of it ("
            + rule
            + "); a claim is held rather than thinned out.");
  }

  /** Why nothing is sent. */
  public static Reason withheld(String rule) {
    return new Reason(WITHHELD, "Disclosure does not permit it: " + rule + ".");
  }
}

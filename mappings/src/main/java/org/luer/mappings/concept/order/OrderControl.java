package org.luer.mappings.concept.order;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message wants with an order, HL7 v2 ORC-1 (table 0119), with the answers to it
 * (reference/hl7v2.md 1.4).
 */
public enum OrderControl {
  /** New order. */
  NW("OK", "UA", null),
  /** Cancel an order that has not started. */
  CA("CR", "UC", "cancelled"),
  /** Discontinue an order that has started. */
  DC("DR", "UD", "stopped"),
  /** Hold. */
  HD("HR", "UH", "on-hold"),
  /** Release what was held. */
  RL("OR", "UR", "active"),
  /** Change: a new version of the whole order. */
  XO("XR", "UX", null),
  /** The order that is replaced by the one in RO. */
  RP("RQ", "UM", "cancelled"),
  /** The order that replaces the one in RP. */
  RO("RQ", "UM", null),
  /** Parent of the orders in CH. */
  PA("OK", "UA", null),
  /** Child of the order in PA. */
  CH("OK", "UA", null),
  /** Asks for the status. */
  SS("SR", null, null),
  /** The filler tells of a status. */
  SC(null, null, null),
  /** The filler cancelled the order. */
  OC(null, null, "cancelled"),
  /** The filler discontinued the order. */
  OD(null, null, "stopped"),
  /** The filler holds the order. */
  OH(null, null, "on-hold"),
  /** The filler released the order. */
  OE(null, null, "active");

  private final @Nullable String accepted;
  private final @Nullable String refused;
  private final @Nullable String status;

  OrderControl(@Nullable String accepted, @Nullable String refused, @Nullable String status) {
    this.accepted = accepted;
    this.refused = refused;
    this.status = status;
  }

  /** The control code; empty when it is none that is understood here. */
  public static Optional<OrderControl> of(String code) {
    for (var control : values()) {
      if (control.name().equals(code)) {
        return Optional.of(control);
      }
    }
    return Optional.empty();
  }

  /** ORC-1 of the answer when it was done; empty when it wants no answer. */
  public Optional<String> accepted() {
    return Optional.ofNullable(accepted);
  }

  /** ORC-1 of the answer when it cannot be done; empty when there is none. */
  public Optional<String> refused() {
    return Optional.ofNullable(refused);
  }

  /** The status that the order has after it, when the control code alone decides. */
  public Optional<String> status() {
    return Optional.ofNullable(status);
  }

  /** Whether it changes an order that is known, and may come without its content. */
  public boolean changes() {
    return status != null || this == SC;
  }
}

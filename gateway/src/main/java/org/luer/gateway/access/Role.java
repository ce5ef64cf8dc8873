package org.luer.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the holder of a token may do. */
public enum Role {
  /** Sees the list of messages and their receipts, no clinical content. */
  VIEWER,
  /** A viewer who also works on charges and claims. */
  BILLER,
  /** Sees content, repairs and replays. */
  OPERATOR,
  /**
   * The clinic's own system: writes records, collects the inbox, may do what an operator may, makes
   * tokens.
   */
  CLINIC,
  /** Everything. */
  ADMIN;

  /** As the API and the database write it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this code. */
  public static Optional<Role> of(String code) {
    return Stream.of(values()).filter(role -> role.code().equals(code)).findFirst();
  }

  /** As Spring Security names it. */
  String authority() {
    return "ROLE_" + name();
  }
}

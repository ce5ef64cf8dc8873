package org.luer.gateway.exchange;

/** What a delivery is to its receiver. */
public enum Purpose {
  PRELIMINARY("preliminary"),
  FINAL("new"),
  CORRECTION("correct"),
  WITHDRAWAL("withdraw");

  private final String action;

  Purpose(String action) {
    this.action = action;
  }

  /** As the journal writes it. */
  public String action() {
    return action;
  }
}

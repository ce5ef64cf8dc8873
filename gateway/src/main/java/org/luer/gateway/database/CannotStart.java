package org.luer.gateway.database;

/** A reason, in plain words for the operator, why the gateway refuses to start. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CannotStart(String reason) {
    super(reason);
  }

  public CannotStart(String reason, Throwable cause) {
    super(reason, cause);
  }
}

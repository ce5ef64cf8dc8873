package org.luer.gateway.journal;

/** The record belongs to somebody else than the sender; nothing was written. */
public final class OwnedByAnother extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OwnedByAnother() {
    super("the record belongs to another owner");
  }
}

package org.luer.gateway.journal;

/** The record is not at the version that the sender expected; nothing was written. */
public final class VersionConflict extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int actual;

  VersionConflict(int actual) {
    super("the record is at version " + actual);
    this.actual = actual;
  }

  /** The newest version; 0 = there is none. */
  public int actual() {
    return actual;
  }
}

package org.luer.gateway.work;

/** Takes work out of the database for a bounded time, so that another node goes on with it. */
public interface Worker {
  /**
   * Begins to look for work.
   *
   * @param alone no other node uses this database: what an earlier process left is taken at once
   */
  void start(boolean alone);

  /** Begins nothing new, and waits a moment for what is under way. */
  void stop();
}

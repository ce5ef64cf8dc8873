package org.luer.gateway.journal;

import java.util.Set;

/** Tells delivery that a lane has something to do. */
public interface LaneWakeup {
  /** Called inside the transaction that adds work to the lane, after the lane's row was locked. */
  void laneHasWork(Lane lane);

  /** Called after that transaction was committed, for what must not wait for the next poll. */
  default void committed(Set<Lane> lanes) {}
}

package org.luer.gateway.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Tells delivery that a lane has something to do. */
public interface LaneWakeup {
  /** Called inside the transaction that adds work to the lane, after the lane's row was locked. */
  void laneHasWork(Lane lane);

  /**
   * The task that gives the lane its turn, for who writes it together with the work: in the same
   * statement as the work, after the lane's row was locked, unless it is there already. Empty =
   * {@link #laneHasWork} is to be called.
   */
  default Optional<Task> task(Lane lane) {
    return Optional.empty();
  }

  /**
   * A row of {@code scheduled_tasks}.
   *
   * @param name of the task
   * @param instance which one of that name
   * @param due when it gets its turn
   */
  record Task(String name, String instance, Instant due) {}

  /** Called after that transaction was committed, for what must not wait for the next poll. */
  default void committed(Set<Lane> lanes) {}
}

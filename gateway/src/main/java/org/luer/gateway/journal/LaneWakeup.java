package org.luer.gateway.journal;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells delivery that a lane has something to do. */
public interface LaneWakeup {
  /** Called inside the transaction that adds work to the lane, after the lane's row was locked. */
  void laneHasWork(Lane lane);

  /**
   * The task that gives the lane its turn, for who writes it together with the work: in the same
   * statement as the work, after the lane's row was locked, unless it is there already. Empty =
   * {@link #laneHasWork} is to be called. Who wrote it tells by {@link #written}.
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
   * @param version a number that no earlier task of this lane has
   * @param owner the node that takes this turn itself, from the commit on; null = whoever looks
   *     first
   */
  record Task(String name, String instance, Instant due, long version, @Nullable String owner) {}

  /**
   * A delivery that was written at the end of a lane that had no task: the next of its lane.
   *
   * @param id of the message
   * @param record the first version of the record that it is about
   */
  record Queued(
      String id, String exchange, String type, RecordVersion record, String action, Instant due) {}

  /**
   * What a delivery sends, made by the transaction that plans it. If the lane had no task it is
   * written as begun, so that nobody needs to look it up, render it and note its attempt after the
   * commit.
   */
  interface Ahead {
    /** What is sent. */
    Made made();

    /** It is not written as begun after all: gives back what was kept free for it. */
    void drop();
  }

  /**
   * A message as it is sent.
   *
   * @param type the message as it goes out
   * @param controlId MSH-10; null for FHIR
   * @param facts JSON that the ledger is to keep once the partner took it
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Made(
      byte[] payload, String type, String mediaType, @Nullable String controlId, String facts) {}

  /**
   * Makes the message of a delivery that is about to be written with a task of this node, if it
   * could go at once; given back by itself when the transaction is not committed. Called inside the
   * transaction, before the lane is locked.
   */
  default Optional<Ahead> ahead(Lane lane, Queued first) {
    return Optional.empty();
  }

  /**
   * Called inside the transaction that wrote a task which was not there before.
   *
   * @param first what the lane is to do, if that is known for certain
   * @param ahead what was written as begun; null = nothing was
   */
  default void written(Lane lane, Task task, @Nullable Queued first, @Nullable Ahead ahead) {}
}

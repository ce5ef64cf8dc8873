package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Lane;

/**
 * A lane's turn on this node: the lane's task as this node picked it. Used by one thread at a time.
 *
 * <p>It ends by itself when nothing is due any more: then the task is gone, or waits for its time.
 */
final class Turn {
  private enum State {
    OPEN,
    GOES_ON,
    AGAIN,
    OVER
  }

  private final Lane lane;
  private final String task;
  private final long version;
  private final boolean own;
  private @Nullable Delivery first;
  private @Nullable Begun begun;
  private State state = State.OPEN;
  private volatile Instant since;

  private Turn(
      Lane lane,
      long version,
      boolean own,
      @Nullable Delivery first,
      @Nullable Begun begun,
      Instant since) {
    this.lane = lane;
    this.task = LaneTasks.key(lane);
    this.version = version;
    this.own = own;
    this.first = first;
    this.begun = begun;
    this.since = since;
  }

  /** A turn that db-scheduler gave, which looks after its heartbeat. */
  static Turn given(Lane lane, long version, Instant now) {
    return new Turn(lane, version, false, null, null, now);
  }

  /**
   * A turn that this node took when it wrote the lane's work; it goes on as long as there is some.
   *
   * @param first what is to be done first; null = to be looked up
   * @param begun what was begun with the lane's work and is to be sent before all else
   */
  static Turn own(
      Lane lane, long version, @Nullable Delivery first, @Nullable Begun begun, Instant now) {
    return new Turn(lane, version, true, begun == null ? first : null, begun, now);
  }

  Lane lane() {
    return lane;
  }

  /** Instance of the task. */
  String task() {
    return task;
  }

  /** Version of the task while the turn lasts. */
  long version() {
    return version;
  }

  /** Whether it goes on while something is due, instead of being queued again. */
  boolean own() {
    return own;
  }

  /** When it began, or began to wait. */
  Instant since() {
    return since;
  }

  void waits(Instant now) {
    since = now;
  }

  /** What is known to be first in the lane; only once. */
  Optional<Delivery> first() {
    var known = first;
    first = null;
    return Optional.ofNullable(known);
  }

  /** Whether it begins with something whose attempt is written. */
  boolean hasBegun() {
    return begun != null;
  }

  /** What was begun and is to be sent; only once. */
  Optional<Begun> begun() {
    var known = begun;
    begun = null;
    return Optional.ofNullable(known);
  }

  /**
   * Notes that the transaction which ended its last delivery handed the turn over as well.
   *
   * @param again whether something is due
   */
  void handedOver(boolean again) {
    state = !again ? State.OVER : own ? State.GOES_ON : State.AGAIN;
  }

  /** True, once, when it was not ended because more is due. */
  boolean goesOn() {
    if (state != State.GOES_ON) {
      return false;
    }
    state = State.OPEN;
    return true;
  }

  /** Whether somebody has yet to end it. */
  boolean open() {
    return state == State.OPEN;
  }

  /** Whether its task was queued again because more is due. */
  boolean again() {
    return state == State.AGAIN;
  }
}

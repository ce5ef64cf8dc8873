package org.luer.gateway.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.trace.Traces;

/**
 * A delivery whose message was made, and for which a connection is kept free, by the transaction
 * that wrote it together with its first attempt.
 */
final class Begun implements LaneWakeup.Ahead {
  private final Work work;
  private final Ready ready;
  private final Traces.Carried trace;
  private final Runnable release;
  private final Executor later;
  private final AtomicBoolean kept = new AtomicBoolean(true);

  /**
   * Made, and perhaps never written.
   *
   * @param release gives the connection back
   * @param later does it outside of the transaction that is under way
   */
  Begun(Work work, Ready ready, Traces.Carried trace, Runnable release, Executor later) {
    this.work = work;
    this.ready = ready;
    this.trace = trace;
    this.release = release;
    this.later = later;
  }

  @Override
  public LaneWakeup.Made made() {
    return new LaneWakeup.Made(
        ready.payload(),
        ready.type(),
        ready.mediaType(),
        ready.controlId().orElse(null),
        ready.facts().toString());
  }

  @Override
  public void drop() {
    later.execute(this::release);
  }

  /** Gives the connection back; again is nothing. */
  void release() {
    if (kept.compareAndSet(true, false)) {
      release.run();
    }
  }

  /** What is to be sent, as part of this turn; the trace of the attempt goes on on this thread. */
  Work begin(Turn turn) {
    trace.resume();
    return new Work(work.delivery(), work.endpoint(), turn, ready);
  }
}

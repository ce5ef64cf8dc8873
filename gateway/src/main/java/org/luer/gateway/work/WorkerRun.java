package org.luer.gateway.work;

import org.luer.gateway.partner.Settings;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;

/** A worker that works while the service runs. */
public final class WorkerRun implements AutoCloseable {
  private final Worker worker;
  private final boolean alone;

  /** A run on the database of these settings: an embedded one has no other node. */
  public WorkerRun(Worker worker, Settings settings) {
    this.worker = worker;
    this.alone = settings.database().url() == null;
  }

  /** The service is up. */
  @EventListener
  public void started(ApplicationStartedEvent event) {
    worker.start(alone);
  }

  @Override
  public void close() {
    worker.stop();
  }
}

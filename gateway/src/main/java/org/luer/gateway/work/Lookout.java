package org.luer.gateway.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that looks for work: again at once after it found some, else when it is woken, else
 * after a while. A look that fails is followed by another one.
 */
public final class Lookout {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  private final String name;
  private final Duration pause;
  private final Look look;
  private final Semaphore bell = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  /** One look. */
  @FunctionalInterface
  public interface Look {
    /** Does what there is to do; false when there was nothing. */
    boolean work() throws Exception;
  }

  /**
   * A thread that has not begun.
   *
   * @param name of the thread
   * @param pause until the next look after one that found nothing
   */
  public Lookout(String name, Duration pause, Look look) {
    this.name = name;
    this.pause = pause;
    this.look = look;
  }

  /** Begins. */
  public synchronized void start() {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins no other look, and waits for the one that is under way. */
  public synchronized void stop(Duration patience) {
    stopping = true;
    wake();
    try {
      if (thread != null) {
        thread.join(patience.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True once it was told to stop. */
  public boolean stopping() {
    return stopping;
  }

  /** There may be something to do. */
  public void wake() {
    bell.release();
  }

  private void run() {
    while (!stopping) {
      boolean worked = false;
      try {
        worked = look.work();
      } catch (InterruptedException e) {
        stopping = true;
      } catch (Exception e) {
        LOG.warn("{}: a look for work failed: {}", name, e.getClass().getSimpleName());
      }
      if (!worked) {
        rest();
      }
    }
  }

  private void rest() {
    try {
      if (bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        bell.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}

package org.luer.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns that this node took when it wrote the lanes' work.
 *
 * <p>Their tasks were committed together with the work, as picked by this node, so that between
 * that commit and the first delivery nothing needs to be asked or written. While they last this
 * node tells every five seconds that it lives; when it does not, others take them over as they take
 * over what db-scheduler gave it. A turn that waits for a connection is kept here and holds no
 * thread.
 */
final class OwnTurns {
  /** More than this many are not kept in memory: the rest is queued in the database. */
  private static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(OwnTurns.class);
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final LaneTasks tasks;
  private final Consumer<Turn> work;
  private final Clock clock;

  private final ThreadPoolExecutor threads;

  private final ScheduledExecutorService heart;
  private final Map<Lane, Turn> held = new ConcurrentHashMap<>();
  private final Map<Lane, Turn> waiting = new ConcurrentHashMap<>();
  private @Nullable Future<?> beats;
  private volatile boolean stopping;

  /**
   * None yet.
   *
   * @param work works off a turn, and then says what becomes of it: {@link #done}, {@link #again}
   *     or {@link #await}
   * @param most turns that can be at work at the same time
   */
  OwnTurns(LaneTasks tasks, Consumer<Turn> work, int most, Clock clock) {
    this.tasks = tasks;
    this.work = work;
    this.clock = clock;
    this.threads =
        new ThreadPoolExecutor(
            most, most, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("lane-turn"));
    threads.allowCoreThreadTimeOut(true);
    this.heart = Executors.newSingleThreadScheduledExecutor(named("lane-heartbeat"));
  }

  private static ThreadFactory named(String name) {
    return runnable -> {
      var thread = new Thread(runnable, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  void start() {
    beats =
        heart.scheduleWithFixedDelay(
            this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether another one may be taken. */
  boolean room() {
    return !stopping && held.size() < MOST;
  }

  /** Whether a turn of this lane is under way. */
  boolean holds(Lane lane) {
    return held.containsKey(lane);
  }

  /** Begins a turn whose task is committed. */
  void begin(Turn turn) {
    held.put(turn.lane(), turn);
    again(turn);
  }

  /** Goes on with a turn after those that are due already. */
  void again(Turn turn) {
    try {
      threads.execute(() -> run(turn));
    } catch (RejectedExecutionException stopped) {
      giveBackLater(turn);
    }
  }

  private void giveBackLater(Turn turn) {
    later(() -> giveBack(turn));
  }

  /** Does it on another thread: this one may be in a transaction that is not quite over. */
  void later(Runnable what) {
    try {
      heart.execute(what);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("what is left is taken over");
    }
  }

  private void run(Turn turn) {
    if (stopping && !turn.hasBegun()) {
      giveBack(turn);
      return;
    }
    try {
      work.accept(turn);
    } catch (RuntimeException | Error e) {
      LOG.error("a turn of a lane of {} failed: {}", turn.lane().partner(), e.getClass().getName());
      try {
        tasks.release(turn, clock.instant().plus(AFTER_FAILURE));
      } catch (RuntimeException database) {
        LOG.warn("it is taken over when its heartbeat has been missing for long enough");
      }
      done(turn);
    }
  }

  private void giveBack(Turn turn) {
    try {
      tasks.release(turn, clock.instant());
    } catch (RuntimeException e) {
      LOG.warn("a turn is left to be taken over: {}", e.getClass().getName());
    }
    done(turn);
  }

  /** A turn whose task is gone, or no longer this node's. */
  void done(Turn turn) {
    held.remove(turn.lane(), turn); // the next one may have begun
  }

  /** Lets a turn wait until {@link #resume}, or for half a minute. */
  void await(Turn turn) {
    turn.waits(clock.instant());
    waiting.put(turn.lane(), turn);
    if (stopping) {
      resume(turn.lane());
    }
  }

  /** Goes on with the turn of this lane that waits; false when there is none. */
  boolean resume(Lane lane) {
    var turn = waiting.remove(lane);
    if (turn == null) {
      return false;
    }
    again(turn);
    return true;
  }

  private void beat() {
    try {
      var now = clock.instant();
      for (var turn : waiting.values()) {
        if (turn.since().plus(WAIT_FOR_CONNECTION).isBefore(now)) {
          resume(turn.lane());
        }
      }
      if (!held.isEmpty()) {
        tasks.beat(List.copyOf(held.values()), now);
      }
    } catch (RuntimeException e) {
      LOG.warn("no heartbeat of lanes could be written: {}", e.getClass().getName());
    }
  }

  /** Begins no other delivery: what waits is given back, what is at work ends after its own. */
  void stop() {
    stopping = true;
    waiting.keySet().forEach(this::resume);
    threads.shutdown();
  }

  /** Waits for what is under way, so long at most. */
  void finish(Duration patience) {
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} turns were not over in time", held.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (beats != null) {
      beats.cancel(false);
    }
    heart.shutdown();
  }
}

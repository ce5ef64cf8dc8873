package org.luer.gateway.delivery;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.LaneWorker.Busy;
import org.luer.gateway.delivery.LaneWorker.Stop;
import org.luer.gateway.delivery.LaneWorker.Waits;
import org.luer.gateway.delivery.Renderer.Rendering;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.LaneWakeup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each lane with work its turn: a db-scheduler task per lane, run by one node at a time. The
 * node that writes the first work of a lane takes the turn itself ({@link OwnTurns}); what is due
 * later, what another node left, and what is too much for one node at once goes through
 * db-scheduler.
 *
 * <p>No wake-up is lost: the transaction that adds work locks the lane's row and makes sure that
 * its task exists; the transaction that removes the task locks the same row and looks first. What
 * slips through all the same (a hand in the database) a sweeper finds. A lane that waits holds
 * neither a thread nor a connection. The tasks of a node that died are taken over when its
 * heartbeat has been missing for 20 seconds.
 */
public final class LaneScheduler implements LaneWakeup {
  private static final Logger LOG = LoggerFactory.getLogger(LaneScheduler.class);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofSeconds(60);

  /** So long nothing is made ahead when making it broke a transaction. */
  private static final Duration AFTER_LOST_TRANSACTION = Duration.ofMinutes(1);

  /** Streams whose messages take so long to make that no sender is to wait for one. */
  private static final Set<Lane.Stream> SLOW = Set.of(Lane.Stream.DOCUMENT, Lane.Stream.MONEY);

  /** Characters of a record for whose message no sender is to wait. */
  private static final int LONG = 200_000;

  private final TransactionTemplate transaction;
  private final LaneTasks tasks;
  private final OwnTurns own;
  private final DeliveryStore store;
  private final Slots slots = new Slots();
  private final Gate gate;
  private final Circuits circuits;
  private final LaneWorker worker;
  private final Clock clock;
  private final Options options;
  private final Scheduler scheduler;
  private volatile boolean running;
  private volatile Instant aheadAgain = Instant.EPOCH;

  /**
   * How it runs.
   *
   * @param node the name of this node, different from every other's
   * @param alone no other node uses this database: what an earlier process left is taken at once
   * @param threads lanes that can wait for an answer at the same time
   * @param stopWithin how long a stop waits for answers that are outstanding
   */
  public record Options(String node, boolean alone, int threads, Duration stopWithin) {}

  LaneScheduler(
      DataSource database,
      TransactionTemplate transaction,
      DeliveryStore store,
      Endpoints endpoints,
      Gate gate,
      Circuits circuits,
      Consumer<Work> deliver,
      Function<Work, Rendering> render,
      List<RecurringTask<?>> timers,
      Clock clock,
      Options options) {
    this.transaction = transaction;
    this.tasks = new LaneTasks(JdbcClient.create(database), options.node());
    this.own = new OwnTurns(tasks, this::turn, options.threads(), clock);
    this.store = store;
    this.clock = clock;
    this.options = options;
    this.gate = gate;
    this.circuits = circuits;
    circuits.whenClosed(this::back);
    this.worker =
        new LaneWorker(
            store, endpoints, slots, gate, deliver, render, this::wake, own::later, clock);
    var lane =
        Tasks.custom(LaneTasks.NAME, Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_FAILURE))
            .onDeadExecutionRevive()
            .execute((instance, context) -> turn(context.getExecution()));
    var sweeper = Tasks.recurring("lane-sweeper", FixedDelay.of(SWEEP)).execute((i, c) -> sweep());
    var all = new ArrayList<RecurringTask<?>>(timers);
    all.add(sweeper);
    this.scheduler =
        Scheduler.create(new TransactionAwareDataSourceProxy(database), lane)
            .startTasks(all)
            .schedulerName(new SchedulerName.Fixed(options.node()))
            .jdbcCustomization(new DueTasks())
            .threads(options.threads())
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(Duration.ofSeconds(1))
            .heartbeatInterval(Duration.ofSeconds(5))
            .missedHeartbeatsLimit(4)
            .shutdownMaxWait(options.stopWithin())
            .build();
  }

  /** Starts working. */
  public void start() {
    if (options.alone()) {
      LOG.info("{} lanes were at work when the gateway stopped last", tasks.giveBack());
    }
    tasks.wake(null, clock.instant());
    running = true;
    own.start();
    scheduler.start();
  }

  /** Finishes the deliveries that are under way, for a bounded time, and leaves the rest queued. */
  public void stop() {
    running = false;
    worker.stop();
    own.stop();
    scheduler.stop();
    own.finish(options.stopWithin());
  }

  /** True between start and stop. */
  public boolean isRunning() {
    return running;
  }

  @Override
  public void laneHasWork(Lane lane) {
    var task = task(lane).orElseThrow();
    if (tasks.insert(task)) {
      written(lane, task, null, null);
    }
  }

  @Override
  public Optional<Task> task(Lane lane) {
    boolean mine =
        running && own.room() && TransactionSynchronizationManager.isSynchronizationActive();
    return Optional.of(tasks.task(lane, mine, clock.instant()));
  }

  @Override
  public Optional<Ahead> ahead(Lane lane, Queued first) {
    var now = clock.instant();
    var record = first.record();
    if (!running
        || SLOW.contains(lane.stream())
        || record.version() > 1
        || record.content().length() > LONG
        || own.holds(lane)
        || now.isBefore(aheadAgain)) {
      return Optional.empty();
    }
    try {
      var begun = worker.ahead(delivery(lane, first), record.messageId());
      begun.ifPresent(LaneScheduler::dropUnlessCommitted);
      return begun.map(Function.identity());
    } catch (DataAccessException e) {
      // the transaction is lost; when the sender repeats, the message is made after the commit
      aheadAgain = now.plus(AFTER_LOST_TRANSACTION);
      throw new TransientDataAccessResourceException("a message could not be made ahead", e);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("a message is made after the commit: {}", e.getClass().getName());
      return Optional.empty();
    }
  }

  private static void dropUnlessCommitted(Begun begun) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status != STATUS_COMMITTED) {
              begun.drop();
            }
          }
        });
  }

  @Override
  public void written(Lane lane, Task task, @Nullable Queued first, @Nullable Ahead ahead) {
    if (task.owner() == null) {
      afterCommit(this::look);
      return;
    }
    // a later version may have to wait for an earlier one: it is looked up
    var delivery = first == null || first.record().version() > 1 ? null : delivery(lane, first);
    var turn = Turn.own(lane, task.version(), delivery, (Begun) ahead, task.due());
    afterCommit(() -> own.begin(turn));
  }

  /** Runs it when the transaction that is under way is committed; at once when there is none. */
  private static void afterCommit(Runnable what) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      what.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            try {
              what.run();
            } catch (RuntimeException e) {
              // the work is committed and found by the next poll
              LOG.warn("delivery was not woken at once: {}", e.getClass().getName());
            }
          }
        });
  }

  private static Delivery delivery(Lane lane, Queued first) {
    var record = first.record();
    return new Delivery(
        first.id(),
        first.exchange(),
        first.type(),
        lane,
        record.kind(),
        record.id(),
        record.version(),
        first.action(),
        0,
        false,
        false,
        Optional.empty(),
        first.due(),
        Optional.empty(),
        Optional.empty());
  }

  /** What is due is not to wait for the next poll. */
  private void look() {
    if (running) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** Gives a waiting lane its turn now; false when it is at work or has nothing to do. */
  boolean wake(Lane lane) {
    if (own.resume(lane)) {
      return true;
    }
    try {
      scheduler.reschedule(TaskInstanceId.of(LaneTasks.NAME, LaneTasks.key(lane)), clock.instant());
      look();
      return true;
    } catch (TaskInstanceException e) {
      return false;
    }
  }

  /** What is told of partners, and what delivery is told of them. */
  DeliveryFlow flow() {
    return new DeliveryFlow() {
      @Override
      public List<Circuit> circuits() {
        return circuits.open();
      }

      @Override
      public void controlsChanged(String partner) {
        gate.changed(partner);
        wakeAll(partner);
      }
    };
  }

  /** The partner answers again: what waits only because it did not is due now. */
  private void back(String partner) {
    LOG.info("{} answers again", partner);
    store.bringForward(partner, clock.instant());
    wakeAll(partner);
  }

  /** Gives every lane of the partner that sleeps its turn now. */
  private void wakeAll(String partner) {
    tasks.wake(partner, clock.instant());
    look();
  }

  /** A turn that db-scheduler gave. */
  private CompletionHandler<Void> turn(Execution task) {
    var lane = LaneTasks.lane(task.getId());
    var turn = Turn.given(lane, task.version, clock.instant());
    var stop = worker.work(turn);
    return (complete, operations) -> {
      if (stop.isPresent()) {
        wait(stop.get(), complete, operations);
        if (overtaken(stop.get(), lane)) {
          LOG.debug("what the lane waits for is there already: {}", wake(lane));
        }
      } else if (turn.open() ? store.turnOver(turn, false, clock.instant()) : turn.again()) {
        look();
      }
    };
  }

  /** A turn that this node took itself. */
  private void turn(Turn turn) {
    var stop = worker.work(turn);
    if (stop.isEmpty()) {
      boolean keep = running;
      if (turn.open() && store.turnOver(turn, keep, clock.instant()) && keep) {
        own.again(turn); // given back if this node stops meanwhile
      } else {
        own.done(turn);
      }
    } else if (stop.get() instanceof Busy busy) {
      own.await(turn);
      if (slots.await(busy.endpoint(), busy.connections(), turn.lane())) {
        LOG.debug("there is a connection already: {}", own.resume(turn.lane()));
      }
    } else if (stop.get() instanceof Waits waits) {
      transaction.executeWithoutResult(
          status -> {
            store.explainWaiting(waits.delivery(), waits.pause().reason(), clock.instant());
            tasks.release(turn, waits.pause().until());
          });
      own.done(turn);
      if (overtaken(waits, turn.lane())) {
        LOG.debug("what the lane waits for is there already: {}", wake(turn.lane()));
      }
    }
  }

  /** Whether what the lane waits for came about while it went to sleep. */
  private boolean overtaken(Stop stop, Lane lane) {
    if (stop instanceof Busy busy) {
      return slots.await(busy.endpoint(), busy.connections(), lane);
    }
    return stop instanceof Waits waits
        && waits.pause().paused()
        && !gate.paused(waits.pause().partner());
  }

  /** Lets the lane sleep. */
  private void wait(Stop stop, ExecutionComplete complete, ExecutionOperations<Void> operations) {
    var now = clock.instant();
    transaction.executeWithoutResult(
        status -> {
          if (stop instanceof Waits waits) {
            store.explainWaiting(waits.delivery(), waits.pause().reason(), now);
            operations.reschedule(complete, waits.pause().until());
          } else {
            operations.reschedule(complete, now.plus(WAIT_FOR_CONNECTION));
          }
        });
  }

  private void sweep() {
    for (var lane : store.forgotten(clock.instant().minus(SWEEP))) {
      LOG.warn("a lane of {} had work and no turn", lane.partner());
      transaction.executeWithoutResult(
          status -> {
            store.lock(lane);
            laneHasWork(lane);
          });
    }
  }
}

package org.luer.gateway.delivery;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.LaneWorker.Busy;
import org.luer.gateway.delivery.LaneWorker.Stop;
import org.luer.gateway.delivery.LaneWorker.Waits;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Lane.Stream;
import org.luer.gateway.journal.LaneWakeup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each lane with work its turn: a db-scheduler task per lane, run by one node at a time.
 *
 * <p>No wake-up is lost: the transaction that adds work locks the lane's row and makes sure that
 * its task exists; the transaction that removes the task locks the same row and looks first. What
 * slips through all the same (a hand in the database) a sweeper finds. A lane that waits holds
 * neither a thread nor a connection. The tasks of a node that died are taken over when its
 * heartbeat has been missing for 20 seconds.
 */
public final class LaneScheduler implements LaneWakeup {
  static final String TASK = "lane";

  private static final Logger LOG = LoggerFactory.getLogger(LaneScheduler.class);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofSeconds(60);

  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final DeliveryStore store;
  private final Slots slots = new Slots();
  private final Gate gate;
  private final Circuits circuits;
  private final LaneWorker worker;
  private final Clock clock;
  private final Options options;
  private final Scheduler scheduler;
  private volatile boolean running;

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
      List<RecurringTask<?>> timers,
      Clock clock,
      Options options) {
    this.transaction = transaction;
    this.jdbc = JdbcClient.create(database);
    this.store = store;
    this.clock = clock;
    this.options = options;
    this.gate = gate;
    this.circuits = circuits;
    circuits.whenClosed(this::back);
    this.worker = new LaneWorker(store, endpoints, slots, gate, deliver, this::wake, clock);
    var lane =
        Tasks.custom(TASK, Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_FAILURE))
            .onDeadExecutionRevive()
            .execute((instance, context) -> turn(lane(instance.getId())));
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
      int left =
          jdbc.sql(
                  "update scheduled_tasks set picked = false, picked_by = null,"
                      + " last_heartbeat = null, version = version + 1 where picked")
              .update();
      LOG.info("{} lanes were at work when the gateway stopped last", left);
    }
    jdbc.sql(
            "update scheduled_tasks set execution_time = :now"
                + " where task_name = :task and not picked and execution_time > :now")
        .param("now", DeliveryStore.utc(clock.instant()))
        .param("task", TASK)
        .update();
    running = true;
    scheduler.start();
  }

  /** Finishes the deliveries that are under way, for a bounded time, and leaves the rest queued. */
  public void stop() {
    running = false;
    worker.stop();
    scheduler.stop();
  }

  /** True between start and stop. */
  public boolean isRunning() {
    return running;
  }

  @Override
  public void laneHasWork(Lane lane) {
    // what the scheduler's own scheduleIfNotExists does, without asking first
    jdbc.sql(
            "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                + " values (:task, :lane, :now, false, 1)"
                + " on conflict (task_name, task_instance) do nothing")
        .param("task", TASK)
        .param("lane", key(lane))
        .param("now", DeliveryStore.utc(clock.instant()))
        .update();
  }

  @Override
  public Optional<Task> task(Lane lane) {
    return Optional.of(new Task(TASK, key(lane), clock.instant()));
  }

  @Override
  public void committed(Set<Lane> lanes) {
    if (running && !lanes.isEmpty()) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** Gives a waiting lane its turn now; false when it is at work or has nothing to do. */
  boolean wake(Lane lane) {
    try {
      scheduler.reschedule(TaskInstanceId.of(TASK, key(lane)), clock.instant());
      committed(Set.of(lane));
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
    var now = DeliveryStore.utc(clock.instant());
    jdbc.sql(
            "update scheduled_tasks set execution_time = :now where task_name = :task and not picked"
                + " and execution_time > :now and split_part(task_instance, '/', 1) = :partner")
        .param("now", now)
        .param("task", TASK)
        .param("partner", partner)
        .update();
    if (running) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  private CompletionHandler<Void> turn(Lane lane) {
    var stop = worker.work(lane);
    return (complete, operations) -> {
      boolean again =
          stop.isPresent()
              ? wait(stop.get(), complete, operations)
              : store.turnOver(lane, complete.getExecution(), clock.instant());
      if (stop.isPresent() && overtaken(stop.get(), lane)) {
        LOG.debug("what the lane waits for is there already: {}", wake(lane));
      } else if (again) {
        committed(Set.of(lane));
      }
    };
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

  /** Lets the lane sleep; never true: its next turn is not now. */
  private boolean wait(
      Stop stop, ExecutionComplete complete, ExecutionOperations<Void> operations) {
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
    return false;
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

  /** {@code partner/stream/patient}: only the patient may contain a slash. */
  static String key(Lane lane) {
    return lane.partner() + "/" + lane.stream().code() + "/" + lane.patient();
  }

  static Lane lane(String key) {
    var parts = key.split("/", 3);
    return new Lane(parts[0], parts[2], Stream.of(parts[1]));
  }
}

package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Lane.Stream;
import org.luer.gateway.journal.LaneWakeup.Task;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tasks of lanes in db-scheduler's table, as far as they are not its own business. */
final class LaneTasks {
  /** Name of the task; each lane is an instance of it. */
  static final String NAME = "lane";

  private static final int LONGEST_NAME = 50; // as db-scheduler writes it

  private final JdbcClient jdbc;
  private final String node;

  LaneTasks(JdbcClient jdbc, String node) {
    this.jdbc = jdbc;
    this.node = node.substring(0, Math.min(node.length(), LONGEST_NAME));
  }

  /**
   * A new task of a lane.
   *
   * @param own whether this node takes its turn
   */
  Task task(Lane lane, boolean own, Instant now) {
    // no number comes twice, so that nobody mistakes a later task of the lane for its own
    long version = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 2);
    return new Task(NAME, key(lane), now, version, own ? node : null);
  }

  /** Writes it unless the lane has one; false when it has. */
  boolean insert(Task task) {
    // what the scheduler's own scheduleIfNotExists does, without asking first
    return jdbc.sql(
                "insert into scheduled_tasks (task_name, task_instance, execution_time, picked,"
                    + " picked_by, last_heartbeat, version) values (:task, :lane, :now,"
                    + " :owner::text is not null, :owner,"
                    + " case when :owner::text is not null then :now::timestamptz end, :version)"
                    + " on conflict (task_name, task_instance) do nothing")
            .param("task", task.name())
            .param("lane", task.instance())
            .param("now", DeliveryStore.utc(task.due()))
            .param("owner", task.owner())
            .param("version", task.version())
            .update()
        > 0;
  }

  /** Says that this node is alive and at these turns. */
  void beat(Collection<Turn> turns, Instant now) {
    jdbc.sql(
            "update scheduled_tasks t set last_heartbeat = :now"
                + " from unnest(:lanes::text[], :versions::bigint[]) mine (lane, version)"
                + " where t.task_name = :task and t.task_instance = mine.lane"
                + " and t.version = mine.version and t.picked")
        .param("now", DeliveryStore.utc(now))
        .param("lanes", turns.stream().map(Turn::task).toArray(String[]::new))
        .param("versions", turns.stream().map(Turn::version).toArray(Long[]::new))
        .param("task", NAME)
        .update();
  }

  /** Ends a turn of this node: whoever looks first takes the next one, not before this time. */
  void release(Turn turn, Instant until) {
    jdbc.sql(
            "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,"
                + " execution_time = :until, version = version + 1"
                + " where task_name = :task and task_instance = :lane and version = :version")
        .param("until", DeliveryStore.utc(until))
        .param("task", NAME)
        .param("lane", turn.task())
        .param("version", turn.version())
        .update();
  }

  /** Gives back what an earlier process of this gateway was at; how many it was. */
  int giveBack() {
    return jdbc.sql(
            "update scheduled_tasks set picked = false, picked_by = null,"
                + " last_heartbeat = null, version = version + 1 where picked")
        .update();
  }

  /**
   * Gives each lane that sleeps its turn now.
   *
   * @param partner only those of this one; null = all
   */
  void wake(@Nullable String partner, Instant now) {
    jdbc.sql(
            "update scheduled_tasks set execution_time = :now where task_name = :task and not picked"
                + " and execution_time > :now and (:partner::text is null"
                + " or split_part(task_instance, '/', 1) = :partner)")
        .param("now", DeliveryStore.utc(now))
        .param("task", NAME)
        .param("partner", partner)
        .update();
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

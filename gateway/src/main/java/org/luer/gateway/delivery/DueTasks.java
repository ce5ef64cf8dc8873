package org.luer.gateway.delivery;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * How db-scheduler takes what is due: as its own customization does, but always by the same text,
 * so that the plan is made once for a connection and not once for each number of free threads, and
 * by the index of what nobody works on.
 */
final class DueTasks extends PostgreSqlJdbcCustomization {
  private static final String TAKE =
      "with due as materialized (select task_name, task_instance from scheduled_tasks"
          + " where not picked and execution_time <= ? order by execution_time limit ?"
          + " for update skip locked)"
          + " update scheduled_tasks t set picked = true, picked_by = ?, last_heartbeat = ?,"
          + " version = t.version + 1 from due"
          + " where t.task_name = due.task_name and t.task_instance = due.task_instance"
          + " returning t.*";

  private static final int LONGEST_NAME = 50; // as db-scheduler compares it

  DueTasks() {
    super(false, false);
  }

  @Override
  public List<Execution> lockAndFetchSingleStatement(
      JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
    if (orderByPriority || !context.taskResolver.getUnresolved().isEmpty()) {
      return super.lockAndFetchSingleStatement(context, now, limit, orderByPriority);
    }
    var name = context.schedulerName.getName();
    var taken =
        context.jdbcRunner.query(
            TAKE,
            statement -> {
              setInstant(statement, 1, now);
              statement.setInt(2, limit);
              statement.setString(3, name.substring(0, Math.min(name.length(), LONGEST_NAME)));
              setInstant(statement, 4, now);
            },
            context.resultSetMapper.get());
    return taken.stream().sorted(Comparator.comparing(Execution::getExecutionTime)).toList();
  }
}

package org.luer.gateway.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators decided about a partner while the gateway runs; it outlives a restart. */
public final class PartnerControls {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Audit audit;
  private final Clock clock;

  /**
   * The decision that stands.
   *
   * @param perMinute messages a minute at most; empty = as the settings say
   * @param actor who decided; null when nobody did
   */
  public record Control(
      String partner,
      boolean paused,
      Optional<Integer> perMinute,
      @Nullable String actor,
      @Nullable String reason,
      @Nullable Instant changedAt) {
    private static Control none(String partner) {
      return new Control(partner, false, Optional.empty(), null, null, null);
    }
  }

  /** Controls in the journal's database. */
  public PartnerControls(
      JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.audit = audit;
    this.clock = clock;
  }

  /** What was decided about this partner. */
  public Control find(String partner) {
    return jdbc.sql("select * from partner_control where partner = :partner")
        .param("partner", partner)
        .query(PartnerControls::control)
        .optional()
        .orElseGet(() -> Control.none(partner));
  }

  /** All decisions. */
  public List<Control> all() {
    return jdbc.sql("select * from partner_control order by partner")
        .query(PartnerControls::control)
        .list();
  }

  /** Pauses delivery to the partner, or resumes it; what is under way ends as it may. */
  public void paused(String partner, boolean paused, String actor, String reason) {
    var event = paused ? "partner-paused" : "partner-resumed";
    change(partner, "paused", paused, event, actor, reason);
  }

  /** Sets the pace; null returns to what the settings say. */
  public void pace(String partner, @Nullable Integer perMinute, String actor, String reason) {
    change(partner, "per_minute", perMinute, "partner-throttled", actor, reason);
  }

  private void change(
      String partner,
      String column,
      @Nullable Object value,
      String event,
      String actor,
      String reason) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(
                  "insert into partner_control (partner, "
                      + column
                      + ", actor, reason, changed_at) values (:partner, :value, :actor, :reason, :now)"
                      + " on conflict (partner) do update set "
                      + column
                      + " = excluded."
                      + column
                      + ", actor = excluded.actor, reason = excluded.reason,"
                      + " changed_at = excluded.changed_at")
              .param("partner", partner)
              .param(
                  "value",
                  value,
                  column.equals("paused") ? java.sql.Types.BOOLEAN : java.sql.Types.INTEGER)
              .param("actor", actor)
              .param("reason", reason)
              .param("now", Records.at(clock.instant()))
              .update();
          if (column.equals("per_minute")) { // nobody waits by the old pace
            jdbc.sql("delete from partner_pace where partner = :partner")
                .param("partner", partner)
                .update();
          }
          audit.record(new Event(event, Outcome.DONE, actor, partner, partner, reason));
        });
  }

  private static Control control(ResultSet row, int number) throws SQLException {
    return new Control(
        row.getString("partner"),
        row.getBoolean("paused"),
        Optional.ofNullable(row.getObject("per_minute", Integer.class)),
        row.getString("actor"),
        row.getString("reason"),
        Records.instant(row, "changed_at"));
  }
}

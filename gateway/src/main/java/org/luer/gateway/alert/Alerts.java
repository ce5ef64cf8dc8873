package org.luer.gateway.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Alerts: each condition is told once when it begins and once when it ends, by every way that is
 * set. What a way could not tell is tried again with the next look.
 */
public final class Alerts {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Watch watch;
  private final List<Way> ways;
  private final Clock clock;

  /**
   * One alert.
   *
   * @param endedAt null while it is the case
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Alert(
      long id,
      String kind,
      @Nullable String partner,
      String text,
      Instant beganAt,
      @Nullable Instant endedAt) {}

  /**
   * A change that is told.
   *
   * @param change {@code began} or {@code ended}
   */
  public record Notice(Alert alert, String change) {}

  /** A way to tell. */
  public interface Way {
    /** {@code webhook} or {@code mail}. */
    String name();

    /** Tells; a failure means that it was not told. */
    void tell(Notice notice) throws java.io.IOException, InterruptedException;
  }

  /** Alerts in the journal's database. */
  public Alerts(
      JdbcClient jdbc, TransactionTemplate transaction, Watch watch, List<Way> ways, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.watch = watch;
    this.ways = List.copyOf(ways);
    this.clock = clock;
  }

  /** Looks once, notes what changed, and tells what has not been told. */
  public void look() {
    transaction.executeWithoutResult(status -> note(watch.conditions()));
    ways.forEach(this::tell);
  }

  private void note(List<Condition> conditions) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    var keys = conditions.stream().map(Condition::key).collect(Collectors.toSet());
    for (var condition : conditions) {
      jdbc.sql(
              "insert into alert (key, kind, partner, text, began_at)"
                  + " values (:key, :kind, :partner, :text, :now)"
                  + " on conflict (key) where ended_at is null do nothing returning id")
          .param("key", condition.key())
          .param("kind", condition.kind())
          .param("partner", condition.partner())
          .param("text", condition.text())
          .param("now", now)
          .query(Long.class)
          .optional()
          .ifPresent(
              id -> {
                LOG.warn("alert {}: {}", id, condition.text());
                owe(id, "began");
              });
    }
    for (var open :
        jdbc.sql("select key, id from alert where ended_at is null")
            .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
            .list()) {
      if (!keys.contains(open.getKey())) {
        jdbc.sql("update alert set ended_at = :now where id = :id")
            .param("now", now)
            .param("id", open.getValue())
            .update();
        LOG.info("alert {} has ended", open.getValue());
        owe(open.getValue(), "ended");
      }
    }
  }

  private void owe(long id, String change) {
    for (var way : ways) {
      jdbc.sql("insert into alert_notice (alert_id, change, way) values (:id, :change, :way)")
          .param("id", id)
          .param("change", change)
          .param("way", way.name())
          .update();
    }
  }

  private void tell(Way way) {
    var owed =
        jdbc.sql(
                "select a.*, n.change from alert_notice n join alert a on a.id = n.alert_id"
                    + " where n.told_at is null and n.way = :way order by a.id, n.change")
            .param("way", way.name())
            .query((row, n) -> new Notice(alert(row), row.getString("change")))
            .list();
    for (var notice : owed) {
      try {
        way.tell(notice);
      } catch (java.io.IOException e) {
        LOG.warn("alerts cannot be told by {}: {}", way.name(), e.getClass().getSimpleName());
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      jdbc.sql(
              "update alert_notice set told_at = :now where alert_id = :id and change = :change"
                  + " and way = :way")
          .param("now", clock.instant().atOffset(ZoneOffset.UTC))
          .param("id", notice.alert().id())
          .param("change", notice.change())
          .param("way", way.name())
          .update();
    }
  }

  /** What is the case, or, before that, what was: newest first. */
  public List<Alert> list(boolean onlyOpen, int limit) {
    return jdbc.sql(
            "select * from alert"
                + (onlyOpen ? " where ended_at is null" : "")
                + " order by id desc limit :limit")
        .param("limit", limit)
        .query((row, n) -> alert(row))
        .list();
  }

  /** How many of each kind are the case. */
  public Map<String, Integer> open() {
    var counts = new TreeMap<String, Integer>();
    jdbc.sql("select kind, count(*) from alert where ended_at is null group by kind")
        .query(
            row -> {
              counts.put(row.getString(1), row.getInt(2));
            });
    return counts;
  }

  private static Alert alert(ResultSet row) throws SQLException {
    var ended = row.getObject("ended_at", OffsetDateTime.class);
    return new Alert(
        row.getLong("id"),
        row.getString("kind"),
        row.getString("partner"),
        row.getString("text"),
        row.getObject("began_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant());
  }
}

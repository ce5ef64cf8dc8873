package org.luer.gateway.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who did what, and who was refused: rows that are added and never changed. */
public final class Audit {
  private static final int LONGEST = 200;

  private final JdbcClient jdbc;
  private final Clock clock;

  /** An audit in the gateway's database. */
  public Audit(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How it ended. */
  public enum Outcome {
    DONE,
    REFUSED;

    private String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One event.
   *
   * @param event what was done, in kebab case: {@code token-granted}
   * @param actor who: the name of a token or a client, as far as it is known
   * @param partner on whose behalf; null when that is not known
   * @param about what it was done to: a client, a record, an inbox item
   * @param reason in plain words, no patient data
   */
  public record Event(
      String event,
      Outcome outcome,
      String actor,
      @Nullable String partner,
      @Nullable String about,
      @Nullable String reason) {}

  /** An event as it was recorded; ids grow. */
  public record Entry(
      long id,
      Instant at,
      String event,
      String outcome,
      String actor,
      @Nullable String partner,
      @Nullable String about,
      @Nullable String reason) {}

  /** Records an event, in the transaction that is under way, if one is. */
  public void record(Event event) {
    jdbc.sql(
            "insert into audit_event (at, event, outcome, actor, partner, about, reason)"
                + " values (:at, :event, :outcome, :actor, :partner, :about, :reason)")
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("event", event.event())
        .param("outcome", event.outcome().code())
        .param("actor", within(event.actor()))
        .param("partner", event.partner())
        .param("about", within(event.about()))
        .param("reason", event.reason())
        .update();
  }

  /** Events after this id, oldest first. */
  public List<Entry> after(long id, int limit) {
    return jdbc.sql("select * from audit_event where id > :id order by id limit :limit")
        .param("id", id)
        .param("limit", limit)
        .query(Audit::entry)
        .list();
  }

  /** A name that somebody claims may be anything: short, and without control characters. */
  private static @Nullable String within(@Nullable String claimed) {
    if (claimed == null) {
      return null;
    }
    var clean = claimed.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
  }

  private static Entry entry(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("event"),
        row.getString("outcome"),
        row.getString("actor"),
        row.getString("partner"),
        row.getString("about"),
        row.getString("reason"));
  }
}

package org.luer.gateway.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Spaces the messages to each partner evenly. The pace is kept in the database, so that two nodes
 * together send no more than one alone; a partner without one costs nothing.
 */
final class Throttle {
  /** A new pace counts at once: what was agreed under the old one is forgotten. */
  private static final String FREE = "(:now >= p.free or p.per_minute <> :perMinute)";

  private final JdbcClient jdbc;

  Throttle(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Turn(boolean mine, Instant queue) {}

  /**
   * Takes the next place.
   *
   * @param perMinute 0 = no limit
   * @return when to come back; empty = send now
   */
  Optional<Instant> take(String partner, int perMinute, Instant now) {
    if (perMinute == 0) {
      return Optional.empty();
    }
    var me = UUID.randomUUID();
    // "queue": those that wait come back one after another, not all at once
    var turn =
        jdbc.sql(
                "insert into partner_pace as p (partner, per_minute, free, queue, taken_by)"
                    + " values (:partner, :perMinute, :next, :now, :me)"
                    + " on conflict (partner) do update set per_minute = :perMinute,"
                    + " free = case when "
                    + FREE
                    + " then :next else p.free end,"
                    + " taken_by = case when "
                    + FREE
                    + " then :me else p.taken_by end,"
                    + " queue = case when p.per_minute <> :perMinute then :now when :now >= p.free then p.queue"
                    + " when p.queue < p.free then p.free else p.queue + :gap * interval '1 microsecond' end"
                    + " returning taken_by = :me as mine, queue")
            .param("partner", partner)
            .param("perMinute", perMinute)
            .param("next", DeliveryStore.utc(now.plus(gap(perMinute))))
            .param("now", DeliveryStore.utc(now))
            .param("gap", gap(perMinute).toNanos() / 1000)
            .param("me", me)
            .query(
                (row, n) ->
                    new Turn(
                        row.getBoolean("mine"),
                        row.getObject("queue", OffsetDateTime.class).toInstant()))
            .single();
    return turn.mine() ? Optional.empty() : Optional.of(turn.queue());
  }

  private static Duration gap(int perMinute) {
    return Duration.ofMinutes(1).dividedBy(perMinute);
  }
}

package org.luer.gateway.journal;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The bytes of messages, which lie in partitions by the day from which they need not be kept;
 * {@code message.payload_until} says in which.
 */
public final class Payloads {
  /**
   * Keeps {@code :payload} of message {@code :id} as the rule for {@code :partner} says, counted
   * from {@code :now}; a statement that follows it sees the day as {@code kept.keep_until}.
   */
  public static final String KEPT =
      "insert into payload (message_id, keep_until, content)"
          + " values (:id, "
          + until(":partner", ":now")
          + ", :payload)"
          + " on conflict (keep_until, message_id) do update set content = excluded.content"
          + " returning keep_until";

  private final JdbcClient jdbc;

  /**
   * The day until which bytes of a partner are kept. In the statement itself, not in a function: a
   * function that reads a table is started anew for each message.
   */
  public static String until(String partner, String at) {
    return "coalesce((select retention_day(rule.payload_days, "
        + at
        + ") from retention_rule rule where rule.partner = "
        + partner
        + "), 'infinity')";
  }

  /** Payloads in the journal's database. */
  public Payloads(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The bytes of a message; empty when it has none, yet or any more. */
  public Optional<byte[]> find(String id) {
    return jdbc.sql(
            "select payload_until::text from message where id = :id and payload_until is not null")
        .param("id", id)
        .query(String.class)
        .optional()
        .flatMap(until -> find(id, until));
  }

  /**
   * The bytes of a message that are kept until this day.
   *
   * @param until as PostgreSQL writes a date
   */
  public Optional<byte[]> find(String id, String until) {
    // the day is given as such so that the other partitions are not even looked at
    return jdbc.sql(
            "select content from payload where keep_until = :until::date and message_id = :id")
        .param("until", until)
        .param("id", id)
        .query((row, n) -> row.getBytes(1))
        .optional()
        .or(() -> moved(id));
  }

  /** It may have been given another day since that one was read. */
  private Optional<byte[]> moved(String id) {
    return jdbc.sql("select content from payload where message_id = :id")
        .param("id", id)
        .query((row, n) -> row.getBytes(1))
        .optional();
  }
}

package org.luer.gateway.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries over messages and their attempts. */
public final class Messages {
  private static final String ITEM =
      "select id, direction, exchange, type, partner, patient, record_kind, record_id, record_version, control_id,"
          + " state, reason_code, reason_text, attempts, replay_of, received_at, changed_at from message";

  private final JdbcClient jdbc;
  private final Payloads payloads;

  public Messages(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.payloads = new Payloads(jdbc);
  }

  /**
   * A page of messages.
   *
   * @param next the cursor of the page after this one; null on the last
   */
  public record Page(List<MessageItem> items, @Nullable String next) {}

  /** One attempt at a delivery. */
  public record Attempt(
      int n,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      @Nullable Reason reason) {}

  /**
   * How it stands with something that is kept for a time.
   *
   * @param state {@code none} (there are no bytes, or not yet), {@code kept}, {@code removed}
   * @param until what is kept goes on this day or soon after; null = it stays
   * @param rule by which it was removed, such as {@code payload-age 90d of rgh}
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Kept(
      String state,
      @Nullable LocalDate until,
      @Nullable Instant removedAt,
      @Nullable String rule) {}

  /** The bytes of a message and their media type. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
  public record Raw(String mediaType, byte[] payload) {}

  /**
   * Messages, newest first. A cursor is the id of an item: what arrives later never shifts a page.
   */
  public Page list(MessageFilter filter) {
    var query = query(filter);
    var items = jdbc.sql(query.sql()).params(query.parameters()).query(Messages::item).list();
    if (items.size() <= filter.limit()) {
      return new Page(items, null);
    }
    var page = items.subList(0, filter.limit());
    return new Page(List.copyOf(page), page.get(page.size() - 1).id());
  }

  /** How PostgreSQL would answer the question, one line a step. */
  public List<String> plan(MessageFilter filter) {
    var query = query(filter);
    return jdbc.sql("explain analyze " + query.sql())
        .params(query.parameters())
        .query(String.class)
        .list();
  }

  private record Query(String sql, Map<String, Object> parameters) {}

  private static Query query(MessageFilter filter) {
    var where = new ArrayList<String>();
    var parameters = new HashMap<String, Object>();
    equal("patient", filter.patient(), where, parameters);
    equal("order_id", filter.order(), where, parameters);
    equal("visit_id", filter.visit(), where, parameters);
    equal("direction", filter.direction(), where, parameters);
    equal("control_id", filter.controlId(), where, parameters);
    equal("partner", filter.partner(), where, parameters);
    if (!filter.states().isEmpty()) {
      where.add("state in (:states)");
      parameters.put("states", filter.states());
    }
    if (filter.text() != null) {
      where.add(
          "reason_text is not null and to_tsvector('simple', reason_text) @@ plainto_tsquery('simple', :text)");
      parameters.put("text", filter.text());
    }
    if (filter.since() != null) {
      where.add("changed_at >= :since");
      parameters.put("since", Records.at(filter.since()));
    }
    if (filter.after() != null) {
      where.add("id < :after");
      parameters.put("after", filter.after());
    }
    var condition = where.isEmpty() ? "" : " where " + String.join(" and ", where);
    parameters.put("limit", filter.limit() + 1);
    return new Query(ITEM + condition + " order by id desc limit :limit", parameters);
  }

  private static void equal(
      String column, @Nullable String value, List<String> where, Map<String, Object> parameters) {
    if (value != null) {
      where.add(column + " = :" + column);
      parameters.put(column, value);
    }
  }

  /** One message. */
  public Optional<MessageItem> find(String id) {
    return jdbc.sql(ITEM + " where id = :id").param("id", id).query(Messages::item).optional();
  }

  /** The bytes as received or as rendered; empty while a delivery was not rendered. */
  public Optional<Raw> raw(String id) {
    return jdbc.sql(
            "select media_type, payload_until::text from message"
                + " where id = :id and payload_until is not null")
        .param("id", id)
        .query((row, n) -> List.of(row.getString(1), row.getString(2)))
        .optional()
        .flatMap(
            found -> payloads.find(id, found.get(1)).map(bytes -> new Raw(found.get(0), bytes)));
  }

  /** How it stands with the bytes of a message; empty when there is no such message. */
  public Optional<Kept> kept(String id) {
    return jdbc.sql(
            "select m.payload_until::text as until, r.payload_days, r.partner, r.removed_at from message m"
                + " left join payload_removal r on r.keep_until = m.payload_until and r.partner = m.partner"
                + " where m.id = :id")
        .param("id", id)
        .query((row, n) -> kept(row))
        .optional();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    var until = row.getString("until");
    var removed = row.getObject("removed_at", OffsetDateTime.class);
    if (until == null) {
      return new Kept("none", null, null, null);
    }
    return removed == null
        ? new Kept("kept", until.equals("infinity") ? null : LocalDate.parse(until), null, null)
        : new Kept(
            "removed",
            null,
            removed.toInstant(),
            rule("payload-age", row.getInt("payload_days"), row.getString("partner")));
  }

  /** When and by which rule the row of a message was removed; empty when it was not. */
  public Optional<Kept> removed(String id) {
    return jdbc.sql(
            "select partner, metadata_days, removed_at from message_removal where message_id = :id")
        .param("id", id)
        .query(
            (row, n) ->
                new Kept(
                    "removed",
                    null,
                    Records.instant(row, "removed_at"),
                    rule("metadata-age", row.getInt("metadata_days"), row.getString("partner"))))
        .optional();
  }

  private static String rule(String key, int days, String partner) {
    return "%s %dd of %s".formatted(key, days, partner);
  }

  /** The delivery that a received acknowledgement is about; empty when it is about none. */
  public Optional<String> answers(String id) {
    return jdbc.sql("select answers from message where id = :id and answers is not null")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  /** The acknowledgements that came as messages of their own about this delivery. */
  public List<String> answeredBy(String id) {
    return jdbc.sql("select id from message where answers = :id order by id")
        .param("id", id)
        .query(String.class)
        .list();
  }

  /** All attempts at a delivery, first to last. */
  public List<Attempt> attempts(String id) {
    return jdbc.sql(
            "select n, started_at, ended_at, outcome, reason_code, reason_text from attempt"
                + " where message_id = :id order by n")
        .param("id", id)
        .query(
            (row, n) -> {
              var ended = row.getObject("ended_at", OffsetDateTime.class);
              return new Attempt(
                  row.getInt("n"),
                  Records.instant(row, "started_at"),
                  ended == null ? null : ended.toInstant(),
                  row.getString("outcome"),
                  reason(row));
            })
        .list();
  }

  private static MessageItem item(ResultSet row, int number) throws SQLException {
    var kind = row.getString("record_kind");
    return new MessageItem(
        row.getString("id"),
        row.getString("direction"),
        row.getString("exchange"),
        row.getString("type"),
        row.getString("partner"),
        row.getString("patient"),
        kind == null ? null : kind + "/" + row.getString("record_id"),
        row.getObject("record_version", Integer.class),
        row.getString("control_id"),
        row.getString("state"),
        Reason.of(
            row.getString("state"), row.getString("reason_code"), row.getString("reason_text")),
        row.getInt("attempts"),
        row.getString("replay_of"),
        Records.instant(row, "received_at"),
        Records.instant(row, "changed_at"));
  }

  private static @Nullable Reason reason(ResultSet row) throws SQLException {
    var code = row.getString("reason_code");
    return code == null ? null : new Reason(code, row.getString("reason_text"));
  }
}

package org.luer.gateway.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Of each partner, what it should have got and what it has not. */
public final class Backlog {
  private static final String MISSING =
      "select record_kind || '/' || record_id as record, record_version, exchange, type, 'missing' as state,"
          + " message_id as message, recorded_at as since, 0 as attempts, 'never-made' as reason_code,"
          + " 'It was never made ready: replay the message to the partner.' as reason_text"
          + " from missing_delivery where partner = :partner";
  private static final String WAITING =
      "select record_kind || '/' || record_id as record, record_version, exchange, type, state, id as message,"
          + " received_at as since, attempts, reason_code, reason_text from message where partner = :partner"
          + " and direction = 'out' and state in (:states)";

  /** The states of what a partner should have and has not. */
  public static final Set<String> OPEN =
      Set.of("missing", "queued", "sending", "retrying", "ambiguous", "held", "rejected");

  /** No two items are alike in this; what is made later never shifts a page. */
  private static final String ORDER = "since, message, exchange, type, coalesce(record, '')";

  private final JdbcClient jdbc;

  /**
   * How much of what a partner was to get it got.
   *
   * @param expected all of them: delivered, waiting, stopped, cancelled and missing
   * @param waiting on their way
   * @param stopped held or rejected: a person has to decide
   * @param missing never made ready
   * @param oldest since when the oldest waits, is stopped or is missing; null = nothing does
   */
  public record Sum(
      String partner,
      long expected,
      long delivered,
      long waiting,
      long stopped,
      long cancelled,
      long missing,
      @Nullable Instant oldest) {}

  /**
   * One message that a partner should have and has not.
   *
   * @param record kind and id; null of an answer
   * @param message the delivery; of a missing one, the received message that is to be replayed
   */
  public record Item(
      @Nullable String record,
      @Nullable Integer version,
      String exchange,
      String type,
      String state,
      String message,
      Instant since,
      int attempts,
      @Nullable Reason reason) {}

  /**
   * Part of what a partner has not got.
   *
   * @param next the cursor of the page after this one; null on the last
   */
  public record Page(List<Item> items, @Nullable String next) {}

  /** A text that is no cursor of a page. */
  public static final class NoCursor extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NoCursor() {
      super("no cursor of a page");
    }
  }

  /** The place of an item in the order of all. */
  private record Cursor(
      Instant since, String message, String exchange, String type, String record) {
    private static final Cursor BEGINNING = new Cursor(Instant.EPOCH, "", "", "", "");

    static Cursor of(Item item) {
      return new Cursor(
          item.since(),
          item.message(),
          item.exchange(),
          item.type(),
          Objects.requireNonNullElse(item.record(), ""));
    }

    /** As {@link #text} wrote it. */
    static Cursor read(String text) {
      try {
        var parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\n", -1);
        if (parts.length == 5) {
          return new Cursor(Instant.parse(parts[0]), parts[1], parts[2], parts[3], parts[4]);
        }
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw new NoCursor();
      }
      throw new NoCursor();
    }

    String text() {
      var all = String.join("\n", since.toString(), message, exchange, type, record);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(all.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A backlog in the journal's database. */
  public Backlog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What was made for this partner since then; what still waits or is missing counts however old it
   * is. A message that was sent again counts once.
   */
  public Sum sum(String partner, Instant since) {
    return jdbc.sql(
            """
            with one as (
              select bool_or(state = 'delivered') as delivered,
                bool_or(state in ('queued', 'sending', 'retrying', 'ambiguous')) as waiting,
                bool_or(state in ('held', 'rejected')) as stopped, bool_or(state = 'cancelled') as cancelled,
                min(received_at) filter (where state not in ('delivered', 'superseded', 'cancelled')) as oldest
              from message where partner = :partner and direction = 'out'
                and (id >= :from or state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected'))
              group by exchange, split_part(type, '_', 1), record_kind, record_id, record_version,
                case when record_kind is null then id end),
            missing as (select count(*) as n, min(recorded_at) as oldest from missing_delivery where partner = :partner)
            select count(*) filter (where delivered) as delivered,
              count(*) filter (where not delivered and waiting) as waiting,
              count(*) filter (where not delivered and not waiting and stopped) as stopped,
              count(*) filter (where not delivered and not waiting and not stopped and cancelled) as cancelled,
              (select n from missing) as missing,
              least(min(oldest) filter (where not delivered), (select oldest from missing)) as oldest
            from one
            """)
        .param("partner", partner)
        .param("from", Ulids.from(since))
        .query(
            (row, n) -> {
              long delivered = row.getLong("delivered");
              long waiting = row.getLong("waiting");
              long stopped = row.getLong("stopped");
              long cancelled = row.getLong("cancelled");
              long missing = row.getLong("missing");
              var oldest = row.getObject("oldest", OffsetDateTime.class);
              return new Sum(
                  partner,
                  delivered + waiting + stopped + cancelled + missing,
                  delivered,
                  waiting,
                  stopped,
                  cancelled,
                  missing,
                  oldest == null ? null : oldest.toInstant());
            })
        .single();
  }

  /**
   * What this partner should have and has not, in these of the open states, oldest first.
   *
   * @param after the cursor of the page before; null = the first page
   * @throws NoCursor when it is none
   */
  public Page open(String partner, Set<String> states, @Nullable String after, int limit) {
    var from = after == null ? Cursor.BEGINNING : Cursor.read(after);
    var items = items(partner, states, from, limit + 1);
    if (items.size() <= limit) {
      return new Page(items, null);
    }
    var page = List.copyOf(items.subList(0, limit));
    return new Page(page, Cursor.of(page.get(limit - 1)).text());
  }

  private List<Item> items(String partner, Set<String> states, Cursor from, int limit) {
    var missing = states.contains("missing") ? MISSING : MISSING + " and false";
    return jdbc.sql(
            "select * from (%s union all %s) as open where (%s)".formatted(missing, WAITING, ORDER)
                + " > (:since, :message, :exchange, :type, :record)"
                + " order by "
                + ORDER
                + " limit :limit")
        .param("partner", partner)
        .param("states", states)
        .param("since", Records.at(from.since()))
        .param("message", from.message())
        .param("exchange", from.exchange())
        .param("type", from.type())
        .param("record", from.record())
        .param("limit", limit)
        .query(
            (row, n) -> {
              var state = row.getString("state");
              return new Item(
                  row.getString("record"),
                  row.getObject("record_version", Integer.class),
                  row.getString("exchange"),
                  row.getString("type"),
                  state,
                  row.getString("message"),
                  Records.instant(row, "since"),
                  row.getInt("attempts"),
                  Reason.of(state, row.getString("reason_code"), row.getString("reason_text")));
            })
        .list();
  }

  /** How many messages were found missing, by partner. */
  public Map<String, Integer> missing() {
    var counts = new TreeMap<String, Integer>();
    jdbc.sql("select partner, count(*) from missing_delivery group by partner")
        .query(
            row -> {
              counts.put(row.getString(1), row.getInt(2));
            });
    return counts;
  }
}

package org.luer.gateway.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Subscriptions and their events in the database. */
final class SubscriptionStore {
  private final JdbcClient jdbc;

  SubscriptionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }

  private static Entry entry(ResultSet row, int number) throws SQLException {
    var sent = row.getObject("sent_at", OffsetDateTime.class);
    return new Entry(
        row.getString("id"),
        row.getString("client"),
        row.getString("partner"),
        row.getString("scopes"),
        row.getString("resource"),
        row.getInt("version"),
        row.getString("status"),
        row.getString("error"),
        row.getBoolean("greeted"),
        row.getLong("last_event"),
        row.getLong("delivered"),
        row.getInt("attempts"),
        sent == null ? null : sent.toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  /** The client's subscription of this id. */
  Optional<Entry> find(String id, String client) {
    return jdbc.sql("select * from subscription where id = :id and client = :client")
        .param("id", id)
        .param("client", client)
        .query(SubscriptionStore::entry)
        .optional();
  }

  /** The client's subscriptions, the oldest first. */
  List<Entry> of(String client) {
    return jdbc.sql("select * from subscription where client = :client order by created_at, id")
        .param("client", client)
        .query(SubscriptionStore::entry)
        .list();
  }

  /** Those that are not off, by topic. */
  List<Entry> listening(Set<Topic> topics) {
    return jdbc.sql(
            "select * from subscription where status <> 'off' and topic = any(:topics::text[])"
                + " order by id")
        .param("topics", topics.stream().map(Topic::code).toArray(String[]::new))
        .query(SubscriptionStore::entry)
        .list();
  }

  /** Keeps a new one; what is due first is the handshake, unless it is off. */
  void insert(Entry entry, Wish wish) {
    jdbc.sql(
            "insert into subscription (id, client, partner, scopes, topic, resource, version, status,"
                + " due_at, ends_at, created_at, changed_at) values (:id, :client, :partner, :scopes,"
                + " :topic, :resource, :version, :status, :due, :end, :now, :now)")
        .param("id", entry.id())
        .param("client", entry.client())
        .param("partner", entry.partner())
        .param("scopes", entry.scopes())
        .param("topic", wish.topic().code())
        .param("resource", entry.resource())
        .param("version", entry.version())
        .param("status", entry.status())
        .param("due", utcOrNull(due(entry)))
        .param("end", utcOrNull(wish.end()))
        .param("now", utc(entry.changedAt()))
        .update();
  }

  private static @Nullable Instant due(Entry entry) {
    return entry.status().equals(Entry.OFF) ? null : entry.changedAt();
  }

  /**
   * Puts another wish in the place of one. Whoever is just sending by the old one loses its claim;
   * events that were not taken go by the new one, after a handshake.
   *
   * @return false when the version is not the one before any more
   */
  boolean replace(Entry entry, Wish wish) {
    return jdbc.sql(
                "update subscription set scopes = :scopes, topic = :topic, resource = :resource,"
                    + " version = :version, status = :status, error = null, greeted = false,"
                    + " attempts = 0, due_at = :due, claim = null, claimed_until = null,"
                    + " ends_at = :end, changed_at = :now"
                    + " where id = :id and version = :version - 1")
            .param("id", entry.id())
            .param("scopes", entry.scopes())
            .param("topic", wish.topic().code())
            .param("resource", entry.resource())
            .param("version", entry.version())
            .param("status", entry.status())
            .param("due", utcOrNull(due(entry)))
            .param("end", utcOrNull(wish.end()))
            .param("now", utc(entry.changedAt()))
            .update()
        > 0;
  }

  /** Forgets a client's subscription with its events; whether there was one. */
  boolean delete(String id, String client) {
    return jdbc.sql("delete from subscription where id = :id and client = :client")
            .param("id", id)
            .param("client", client)
            .update()
        > 0;
  }

  /**
   * Keeps others from adding events to these until the transaction ends: so numbers have no gaps,
   * and go up in the order of commits. All that a transaction adds to are taken at once and in the
   * same order, so that two never wait for each other.
   */
  void take(Collection<String> subscriptions) {
    jdbc.sql("select id from subscription where id = any(:ids::text[]) order by id for update")
        .param("ids", subscriptions.toArray(String[]::new))
        .query(row -> {});
  }

  /** Adds an event to each of these, which were taken before. */
  void add(Collection<String> subscriptions, Event event) {
    // a wait after failures goes on; what is under way looks again when it ends
    jdbc.sql(
            "with counted as (update subscription set last_event = last_event + 1,"
                + " due_at = case when attempts = 0 then :at::timestamptz else due_at end"
                + " where id = any(:ids::text[]) and status <> 'off' returning id, last_event)"
                + " insert into subscription_event (subscription, number, at, patient, record, created,"
                + " focus, context) select id, last_event, :at, :patient, :record, :created, :focus,"
                + " :context::text[] from counted")
        .param("ids", subscriptions.toArray(String[]::new))
        .param("at", utc(event.at()))
        .param("patient", event.patient())
        .param("record", event.record())
        .param("created", event.created())
        .param("focus", event.focus())
        .param("context", event.context().toArray(String[]::new))
        .update();
  }

  /** Events after one number and up to another, in order. */
  List<Event> events(String subscription, long after, long until, int most) {
    return jdbc.sql(
            "select * from subscription_event where subscription = :id and number > :after"
                + " and number <= :until order by number limit :most")
        .param("id", subscription)
        .param("after", after)
        .param("until", until)
        .param("most", most)
        .query(
            (row, n) ->
                new Event(
                    row.getLong("number"),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("patient"),
                    row.getString("record"),
                    row.getBoolean("created"),
                    row.getString("focus"),
                    Stream.of((String[]) row.getArray("context").getArray()).toList()))
        .list();
  }

  /** Notes that the endpoint is sent what these are about; which of them it was not sent before. */
  Set<Long> disclosed(String subscription, List<Event> events, Instant now) {
    return jdbc.sql(
            "update subscription_event set disclosed_at = :now where subscription = :id"
                + " and number = any(:numbers::bigint[]) and disclosed_at is null returning number")
        .param("id", subscription)
        .param("numbers", events.stream().map(Event::number).toArray(Long[]::new))
        .param("now", utc(now))
        .query(Long.class)
        .set();
  }

  /**
   * Takes those for which something is due, for one node at a time.
   *
   * @param claim name of this turn
   * @param hold after which somebody else may take them: the node has died
   */
  List<Entry> claim(int most, String claim, Instant now, Duration hold) {
    return jdbc.sql(
            "update subscription set claim = :claim, claimed_until = :until where id in ("
                + "select id from subscription where due_at <= :now"
                + " and (claimed_until is null or claimed_until < :now)"
                + " order by due_at limit :most for update skip locked) returning *")
        .param("claim", claim)
        .param("until", utc(now.plus(hold)))
        .param("now", utc(now))
        .param("most", most)
        .query(SubscriptionStore::entry)
        .list();
  }

  /** What a process that is gone was doing is to be done at once. */
  int release() {
    return jdbc.sql(
            "update subscription set claim = null, claimed_until = null where claim is not null")
        .update();
  }

  /**
   * The endpoint has taken it.
   *
   * @param delivered number of the last event that was in it
   * @param next when a heartbeat is due; null = never
   * @return whether more is due now
   */
  boolean taken(String id, String claim, long delivered, @Nullable Instant next, Instant now) {
    return jdbc.sql(
            "update subscription set status = 'active', error = null, greeted = true, attempts = 0,"
                + " delivered = greatest(delivered, :delivered), sent_at = :now, claim = null,"
                + " claimed_until = null, due_at = case when last_event > greatest(delivered, :delivered)"
                + " then :now::timestamptz else :next::timestamptz end"
                + " where id = :id and claim = :claim returning last_event > delivered")
        .param("id", id)
        .param("claim", claim)
        .param("delivered", delivered)
        .param("next", utcOrNull(next))
        .param("now", utc(now))
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** There was nothing to do; the next thing is a heartbeat, or an event that came meanwhile. */
  boolean idle(Entry entry, String claim, @Nullable Instant next, Instant now) {
    return jdbc.sql(
            "update subscription set claim = null, claimed_until = null, due_at ="
                + " case when last_event > delivered then :now::timestamptz else :next::timestamptz end"
                + " where id = :id and claim = :claim returning last_event > delivered")
        .param("id", entry.id())
        .param("claim", claim)
        .param("next", utcOrNull(next))
        .param("now", utc(now))
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** It did not arrive, or nobody knows whether. */
  void failed(String id, String claim, String error, boolean tell, Instant next) {
    jdbc.sql(
            "update subscription set status = case when :tell then 'error' else status end,"
                + " error = :error, attempts = attempts + 1, claim = null, claimed_until = null,"
                + " due_at = :next where id = :id and claim = :claim")
        .param("id", id)
        .param("claim", claim)
        .param("error", error)
        .param("tell", tell)
        .param("next", utc(next))
        .update();
  }

  /** Those whose time is over. */
  int end(Instant now) {
    return jdbc.sql(
            "update subscription set status = 'off', due_at = null, claim = null, claimed_until = null,"
                + " version = version + 1, changed_at = :now where status <> 'off' and ends_at <= :now")
        .param("now", utc(now))
        .update();
  }

  /** Removes events that were taken, or are of one that is off, and came before this. */
  int remove(Instant before) {
    return jdbc.sql(
            "delete from subscription_event e using subscription s where s.id = e.subscription"
                + " and (e.number <= s.delivered or s.status = 'off') and e.at < :before")
        .param("before", utc(before))
        .update();
  }
}

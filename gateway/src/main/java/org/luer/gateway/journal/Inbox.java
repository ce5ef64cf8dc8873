package org.luer.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The clinic's inbox: what partners sent and the clinic has to look at, in the order in which it
 * was committed.
 */
public final class Inbox {
  /** People and places that only travel with something else. */
  private static final Set<String> QUIET = Set.of("Organization", "Clinician");

  /** How records are called in the API, where that differs from their kind. */
  private static final Map<String, String> NAMES =
      Map.of("InfusionOrder", "order", "InfusionSession", "session", "SessionSummary", "summary");

  private final JdbcClient jdbc;

  /** An inbox in the journal's database. */
  public Inbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One item.
   *
   * @param id grows; nothing that a reader of {@link #open} could not see yet has a smaller one
   * @param kind what it is about, {@code order-received}
   * @param from the partner that sent it
   * @param record kind and id of the partner's record
   * @param message the message that brought it
   * @param details what the kind needs beside the record, such as candidates
   * @param content the record as it came
   */
  public record Item(
      long id,
      String kind,
      String from,
      Reason reason,
      String record,
      int version,
      @Nullable String patient,
      String message,
      Instant at,
      @Nullable JsonNode details,
      JsonNode content) {}

  /** Adds what a new version of a partner's record means to the clinic. */
  void received(RecordVersion version, @Nullable RecordVersion previous, Instant now) {
    if (QUIET.contains(version.kind())) {
      return;
    }
    var withdrawn = "entered-in-error".equals(version.status());
    var what = withdrawn ? "withdrawn" : previous == null ? "received" : "changed";
    var text =
        switch (what) {
          case "withdrawn" -> "The sender has taken the record back.";
          case "changed" -> "The sender has changed the record.";
          default -> "The sender has sent a new record.";
        };
    add(version, name(version.kind()) + "-" + what, new Reason(what, text), null, now);
  }

  /** Adds an item about a version of a partner's record, as the other one does. */
  public void add(
      RecordVersion version, String kind, Reason reason, @Nullable JsonNode details, Instant now) {
    add(version, version.owner(), version.messageId(), kind, reason, details, now);
  }

  /**
   * Adds an item about a version of a record of which somebody said something. In a transaction it
   * is written as the last thing before the commit.
   *
   * @param from who
   * @param message in which
   */
  public void add(
      RecordVersion version,
      String from,
      String message,
      String kind,
      Reason reason,
      @Nullable JsonNode details,
      Instant now) {
    var item = item(version, from, message, kind, reason, details, now);
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      Last.of(jdbc).add(item);
    } else {
      write(jdbc, item);
    }
  }

  /**
   * Takes what the transaction on this thread would write as the last thing before its commit: who
   * calls it writes it, and nothing after it.
   */
  static List<Together.Statement> last() {
    var last = (Last) TransactionSynchronizationManager.getResource(Last.class);
    if (last == null) {
      return List.of();
    }
    var items = List.copyOf(last.items);
    last.items.clear();
    return items;
  }

  /** Items of the transaction that is under way. */
  private static final class Last implements TransactionSynchronization {
    private final JdbcClient jdbc;
    private final List<Together.Statement> items = new ArrayList<>();
    private boolean written;

    private Last(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    static Last of(JdbcClient jdbc) {
      var known = (Last) TransactionSynchronizationManager.getResource(Last.class);
      if (known != null) {
        return known;
      }
      var last = new Last(jdbc);
      TransactionSynchronizationManager.bindResource(Last.class, last);
      TransactionSynchronizationManager.registerSynchronization(last);
      return last;
    }

    /** Adds one; never after the last was written, where it would be lost. */
    void add(Together.Statement item) {
      if (written) {
        throw new IllegalStateException("an item of the inbox after the last one");
      }
      items.add(item);
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResourceIfPossible(Last.class);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(Last.class, this);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      items.forEach(item -> write(jdbc, item));
      written = true;
    }

    @Override
    public void beforeCompletion() {
      TransactionSynchronizationManager.unbindResourceIfPossible(Last.class);
    }
  }

  private static void write(JdbcClient jdbc, Together.Statement item) {
    jdbc.sql(item.sql()).params(item.params()).update();
  }

  private static Together.Statement item(
      RecordVersion version,
      String from,
      String message,
      String kind,
      Reason reason,
      @Nullable JsonNode details,
      Instant now) {
    var params = new HashMap<String, @Nullable Object>();
    params.put("kind", kind);
    params.put("sender", from);
    params.put("code", reason.code());
    params.put("text", reason.text());
    params.put("recordKind", version.kind());
    params.put("record", version.id());
    params.put("version", version.version());
    params.put("patient", version.patientId());
    params.put("message", message);
    params.put("details", details == null ? null : details.toString());
    params.put("now", Records.at(now));
    // whoever reads waits until those who write have committed, so that its cursor skips nothing;
    // whoever writes lets readers wait until its commit, so nothing else may follow
    return new Together.Statement(
        "with turn as (select pg_advisory_xact_lock_shared(hashtextextended('inbox', 0)))"
            + " insert into inbox (kind, sender, reason_code, reason_text, record_kind, record_id,"
            + " record_version, patient, message_id, details, created_at) select :kind, :sender, :code,"
            + " :text, :recordKind, :record, :version, :patient, :message, :details::jsonb, :now"
            + " from turn",
        params);
  }

  /**
   * {@code InfusionOrder} is an order, {@code Referral} a referral, {@code ServiceOrder} a
   * service-order.
   */
  private static String name(String kind) {
    return NAMES.getOrDefault(
        kind, kind.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
  }

  /**
   * Items that nobody acknowledged yet, oldest first.
   *
   * @param after the id of the last item that the reader has; 0 for all
   */
  public List<Item> open(long after, int limit) {
    return jdbc.sql(
            "select (o.item).*, o.content from inbox_open(:after, :limit) o order by (o.item).id")
        .param("after", after)
        .param("limit", limit)
        .query(Inbox::item)
        .list();
  }

  /**
   * What the clinic decided about an item.
   *
   * @param decision {@code accepted} or {@code ignored}; null when there is none yet
   * @param became of an accepted item: kind and id of the clinic's record
   */
  public record Decided(@Nullable String decision, @Nullable String became) {}

  /** One item, acknowledged or not. */
  public Optional<Item> find(long id) {
    return jdbc.sql(
            "select i.*, r.content from inbox i join record r on r.kind = i.record_kind"
                + " and r.id = i.record_id and r.version = i.record_version where i.id = :id")
        .param("id", id)
        .query(Inbox::item)
        .optional();
  }

  /** What was decided about an item that exists. */
  public Decided decided(long id) {
    return jdbc.sql("select decision, became from inbox where id = :id")
        .param("id", id)
        .query((row, n) -> new Decided(row.getString("decision"), row.getString("became")))
        .single();
  }

  /** The clinic's record that an earlier version of a partner's record became. */
  public Optional<String> became(String kind, String id) {
    return jdbc.sql(
            // by the record alone: else the newest of all, or all that became something, might be
            // looked through
            "select i.became from (select * from inbox where record_kind = :kind and record_id = :id"
                + " offset 0) i where i.decision = 'accepted' and i.became is not null"
                + " order by i.id desc limit 1")
        .param("kind", kind)
        .param("id", id)
        .query(String.class)
        .optional();
  }

  /**
   * Records a decision, in the transaction that is under way.
   *
   * @return false if another decision was made before
   */
  public boolean decide(
      long id,
      String decision,
      @Nullable String reason,
      @Nullable String became,
      String by,
      Instant now) {
    return jdbc.sql(
                "update inbox set decision = :decision, decision_reason = :reason, became = :became,"
                    + " acked_at = coalesce(acked_at, :now), acked_by = coalesce(acked_by, :by)"
                    + " where id = :id and decision is null")
            .param("decision", decision)
            .param("reason", reason)
            .param("became", became)
            .param("now", Records.at(now))
            .param("by", by)
            .param("id", id)
            .update()
        > 0;
  }

  /** Acknowledges an item; again is the same. False when there is none. */
  public boolean acknowledge(long id, String by, Instant now) {
    jdbc.sql("update inbox set acked_at = :now, acked_by = :by where id = :id and acked_at is null")
        .param("now", Records.at(now))
        .param("by", by)
        .param("id", id)
        .update();
    return jdbc.sql("select exists (select 1 from inbox where id = :id)")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  private static Item item(ResultSet row, int number) throws SQLException {
    var details = row.getString("details");
    return new Item(
        row.getLong("id"),
        row.getString("kind"),
        row.getString("sender"),
        new Reason(row.getString("reason_code"), row.getString("reason_text")),
        row.getString("record_kind") + "/" + row.getString("record_id"),
        row.getInt("record_version"),
        row.getString("patient"),
        row.getString("message_id"),
        Records.instant(row, "created_at"),
        details == null ? null : CanonicalJson.parse(details),
        CanonicalJson.parse(row.getString("content")));
  }
}

package org.luer.gateway.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Lane.Stream;
import org.luer.gateway.journal.Later;
import org.luer.gateway.journal.Reason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The deliveries in the journal's tables: what is next in a lane, and what became of it. */
final class DeliveryStore {
  private static final String LANE =
      "m.direction = 'out' and m.partner = :partner and m.lane_patient = :patient and m.stream = :stream";

  /**
   * True of a delivery m that an earlier one h stops: h went wrong, is about an earlier version of
   * the same record (or is the Bundle that m follows up), and no later attempt at h's version
   * succeeded.
   */
  private static final String STOPPED =
      "exists (select 1 from message h where h.direction = 'out' and h.partner = m.partner"
          + " and h.lane_patient = m.lane_patient and h.stream = m.stream"
          + " and h.record_kind = m.record_kind and h.record_id = m.record_id"
          + " and h.state in ('held', 'rejected')"
          + " and (h.record_version < m.record_version"
          + "   or (h.record_version = m.record_version and h.type = 'Bundle' and m.type = 'Bundle-2'))"
          + " and not exists (select 1 from message d where d.direction = 'out'"
          + "   and d.partner = h.partner and d.record_kind = h.record_kind"
          + "   and d.record_id = h.record_id and d.record_version = h.record_version"
          + "   and d.type = h.type and d.id > h.id and d.state = 'delivered'))";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Ledger ledger;

  DeliveryStore(JdbcClient jdbc, TransactionTemplate transaction, Ledger ledger) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.ledger = ledger;
  }

  /** The first delivery of the lane that nothing stops, whether it is due or not. */
  Optional<Delivery> next(Lane lane) {
    return jdbc.sql(
            "select m.*, exists (select 1 from attempt a where a.message_id = m.id"
                + " and coalesce(a.outcome, 'ambiguous') = 'ambiguous') as uncertain"
                + " from message m where "
                + LANE
                + " and m.state in ('queued', 'sending', 'retrying', 'ambiguous') and not "
                + STOPPED
                + " order by m.position limit 1")
        .param("partner", lane.partner())
        .param("patient", lane.patient())
        .param("stream", lane.stream().code())
        .query(DeliveryStore::map)
        .optional();
  }

  /** Writes beside each stopped delivery of the lane why it does not move. */
  void explainStopped(Lane lane, Instant now) {
    jdbc.sql(
            "update message m set reason_code = 'waits-for-earlier-version', reason_text ="
                + " 'An earlier version of this record was not taken; it has to be settled first.',"
                + " changed_at = :now where "
                + LANE
                + " and m.state = 'queued' and (m.reason_code is null"
                + "   or m.reason_code in ('partner-paused', 'circuit-open', 'throttled')) and "
                + STOPPED)
        .param("now", utc(now))
        .param("partner", lane.partner())
        .param("patient", lane.patient())
        .param("stream", lane.stream().code())
        .update();
  }

  /** Writes beside a delivery that is due why it does not go. */
  void explainWaiting(Delivery delivery, Reason reason, Instant now) {
    jdbc.sql(
            "update message set reason_code = :code, reason_text = :text, changed_at = :now"
                + " where id = :id and state = 'queued' and reason_code is distinct from :code")
        .param("code", reason.code())
        .param("text", reason.text())
        .param("now", utc(now))
        .param("id", delivery.id())
        .update();
  }

  /** Makes due what waits only because the partner could not be reached or did not answer. */
  void bringForward(String partner, Instant now) {
    jdbc.sql(
            "update message set next_attempt_at = :now where direction = 'out' and partner = :partner"
                + " and state in ('retrying', 'ambiguous') and next_attempt_at > :now"
                + " and reason_code in ('no-connection', 'no-tls', 'no-answer', 'connection-lost')")
        .param("now", utc(now))
        .param("partner", partner)
        .update();
  }

  /** True when a later version of the same record waits in the same lane as the same type. */
  boolean newerWaits(Delivery delivery) {
    return jdbc.sql(
            "select exists (select 1 from message m where "
                + LANE
                + " and m.state = 'queued' and m.type = :type and m.record_kind = :kind"
                + " and m.record_id = :id and m.record_version > :version)")
        .param("partner", delivery.lane().partner())
        .param("patient", delivery.lane().patient())
        .param("stream", delivery.lane().stream().code())
        .param("type", delivery.type())
        .param("kind", delivery.recordKind())
        .param("id", delivery.recordId())
        .param("version", delivery.recordVersion())
        .query(Boolean.class)
        .single();
  }

  /** Keeps the lane's row locked until the transaction ends. */
  void lock(Lane lane) {
    jdbc.sql(
            "select 1 from lane where partner = :partner and lane_patient = :patient"
                + " and stream = :stream for update")
        .param("partner", lane.partner())
        .param("patient", lane.patient())
        .param("stream", lane.stream().code())
        .query(row -> {});
  }

  /** Keeps what was rendered. */
  void rendered(Delivery delivery, Ready ready, Instant now) {
    jdbc.sql(
            "update message set payload = :payload, type = :type, media_type = :mediaType, control_id = :control,"
                + " facts = :facts::jsonb, changed_at = :now where id = :id")
        .param("payload", ready.payload())
        .param("type", ready.type())
        .param("mediaType", ready.mediaType())
        .param("control", ready.controlId().orElse(null))
        .param("facts", ready.facts().toString())
        .param("now", utc(now))
        .param("id", delivery.id())
        .update();
  }

  /**
   * Begins an attempt and gives its number; empty when the delivery was held or cancelled
   * meanwhile. An attempt that never ended is ended as unknown.
   */
  Optional<Integer> begin(Delivery delivery, Instant now) {
    int n = delivery.attempts() + 1;
    return Optional.ofNullable(transaction.execute(status -> begin(delivery, n, now)));
  }

  private @Nullable Integer begin(Delivery delivery, int n, Instant now) {
    int mine =
        jdbc.sql(
                "update message set state = 'sending', attempts = :n, reason_code = null,"
                    + " reason_text = null, next_attempt_at = null, changed_at = :now"
                    + " where id = :id and state in ('queued', 'sending', 'retrying', 'ambiguous')")
            .param("n", n)
            .param("now", utc(now))
            .param("id", delivery.id())
            .update();
    if (mine == 0) {
      return null;
    }
    jdbc.sql(
            "update attempt set ended_at = :now, outcome = 'ambiguous',"
                + " reason_code = 'gateway-stopped', reason_text ="
                + " 'The gateway stopped before the answer was noted.'"
                + " where message_id = :id and ended_at is null")
        .param("now", utc(now))
        .param("id", delivery.id())
        .update();
    jdbc.sql("insert into attempt (message_id, n, started_at) values (:id, :n, :now)")
        .param("id", delivery.id())
        .param("n", n)
        .param("now", utc(now))
        .update();
    return n;
  }

  /** Ends attempt n; what was delivered enters the ledger in the same transaction. */
  void end(Delivery delivery, int n, Shipment.Result result, Verdict verdict, Instant now) {
    var outcome = result.outcome();
    var answer = result.answer().length == 0 ? null : result.answer();
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(
                  "update attempt set ended_at = :now, outcome = :outcome, reason_code = :code,"
                      + " reason_text = :text, answer = :answer where message_id = :id and n = :n")
              .param("now", utc(now))
              .param("outcome", outcome.kind().code())
              .param("code", outcome.code())
              .param("text", outcome.text())
              .param("answer", answer)
              .param("id", delivery.id())
              .param("n", n)
              .update();
          int mine = settle(delivery, n, verdict, answer, now);
          boolean known = !delivery.exchange().equals(Later.EXCHANGE); // is about no record
          if (mine > 0 && known && verdict.state().equals("delivered")) {
            ledger.took(delivery, facts(delivery), outcome.locations(), now);
          }
        });
  }

  /** Settles a delivery that was not sent. */
  void settle(Delivery delivery, Verdict verdict, Instant now) {
    settle(delivery, delivery.attempts(), verdict, null, now);
  }

  private int settle(
      Delivery delivery, int n, Verdict verdict, byte @Nullable [] answer, Instant now) {
    return jdbc.sql(
            "update message set state = :state, reason_code = :code, reason_text = :text,"
                + " next_attempt_at = :next, answer = coalesce(:answer, answer), changed_at = :now"
                + " where id = :id and attempts = :n"
                + " and state in ('queued', 'sending', 'retrying', 'ambiguous')")
        .param("state", verdict.state())
        .param("code", verdict.reason().map(Reason::code).orElse(null))
        .param("text", verdict.reason().map(Reason::text).orElse(null))
        .param("next", verdict.next().map(DeliveryStore::utc).orElse(null))
        .param("answer", answer, java.sql.Types.BINARY)
        .param("now", utc(now))
        .param("id", delivery.id())
        .param("n", n)
        .update();
  }

  private String facts(Delivery delivery) {
    return jdbc.sql(
            "select coalesce(m.facts, o.facts, '{}'::jsonb)::text from message m"
                + " left join message o on o.id = m.replay_of where m.id = :id")
        .param("id", delivery.id())
        .query(String.class)
        .single();
  }

  /** Lanes with work that is due since before this time and that no timer knows of. */
  List<Lane> forgotten(Instant before) {
    return jdbc.sql(
            "select distinct m.partner, m.lane_patient, m.stream from message m"
                + " where m.direction = 'out'"
                + " and m.state in ('queued', 'sending', 'retrying', 'ambiguous')"
                + " and coalesce(m.next_attempt_at, m.changed_at) < :before"
                + " and not exists (select 1 from scheduled_tasks t where t.task_name = :task"
                + "   and t.task_instance = m.partner || '/' || m.stream || '/' || m.lane_patient)"
                + " and not "
                + STOPPED)
        .param("before", utc(before))
        .param("task", LaneScheduler.TASK)
        .query((row, n) -> lane(row))
        .list();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Lane lane(ResultSet row) throws SQLException {
    return new Lane(
        row.getString("partner"),
        row.getString("lane_patient"),
        Stream.of(row.getString("stream")));
  }

  private static Delivery map(ResultSet row, int number) throws SQLException {
    var next = row.getObject("next_attempt_at", OffsetDateTime.class);
    return new Delivery(
        row.getString("id"),
        row.getString("exchange"),
        row.getString("type"),
        lane(row),
        row.getString("record_kind"),
        row.getString("record_id"),
        row.getInt("record_version"),
        row.getString("action"),
        row.getInt("attempts"),
        row.getBoolean("uncertain"),
        Optional.ofNullable(row.getString("replay_of")),
        next == null ? Instant.EPOCH : next.toInstant(),
        Optional.ofNullable(row.getString("control_id")),
        Optional.ofNullable(row.getBytes("payload")));
  }
}

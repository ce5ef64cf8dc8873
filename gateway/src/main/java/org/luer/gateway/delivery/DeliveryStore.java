package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Lane.Stream;
import org.luer.gateway.journal.Later;
import org.luer.gateway.journal.Payloads;
import org.luer.gateway.journal.Reason;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The deliveries in the journal's tables: what is next in a lane, and what became of it. */
final class DeliveryStore {
  private static final String LANE =
      "m.direction = 'out' and m.partner = :partner and m.lane_patient = :patient and m.stream = :stream";

  /**
   * True of a delivery m that an earlier one stops: one that went wrong, is about an earlier
   * version of the same record (or is the Bundle that m follows up), and no later attempt at that
   * version succeeded. A function of the database: it makes its plan once, and making it costs
   * several times what following it does.
   */
  private static final String STOPPED =
      "delivery_stopped(m.partner, m.lane_patient, m.stream, m.record_kind, m.record_id,"
          + " m.record_version, m.type)";

  /** States in which a delivery may still be attempted. */
  private static final String OUTSTANDING = "('queued', 'sending', 'retrying', 'ambiguous')";

  /**
   * True of a delivery m that is to be sent, not of one that lies in a partner's folder and has not
   * been answered.
   */
  private static final String TO_SEND =
      "m.state in "
          + OUTSTANDING
          + " and m.reason_code is distinct from '"
          + Reason.WAITS_FOR_ANSWER
          + "'";

  /** What became of an attempt whose end nobody noted. */
  static final Reason INTERRUPTED =
      new Reason("gateway-stopped", "The gateway stopped before the answer was noted.");

  /**
   * Ends as unknown an attempt that never ended: part of a statement with the message's id in
   * {@code mine}.
   */
  private static final String UNENDED =
      ", unended as (update attempt set ended_at = :now, outcome = 'ambiguous', reason_code = '"
          + INTERRUPTED.code()
          + "', reason_text = '"
          + INTERRUPTED.text()
          + "' where message_id in (select id from mine) and ended_at is null)";

  private static final String TURN_END =
      "lane_turn_end(:partner, :patient, :stream, :task, :instance, :taskVersion, :now, :keep,"
          + " :lasting)";

  private static final String LOCK =
      "select 1 from lane where partner = :partner and lane_patient = :patient"
          + " and stream = :stream for update";

  private static final String SETTLE =
      "update message set state = :state, reason_code = :code, reason_text = :text,"
          + " next_attempt_at = :next, answer = coalesce(:answer, answer), changed_at = :now"
          + " where id = :id and attempts = :n and state in "
          + OUTSTANDING;

  /**
   * Writes that a delivery went to its partner, by the rule that its receipt names: part of the
   * statement that notes the end of an attempt, which has {@code :id} and {@code :now}.
   */
  private static final String DISCLOSED =
      "insert into audit_event (at, event, outcome, actor, partner, reason, patient, record, message,"
          + " purpose) select :now, 'record-disclosed', 'done', 'clinic', m.partner,"
          + " t.rule, m.patient, t.record, m.id,"
          + " case m.stream when 'money' then 'HPAYMT' else 'TREAT' end"
          + " from message m cross join lateral (select coalesce(m.facts,"
          + " (select o.facts from message o where o.id = m.replay_of)) as facts) d"
          + " cross join lateral (select"
          + " m.record_kind || '/' || m.record_id || '/' || m.record_version as record,"
          + " nullif(concat_ws(' ', d.facts #>> '{receipt,disclosure,rule}',"
          + " d.facts #>> '{receipt,disclosure,directive}'), '') as rule"
          + " union all select s ->> 'record', s ->> 'rule'"
          + " from jsonb_array_elements(d.facts #> '{receipt,disclosure,support}') s) t"
          + " where m.id = :id";

  /**
   * The same when what was disclosed by which rule is at hand: {@code :records}, {@code :rules}.
   */
  private static final String DISCLOSED_NOW =
      "insert into audit_event (at, event, outcome, actor, partner, reason, patient, record, message,"
          + " purpose) select :now, 'record-disclosed', 'done', 'clinic', m.partner,"
          + " t.rule, m.patient, t.record, m.id,"
          + " case m.stream when 'money' then 'HPAYMT' else 'TREAT' end"
          + " from message m cross join unnest(:records::text[], :rules::text[]) t (record, rule)"
          + " where m.id = :id";

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate several;
  private final Payloads payloads;

  DeliveryStore(JdbcClient jdbc, DataSource database) {
    this.jdbc = jdbc;
    this.several = new NamedParameterJdbcTemplate(database);
    this.payloads = new Payloads(jdbc);
  }

  private record Next(Delivery delivery, @Nullable String until) {}

  /**
   * The first deliveries of the lane that nothing stops, whether they are due or not.
   *
   * @param most how many at most
   */
  List<Delivery> next(Lane lane, int most) {
    return ahead(lane, most).stream()
        .map(
            next ->
                next.until() == null
                    ? next.delivery()
                    : next.delivery().with(payloads.find(next.delivery().id(), next.until())))
        .toList();
  }

  /**
   * Ends a turn of the lane: its task goes, or gets the time of its next turn. Why what is stopped
   * does not move is written beside it.
   *
   * @param keep whether a turn with more to do now goes on instead
   * @return true when something is due now
   */
  boolean turnOver(Turn turn, boolean keep, Instant now) {
    return jdbc.sql("select " + TURN_END)
        .params(turnEnd(turn, keep, false, now))
        .query(Boolean.class)
        .single();
  }

  private static Map<String, @Nullable Object> turnEnd(
      Turn turn, boolean keep, boolean lasting, Instant now) {
    var params = new HashMap<String, @Nullable Object>(lane(turn.lane()));
    params.put("task", LaneTasks.NAME);
    params.put("instance", turn.task());
    params.put("taskVersion", turn.version());
    params.put("keep", keep);
    params.put("lasting", lasting);
    params.put("now", utc(now));
    return params;
  }

  private List<Next> ahead(Lane lane, int most) {
    return jdbc.sql(
            "select (n.delivery).*, n.uncertain from lane_next(:partner, :patient, :stream, :most) n")
        .params(lane(lane))
        .param("most", most)
        .query((row, n) -> new Next(map(row), row.getString("payload_until")))
        .list();
  }

  /** One delivery, without its bytes. */
  Optional<Delivery> find(String id) {
    return jdbc.sql("select m.*, false as uncertain from message m where m.id = :id")
        .param("id", id)
        .query((row, n) -> map(row))
        .optional();
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

  /** What of the lane was sent and is unanswered, as kind, id and exchange of its record. */
  List<String> unanswered(Lane lane) {
    return jdbc.sql(
            "select m.record_kind || '/' || m.record_id || ' ' || m.exchange from message m where "
                + LANE
                + " and m.state = 'sending' and m.reason_code = :answer")
        .params(lane(lane))
        .param("answer", Reason.WAITS_FOR_ANSWER)
        .query(String.class)
        .list();
  }

  /** Notes that the file which holds this attempt is in place and that its answer is awaited. */
  void await(String id, int attempt, Instant now) {
    jdbc.sql(
            "update message set reason_code = :answer, reason_text ="
                + " 'Its file is in place; the partner has not answered it yet.', changed_at = :now"
                + " where id = :id and attempts = :n and state = 'sending'")
        .param("answer", Reason.WAITS_FOR_ANSWER)
        .param("now", utc(now))
        .param("id", id)
        .param("n", attempt)
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
        .params(lane(delivery.lane()))
        .param("type", delivery.type())
        .param("kind", delivery.recordKind())
        .param("id", delivery.recordId())
        .param("version", delivery.recordVersion())
        .query(Boolean.class)
        .single();
  }

  /** Keeps the lane's row locked until the transaction ends. */
  void lock(Lane lane) {
    jdbc.sql(LOCK).params(lane(lane)).query(row -> {});
  }

  /**
   * Begins an attempt and gives its number, keeping what was rendered for it; empty, and nothing
   * kept, when the delivery was held or cancelled meanwhile. An attempt that never ended is ended
   * as unknown. One statement, so that nothing is sent that is not kept.
   *
   * @param ready what was rendered; null when an earlier attempt kept it
   */
  Optional<Integer> begin(Delivery delivery, @Nullable Ready ready, Instant now) {
    int n = delivery.attempts() + 1;
    int begun =
        jdbc.sql(
                "with mine as (update message set state = 'sending', attempts = :n, reason_code = null,"
                    + " reason_text = null, next_attempt_at = null, changed_at = :now"
                    + (ready == null
                        ? ""
                        : ", payload_until = "
                            + Payloads.until("message.partner", ":now")
                            + ", type = :type, media_type = :mediaType,"
                            + " control_id = :control, facts = :facts::jsonb")
                    + " where id = :id and state in "
                    + OUTSTANDING
                    + " returning id, payload_until)"
                    + (ready == null
                        ? ""
                        : ", kept as (insert into payload (message_id, keep_until, content)"
                            + " select id, payload_until, :payload from mine)")
                    + (delivery.attempts() == 0 ? "" : UNENDED)
                    + " insert into attempt (message_id, n, started_at)"
                    + " select id, :n, :now from mine")
            .params(begins(delivery.id(), n, ready, now))
            .update();
    return begun == 0 ? Optional.empty() : Optional.of(n);
  }

  private static Map<String, @Nullable Object> begins(
      String id, int n, @Nullable Ready ready, Instant now) {
    var params = new HashMap<String, @Nullable Object>();
    params.put("id", id);
    params.put("n", n);
    params.put("now", utc(now));
    if (ready != null) {
      params.put("payload", ready.payload());
      params.put("type", ready.type());
      params.put("mediaType", ready.mediaType());
      params.put("control", ready.controlId().orElse(null));
      params.put("facts", ready.facts().toString());
    }
    return params;
  }

  /**
   * Ends attempt n; what was delivered enters the ledger with it. One statement, so that no partner
   * has what the ledger does not know.
   *
   * @param ready what was rendered for this attempt; null when an earlier one kept it
   * @param turn of its lane, ended in the same transaction; null = it goes on
   * @return false when the delivery was settled otherwise meanwhile
   */
  boolean end(
      Delivery delivery,
      int n,
      @Nullable Ready ready,
      Shipment.Result result,
      Verdict verdict,
      Instant now,
      @Nullable Turn turn) {
    var outcome = result.outcome();
    var known = !delivery.exchange().equals(Later.EXCHANGE); // is about no record
    var told = known && reached(outcome);
    var taken = known && verdict.state().equals("delivered");
    var sql =
        "with ended as (update attempt set ended_at = :now, outcome = :outcome,"
            + " reason_code = :outcomeCode, reason_text = :outcomeText, answer = :answer"
            + " where message_id = :id and n = :n)"
            + (told ? ", audited as (" + (ready == null ? DISCLOSED : DISCLOSED_NOW) + ")" : "")
            + (taken ? ", settled as (" + SETTLE + " returning id) " + Ledger.TOOK : " " + SETTLE);
    var params = settles(delivery.id(), n, verdict, now);
    params.put("outcome", outcome.kind().code());
    params.put("outcomeCode", outcome.code());
    params.put("outcomeText", outcome.text());
    params.put(
        "answer",
        new SqlParameterValue(Types.BINARY, result.answer().length == 0 ? null : result.answer()));
    if (told && ready != null) {
      params.putAll(disclosed(delivery, ready.facts().at("/receipt/disclosure")));
    }
    if (taken) {
      var facts = ready == null ? facts(delivery) : ready.facts();
      params.putAll(Ledger.took(delivery, facts, outcome.locations()));
    }
    if (turn == null) {
      return jdbc.sql(sql).params(params).update() > 0;
    }
    // statements that are sent together are one transaction; the lane is locked before the message
    params.putAll(turnEnd(turn, turn.own(), true, now));
    var did =
        several.execute(LOCK + "; " + sql + "; select " + TURN_END, params, DeliveryStore::ended);
    turn.handedOver(did.again());
    return did.settled();
  }

  private record Ended(boolean settled, boolean again) {}

  /** What the three statements say: the lock, how many deliveries were settled, what is due. */
  private static Ended ended(PreparedStatement statement) throws SQLException {
    statement.execute();
    statement.getMoreResults();
    boolean settled = statement.getUpdateCount() > 0;
    statement.getMoreResults();
    try (var row = statement.getResultSet()) {
      row.next();
      return new Ended(settled, row.getBoolean(1));
    }
  }

  /** What {@link #DISCLOSED_NOW} asks for: the record and what went with it, and by which rule. */
  private static Map<String, Object> disclosed(Delivery delivery, JsonNode disclosure) {
    var records = new ArrayList<String>();
    var rules = new ArrayList<@Nullable String>();
    records.add(delivery.recordKind() + "/" + delivery.recordId() + "/" + delivery.recordVersion());
    var rule =
        (disclosure.path("rule").asText("") + " " + disclosure.path("directive").asText(""))
            .strip();
    rules.add(rule.isEmpty() ? null : rule);
    for (var support : disclosure.path("support")) {
      records.add(support.path("record").asText(null));
      rules.add(support.path("rule").asText(null));
    }
    return Map.of("records", records.toArray(String[]::new), "rules", rules.toArray(String[]::new));
  }

  /** Whether the partner has seen what it says, or may have. */
  private static boolean reached(Outcome outcome) {
    return outcome.kind() != Outcome.Kind.RETRYING && !outcome.code().equals("cannot-send");
  }

  /** Settles a delivery that was not sent; false when it was settled otherwise meanwhile. */
  boolean settle(Delivery delivery, Verdict verdict, Instant now) {
    return !jdbc.sql(
            "with mine as (" + SETTLE + " returning id)" + UNENDED + " select id from mine")
        .params(settles(delivery.id(), delivery.attempts(), verdict, now))
        .param("answer", null, java.sql.Types.BINARY)
        .query(String.class)
        .list()
        .isEmpty();
  }

  private static Map<String, @Nullable Object> settles(
      String id, int n, Verdict verdict, Instant now) {
    var params = new HashMap<String, @Nullable Object>();
    params.put("state", verdict.state());
    params.put("code", verdict.reason().map(Reason::code).orElse(null));
    params.put("text", verdict.reason().map(Reason::text).orElse(null));
    params.put("next", verdict.next().map(DeliveryStore::utc).orElse(null));
    params.put("now", utc(now));
    params.put("id", id);
    params.put("n", n);
    return params;
  }

  private JsonNode facts(Delivery delivery) {
    var facts =
        jdbc.sql(
                "select coalesce(m.facts, o.facts, '{}'::jsonb)::text from message m"
                    + " left join message o on o.id = m.replay_of where m.id = :id")
            .param("id", delivery.id())
            .query(String.class)
            .single();
    return Ledger.read(facts);
  }

  /** Lanes with work that is due since before this time and that no timer knows of. */
  List<Lane> forgotten(Instant before) {
    return jdbc.sql(
            "select distinct m.partner, m.lane_patient, m.stream from message m"
                + " where m.direction = 'out' and "
                + TO_SEND
                + " and coalesce(m.next_attempt_at, m.changed_at) < :before"
                + " and not exists (select 1 from scheduled_tasks t where t.task_name = :task"
                + "   and t.task_instance = m.partner || '/' || m.stream || '/' || m.lane_patient)"
                + " and not "
                + STOPPED)
        .param("before", utc(before))
        .param("task", LaneTasks.NAME)
        .query((row, n) -> lane(row))
        .list();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Map<String, String> lane(Lane lane) {
    return Map.of(
        "partner", lane.partner(), "patient", lane.patient(), "stream", lane.stream().code());
  }

  private static Lane lane(ResultSet row) throws SQLException {
    return new Lane(
        row.getString("partner"),
        row.getString("lane_patient"),
        Stream.of(row.getString("stream")));
  }

  private static Delivery map(ResultSet row) throws SQLException {
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
        row.getString("state").equals("sending"),
        Optional.ofNullable(row.getString("replay_of")),
        next == null ? Instant.EPOCH : next.toInstant(),
        Optional.ofNullable(row.getString("control_id")),
        Optional.empty());
  }
}

package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Reason;
import org.luer.mappings.concept.claim.Claim;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The claims in the database; every write is part of a transaction that is under way. */
final class ClaimStore {
  private final JdbcClient jdbc;

  ClaimStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What happened to a claim.
   *
   * @param said what the insurer said of it, JSON of {@link org.luer.gateway.exchange.InsurerWords}
   */
  record Event(
      Instant at,
      String actor,
      String event,
      String state,
      @Nullable String reason,
      @Nullable String message,
      @Nullable String said) {}

  /** What a claim is when it is first known. */
  record Fresh(
      String id,
      String use,
      @Nullable String charge,
      String patient,
      String insurer,
      ClaimState state,
      int version,
      @Nullable Integer sendVersion,
      String findings,
      @Nullable String replaces,
      @Nullable String confirmedBy) {}

  void insert(Fresh fresh, Instant now) {
    jdbc.sql(
            "insert into claim (id, use, charge, patient, insurer, state, version, send_version,"
                + " findings, replaces, confirmed_by, created_at, changed_at) values (:id, :use,"
                + " :charge, :patient, :insurer, :state, :version, :send, :findings::jsonb, :replaces,"
                + " :by, :now, :now)")
        .param("id", fresh.id())
        .param("use", fresh.use())
        .param("charge", fresh.charge())
        .param("patient", fresh.patient())
        .param("insurer", fresh.insurer())
        .param("state", fresh.state().code())
        .param("version", fresh.version())
        .param("send", fresh.sendVersion())
        .param("findings", fresh.findings())
        .param("replaces", fresh.replaces())
        .param("by", fresh.confirmedBy())
        .param("now", at(now))
        .update();
  }

  Optional<ClaimRow> find(String id) {
    return jdbc.sql("select * from claim where id = :id")
        .param("id", id)
        .query(ClaimStore::map)
        .optional();
  }

  /** The same, kept from others until the transaction ends. */
  Optional<ClaimRow> lock(String id) {
    return jdbc.sql("select * from claim where id = :id for update")
        .param("id", id)
        .query(ClaimStore::map)
        .optional();
  }

  /** The claims made of a charge, oldest first, kept from others until the transaction ends. */
  List<ClaimRow> ofCharge(String charge) {
    return jdbc.sql("select * from claim where charge = :charge order by created_at, id for update")
        .param("charge", charge)
        .query(ClaimStore::map)
        .list();
  }

  /** The claims in place of another, oldest first, kept from others until the transaction ends. */
  List<ClaimRow> inPlaceOf(String id) {
    return jdbc.sql("select * from claim where replaces = :id order by created_at, id for update")
        .param("id", id)
        .query(ClaimStore::map)
        .list();
  }

  /**
   * Claims, the last one changed first.
   *
   * @param state empty = any
   */
  List<ClaimRow> list(
      @Nullable String state, @Nullable String patient, @Nullable String insurer, int limit) {
    return jdbc.sql(
            "select * from claim where (:state::text is null or state = :state::text)"
                + " and (:patient::text is null or patient = :patient::text)"
                + " and (:insurer::text is null or insurer = :insurer::text)"
                + " order by changed_at desc, id limit :limit")
        .param("state", state)
        .param("patient", patient)
        .param("insurer", insurer)
        .param("limit", limit)
        .query(ClaimStore::map)
        .list();
  }

  /** Claims of a patient for payment, the last one changed first. */
  List<ClaimRow> forPayment(String patient) {
    return jdbc.sql(
            "select * from claim where patient = :patient and use = :use order by changed_at desc, id")
        .param("patient", patient)
        .param("use", Claim.Use.CLAIM.code())
        .query(ClaimStore::map)
        .list();
  }

  /** Requests for prior authorization that were granted. */
  List<ClaimRow> granted() {
    return jdbc.sql(
            "select * from claim where use = 'preauthorization'"
                + " and state in ('approved', 'partly-approved') order by id")
        .query(ClaimStore::map)
        .list();
  }

  /**
   * Whether another request for prior authorization followed that was not turned down, taken back
   * or replaced.
   */
  boolean askedAgain(ClaimRow row) {
    return jdbc.sql(
            "select exists (select 1 from claim where use = 'preauthorization' and patient = :patient"
                + " and insurer = :insurer and created_at > :created and id <> :id and state not in"
                + " ('withdrawn', 'rejected', 'denied', 'voided', 'replaced'))")
        .param("patient", row.patient())
        .param("insurer", row.insurer())
        .param("created", at(row.createdAt()))
        .param("id", row.id())
        .query(Boolean.class)
        .single();
  }

  /** Notes that the clinic is reminded of this; false when it was before. */
  boolean remind(String id, String what) {
    return jdbc.sql(
                "update claim set reminded = reminded || :what::text where id = :id"
                    + " and not :what::text = any (reminded)")
            .param("id", id)
            .param("what", what)
            .update()
        > 0;
  }

  /** How many there are, by state and insurer. */
  Map<List<String>, Long> counts() {
    var counts = new LinkedHashMap<List<String>, Long>();
    jdbc.sql("select state, insurer, count(*) as n from claim group by 1, 2 order by 1, 2")
        .query(
            row -> {
              counts.put(
                  List.of(row.getString("state"), row.getString("insurer")), row.getLong("n"));
            });
    return counts;
  }

  /** Claims that the insurer is to be asked for. */
  List<ClaimRow> due(Instant now, int most) {
    return jdbc.sql("select * from claim where ask_at <= :now order by ask_at limit :most")
        .param("now", at(now))
        .param("most", most)
        .query(ClaimStore::map)
        .list();
  }

  /** Moves a claim to a state and notes it. */
  void move(
      String id,
      ClaimState to,
      @Nullable Reason reason,
      String actor,
      String event,
      @Nullable String message,
      Instant now) {
    jdbc.sql(
            "update claim set state = :state, reason_code = :code, reason_text = :text,"
                + " changed_at = :now where id = :id")
        .param("state", to.code())
        .param("code", reason == null ? null : reason.code())
        .param("text", reason == null ? null : reason.text())
        .param("now", at(now))
        .param("id", id)
        .update();
    note(id, to, reason == null ? null : reason.text(), actor, event, message, now);
  }

  /** Keeps with what happened last what the insurer said of it. */
  void said(String id, JsonNode said) {
    jdbc.sql(
            "update claim_event set said = :said::jsonb"
                + " where id = (select max(id) from claim_event where claim = :id)")
        .param("said", said.toString())
        .param("id", id)
        .update();
  }

  /** Notes what happened without a change of state. */
  void note(
      String id,
      ClaimState state,
      @Nullable String reason,
      String actor,
      String event,
      @Nullable String message,
      Instant now) {
    jdbc.sql(
            "insert into claim_event (claim, at, actor, event, state, reason, message)"
                + " values (:id, :now, :actor, :event, :state, :reason, :message)")
        .param("id", id)
        .param("now", at(now))
        .param("actor", actor)
        .param("event", event)
        .param("state", state.code())
        .param("reason", reason)
        .param("message", message)
        .update();
  }

  /** The newest version of the record, and what was found in it. */
  void revised(String id, int version, String findings, Instant now) {
    jdbc.sql(
            "update claim set version = :version, findings = :findings::jsonb, changed_at = :now"
                + " where id = :id")
        .param("version", version)
        .param("findings", findings)
        .param("now", at(now))
        .param("id", id)
        .update();
  }

  /** The version that the insurer is to have from now on. */
  void send(String id, int version, @Nullable String by) {
    jdbc.sql(
            "update claim set version = :version, send_version = :version,"
                + " confirmed_by = coalesce(:by, confirmed_by) where id = :id")
        .param("version", version)
        .param("by", by)
        .param("id", id)
        .update();
  }

  /** The records that go with it, JSON. */
  void support(String id, String support) {
    jdbc.sql("update claim set support = :support::jsonb where id = :id")
        .param("support", support)
        .param("id", id)
        .update();
  }

  void replacedBy(String id, String other) {
    jdbc.sql("update claim set replaced_by = :other where id = :id")
        .param("other", other)
        .param("id", id)
        .update();
  }

  void voidProposed(String id, boolean proposed) {
    jdbc.sql("update claim set void_proposed = :proposed where id = :id")
        .param("proposed", proposed)
        .param("id", id)
        .update();
  }

  void voiding(String id, boolean voiding) {
    jdbc.sql("update claim set voiding = :voiding where id = :id")
        .param("voiding", voiding)
        .param("id", id)
        .update();
  }

  /** The answer that counts from now on. */
  void answered(String id, String outcome, @Nullable String insurerNumber) {
    jdbc.sql(
            "update claim set outcome = :outcome,"
                + " insurer_number = coalesce(:number, insurer_number) where id = :id")
        .param("outcome", outcome)
        .param("number", insurerNumber)
        .param("id", id)
        .update();
  }

  /** When the insurer is asked for it; null = never. */
  void askAt(String id, @Nullable Instant when) {
    jdbc.sql("update claim set ask_at = :at where id = :id")
        .param("at", when == null ? null : at(when))
        .param("id", id)
        .update();
  }

  List<Event> events(String id) {
    return jdbc.sql("select * from claim_event where claim = :id order by id")
        .param("id", id)
        .query(
            (row, n) ->
                new Event(
                    instant(row, "at"),
                    row.getString("actor"),
                    row.getString("event"),
                    row.getString("state"),
                    row.getString("reason"),
                    row.getString("message"),
                    row.getString("said")))
        .list();
  }

  /** The bytes of the claim as they were last sent; empty when none were. */
  Optional<byte[]> sent(ClaimRow row) {
    return jdbc.sql(
            // by the record alone: else all of the insurer's, or the newest of all, might be looked
            // through
            "select p.content from (select * from message where record_kind = 'Claim'"
                + " and record_id = :id offset 0) m join payload p on p.message_id = m.id"
                + " and p.keep_until = m.payload_until where m.direction = 'out'"
                + " and m.partner = :insurer and m.action <> 'withdraw' and m.attempts > 0"
                + " order by m.id desc limit 1")
        .param("id", row.id())
        .param("insurer", row.insurer())
        .query(byte[].class)
        .optional();
  }

  /** The deliveries of the claim, oldest first. */
  List<Map<String, Object>> deliveries(String id) {
    return jdbc.sql(
            "select id as message, action, state, reason_text as reason, attempts from message"
                + " where direction = 'out' and record_kind = 'Claim' and record_id = :id order by id")
        .param("id", id)
        .query()
        .listOfRows();
  }

  private static ClaimRow map(ResultSet row, int number) throws SQLException {
    var send = row.getObject("send_version", Integer.class);
    var state = row.getString("state");
    return new ClaimRow(
        row.getString("id"),
        row.getString("use"),
        row.getString("charge"),
        row.getString("patient"),
        row.getString("insurer"),
        ClaimState.of(state).orElseThrow(() -> new IllegalStateException("no state " + state)),
        row.getString("reason_code"),
        row.getString("reason_text"),
        row.getInt("version"),
        send,
        row.getString("findings"),
        row.getString("replaces"),
        row.getString("replaced_by"),
        row.getBoolean("void_proposed"),
        row.getString("insurer_number"),
        row.getString("outcome"),
        row.getString("support"),
        row.getBoolean("voiding"),
        row.getObject("ask_at", OffsetDateTime.class) == null ? null : instant(row, "ask_at"),
        row.getString("confirmed_by"),
        instant(row, "created_at"),
        instant(row, "changed_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

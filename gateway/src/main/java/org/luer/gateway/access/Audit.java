package org.luer.gateway.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Who did what, and who was refused: rows that are added and never changed. */
public final class Audit implements AuditTrail {
  /** A record went to a partner. */
  public static final String DISCLOSED = "record-disclosed";

  private static final int LONGEST = 200;
  private static final int LONGEST_QUERY = 4_000;

  /** A source of one row that keeps the commit of its transaction from waiting for the disk. */
  private static final String UNHURRIED =
      ", (select set_config('synchronous_commit', 'off', true)) unhurried";

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

  /**
   * An event as it was recorded; ids grow.
   *
   * @param about what it was done to, unless it was done to data
   * @param reason why, or the rule that permitted it
   * @param patient whose data; null when the event is about none
   * @param record what was read or disclosed
   * @param message the delivery that disclosed it
   * @param query what was searched for
   * @param address network address of the actor, or where a disclosure went
   * @param purpose code of v3-ActReason
   */
  public record Entry(
      long id,
      Instant at,
      String event,
      String outcome,
      String actor,
      @Nullable String partner,
      @Nullable String about,
      @Nullable String reason,
      @Nullable String patient,
      @Nullable String record,
      @Nullable String message,
      @Nullable String query,
      @Nullable String address,
      @Nullable String purpose) {}

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

  @Override
  public void read(Agent agent, @Nullable String patient, String reference) {
    write(new Access("resource-read", agent, patient, reference, null, null, null), false);
  }

  @Override
  public void searched(Agent agent, String query, Collection<String> patients) {
    each("resources-searched", agent, query, patients);
  }

  @Override
  public void exported(Agent agent, String query, Collection<String> patients) {
    each("data-exported", agent, query, patients);
  }

  @Override
  public void refused(
      Agent agent, Attempt attempt, @Nullable String patient, String what, String reason) {
    var asked = attempt == Attempt.SEARCH || attempt == Attempt.EXPORT;
    write(
        new Access(
            attempt.code() + "-refused",
            agent,
            patient,
            asked ? null : what,
            null,
            asked ? what : null,
            reason),
        true);
  }

  @Override
  public void disclosed(
      Agent to,
      @Nullable String patient,
      String reference,
      @Nullable String message,
      @Nullable String rule) {
    write(new Access(DISCLOSED, to, patient, reference, message, null, rule), false);
  }

  @Override
  public void withheld(Agent from, @Nullable String patient, String reference, String rule) {
    write(new Access("record-withheld", from, patient, reference, null, null, rule), true);
  }

  private record Access(
      String event,
      Agent agent,
      @Nullable String patient,
      @Nullable String record,
      @Nullable String message,
      @Nullable String query,
      @Nullable String reason) {}

  private void each(String event, Agent agent, String query, Collection<String> patients) {
    if (patients.isEmpty()) {
      write(new Access(event, agent, null, null, null, query, null), false);
    } else {
      insert(
          new Access(event, agent, null, null, null, query, null),
          false,
          new TreeSet<>(patients).toArray(String[]::new));
    }
  }

  private void write(Access access, boolean refused) {
    insert(access, refused, new @Nullable String[] {access.patient()});
  }

  /**
   * One row for each patient. In a transaction of its own it does not wait for the disk: what the
   * database has acknowledged survives this process, and who reads much shall not pay a flush for
   * each page.
   */
  private void insert(Access access, boolean refused, @Nullable String[] patients) {
    jdbc.sql(
            "insert into audit_event (at, event, outcome, actor, partner, reason, patient, record,"
                + " message, query, address, purpose) select :at, :event, :outcome, :actor, :partner,"
                + " :reason, patient, :record, :message, :query, :address, :purpose"
                + " from unnest(:patients::text[]) patient"
                + (TransactionSynchronizationManager.isActualTransactionActive() ? "" : UNHURRIED))
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("event", access.event())
        .param("outcome", (refused ? Outcome.REFUSED : Outcome.DONE).code())
        .param("actor", within(access.agent().name()))
        .param("partner", access.agent().partner())
        .param("reason", access.reason())
        .param("patients", patients)
        .param("record", within(access.record()))
        .param("message", access.message())
        .param("query", within(access.query(), LONGEST_QUERY))
        .param("address", access.agent().address())
        .param("purpose", access.agent().purpose() == null ? null : access.agent().purpose().name())
        .update();
  }

  /** Events after this id, oldest first. */
  public List<Entry> after(long id, int limit) {
    return after(id, limit, null);
  }

  /**
   * Events after this id, oldest first.
   *
   * @param patient only those about this patient's data; null for all
   */
  public List<Entry> after(long id, int limit, @Nullable String patient) {
    return jdbc.sql(
            "select * from audit_event where id > :id"
                + (patient == null ? "" : " and patient = :patient")
                + " order by id limit :limit")
        .param("patient", patient)
        .param("id", id)
        .param("limit", limit)
        .query(Audit::entry)
        .list();
  }

  /** A name that somebody claims may be anything: short, and without control characters. */
  private static @Nullable String within(@Nullable String claimed) {
    return within(claimed, LONGEST);
  }

  private static @Nullable String within(@Nullable String claimed, int longest) {
    if (claimed == null) {
      return null;
    }
    var clean = claimed.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= longest ? clean : clean.substring(0, longest);
  }

  /** The event of a row of audit_event. */
  public static Entry entry(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("event"),
        row.getString("outcome"),
        row.getString("actor"),
        row.getString("partner"),
        row.getString("about"),
        row.getString("reason"),
        row.getString("patient"),
        row.getString("record"),
        row.getString("message"),
        row.getString("query"),
        row.getString("address"),
        row.getString("purpose"));
  }
}

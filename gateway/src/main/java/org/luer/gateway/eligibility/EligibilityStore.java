package org.luer.gateway.eligibility;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Reason;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The questions in the database. */
final class EligibilityStore {
  static final String ASKED = "asked";
  static final String ANSWERED = "answered";
  static final String REFUSED = "refused";
  static final String UNDELIVERED = "undelivered";

  private final JdbcClient jdbc;

  EligibilityStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A question and how far it is.
   *
   * @param answer JSON of an Eligibility; null while there is none
   * @param said what the insurer says of a refusal, JSON
   */
  record Asked(
      String id,
      String patient,
      String coverage,
      String insurer,
      String state,
      @Nullable Reason reason,
      @Nullable String answer,
      @Nullable String said,
      Instant askedAt,
      String askedBy,
      Instant changedAt) {}

  /** Notes a new question; whether there was none of this number. */
  boolean insert(
      String id, String patient, String coverage, String insurer, String by, Instant now) {
    return jdbc.sql(
                "insert into eligibility (id, patient, coverage, insurer, state, asked_at, asked_by,"
                    + " changed_at) values (:id, :patient, :coverage, :insurer, 'asked', :now, :by, :now)"
                    + " on conflict do nothing")
            .param("id", id)
            .param("patient", patient)
            .param("coverage", coverage)
            .param("insurer", insurer)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("by", by)
            .update()
        == 1;
  }

  Optional<Asked> find(String id) {
    return jdbc.sql("select * from eligibility where id = :id")
        .param("id", id)
        .query((row, n) -> asked(row))
        .optional();
  }

  /** The questions that an insurer was asked, the newest first. */
  List<Asked> askedOf(String insurer, int limit) {
    return jdbc.sql(
            "select * from eligibility where insurer = :insurer order by asked_at desc, id limit :limit")
        .param("insurer", insurer)
        .param("limit", limit)
        .query((row, n) -> asked(row))
        .list();
  }

  /** The questions about a patient, the newest first. */
  List<Asked> of(String patient, int limit) {
    return jdbc.sql(
            "select * from eligibility where patient = :patient order by asked_at desc, id limit :limit")
        .param("patient", patient)
        .param("limit", limit)
        .query((row, n) -> asked(row))
        .list();
  }

  /** Moves a question to a state. */
  void move(String id, String state, @Nullable Reason reason, @Nullable String said, Instant now) {
    jdbc.sql(
            "update eligibility set state = :state, reason_code = :code, reason_text = :text,"
                + " said = :said::jsonb, changed_at = :now where id = :id")
        .param("state", state)
        .param("code", reason == null ? null : reason.code())
        .param("text", reason == null ? null : reason.text())
        .param("said", said)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("id", id)
        .update();
  }

  /** Keeps the answer that counts. */
  void answer(String id, String answer) {
    jdbc.sql("update eligibility set answer = :answer where id = :id")
        .param("answer", answer)
        .param("id", id)
        .update();
  }

  private static Asked asked(ResultSet row) throws SQLException {
    var code = row.getString("reason_code");
    return new Asked(
        row.getString("id"),
        row.getString("patient"),
        row.getString("coverage"),
        row.getString("insurer"),
        row.getString("state"),
        code == null ? null : new Reason(code, row.getString("reason_text")),
        row.getString("answer"),
        row.getString("said"),
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        row.getString("asked_by"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }
}

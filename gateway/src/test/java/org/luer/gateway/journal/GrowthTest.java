package org.luer.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.exchange.patientfeed.PatientMatching;
import org.luer.gateway.exchange.patientfeed.PatientMerging;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What each message asks of the database looks at as few rows of a large journal as of a small one,
 * also on a connection that made its plans while there was little.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class GrowthTest {
  private static final int MANY = 5000;
  private static final int FEW = 40;

  @TempDir private Path folder;
  private HikariDataSource database;
  private JdbcClient jdbc;
  private TransactionTemplate transaction;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    database.setMaximumPoolSize(1); // plans belong to a connection
    database.setMinimumIdle(1);
    jdbc = JdbcClient.create(database);
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    for (var table :
        List.of("message", "record", "patient_identifier", "inbox")) { // would make new plans
      jdbc.sql("alter table " + table + " set (autovacuum_enabled = false)").update();
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aControlIdIsLookedForAmongThoseThatAreTheSame() {
    messages(1, 20);
    for (int i = 0; i < 12; i++) {
      assertThat(looked("message", () -> known("new-" + System.nanoTime()))).isLessThan(FEW);
    }
    messages(21, MANY);
    assertThat(looked("message", () -> known("never"))).isLessThan(FEW);
    assertThat(looked("message", () -> assertThat(known("c7")).isEqualTo("m00007")))
        .isLessThan(FEW);
  }

  @Test
  void aPatientsNumberIsLookedForAmongThoseThatAreTheSame() {
    var merging = new PatientMerging(jdbc, new Records(jdbc), new Inbox(jdbc));
    patients(1, 20);
    for (int i = 0; i < 12; i++) {
      merging.resolved(List.of(patient("new-" + i)), "ward");
    }
    patients(21, MANY);
    for (var table : List.of("patient_identifier", "record")) {
      assertThat(looked(table, () -> merging.resolved(List.of(patient("never")), "ward")))
          .as(table)
          .isLessThan(FEW);
    }
    var known = merging.resolved(List.of(patient("n7")), "ward").get(0);
    assertThat(known.id()).isEqualTo("p7");
  }

  @Test
  void candidatesForAPatientAreLookedForAmongThoseWhoAreAlike() {
    var inbox = new Inbox(jdbc);
    var matching = new PatientMatching(jdbc, inbox);
    own(1, 20);
    for (int i = 0; i < 12; i++) {
      matching.received(told("ward~new-" + i, "1950-01-01", "NOBODY"), null, Instant.EPOCH);
    }
    own(21, MANY);
    var alike = told("ward~n", "1984-07-19", "zztest7");
    for (var table : List.of("record", "patient_identifier")) {
      assertThat(looked(table, () -> matching.received(alike, null, Instant.EPOCH)))
          .as(table)
          .isLessThan(FEW);
    }
    var details =
        jdbc.sql("select details::text from inbox order by id desc limit 1")
            .query(String.class)
            .single();
    assertThat(details).contains("\"own-7\"").doesNotContain("own-70");
    assertThat(matching.clinicPatients(told("ward~own-9", "1950-01-01", "NOBODY")))
        .as("by its own number")
        .containsExactly("own-9");
  }

  @Test
  void theMessageOfAnAnswerIsLookedForAmongThoseThatAreTheSame() throws Exception {
    var settings = "luer: {partners: [{id: rgh, kind: hospital, name: RGH, patients: all}]}";
    try (var bench = new Bench(database, folder, settings, "one", true)) {
      sent(1, 20);
      for (int i = 0; i < 12; i++) {
        bench.engine.credits().credit(answer("new-" + i));
      }
      sent(21, MANY);
      assertThat(looked("message", () -> bench.engine.credits().credit(answer("never"))))
          .isLessThan(FEW);
    }
  }

  @Test
  void whatBecameOfARecordIsLookedForAmongItsOwnItems() {
    var inbox = new Inbox(jdbc);
    accepted(1, 20);
    for (int i = 0; i < 12; i++) {
      assertThat(inbox.became("InfusionOrder", "ward~never-" + i)).isEmpty();
    }
    accepted(21, MANY);
    assertThat(looked("inbox", () -> assertThat(inbox.became("InfusionOrder", "ward~x")).isEmpty()))
        .isLessThan(FEW);
    assertThat(inbox.became("InfusionOrder", "ward~7")).contains("InfusionOrder/7");
  }

  private void accepted(int from, int to) {
    jdbc.sql(
            "insert into inbox (kind, sender, reason_code, reason_text, record_kind, record_id,"
                + " record_version, message_id, created_at, decision, became, acked_at)"
                + " select 'order-received', 'ward', 'received', 'New.', 'InfusionOrder', 'ward~' || n, 1,"
                + " 'm', now(), 'accepted', 'InfusionOrder/' || n, now()"
                + " from generate_series(:from, :to) n")
        .param("from", from)
        .param("to", to)
        .update();
  }

  private static Credits.Acknowledged answer(String control) {
    var text = "MSH|^~\\&|RGH|RGH|L|L|20260101||ACK|a1|P|2.5.1\rMSA|AA|" + control + "\r";
    return new Credits.Acknowledged("a1", "rgh", text.getBytes(StandardCharsets.UTF_8), List.of());
  }

  private void sent(int from, int to) {
    jdbc.sql(
            "insert into message (id, direction, exchange, type, partner, control_id, state, attempts,"
                + " lane_patient, stream, position, media_type, received_at, changed_at)"
                + " select 'm' || lpad(n::text, 5, '0'), 'out', 'results', 'ORU_R01', 'rgh', 'c' || n,"
                + " 'delivered', 1, 'p', 'clinical', n, 'text/plain', now(), now()"
                + " from generate_series(:from, :to) n")
        .param("from", from)
        .param("to", to)
        .update();
  }

  private static RecordVersion told(String id, String birth, String family) {
    var content =
        "{\"kind\":\"Patient\",\"birthDate\":\"%s\",\"names\":[{\"family\":\"%s\"}]}"
            .formatted(birth, family);
    return new RecordVersion(
        "Patient", id, 1, "ward", id, null, null, "active", content, "h", "m", Instant.EPOCH);
  }

  /** Patients of the clinic, born on the same day; each was called otherwise before. */
  private void own(int from, int to) {
    jdbc.sql(
            "insert into record (kind, id, version, owner, patient_id, content, content_hash, message_id,"
                + " recorded_at) select 'Patient', 'own-' || n, v, 'clinic', 'own-' || n,"
                + " json_build_object('birthDate', '1984-07-19', 'names', json_build_array("
                + " json_build_object('family', case v when 1 then 'BEFORE' else 'ZZTEST' || n end))), 'h',"
                + " 'm', now() from generate_series(:from, :to) n, generate_series(1, 2) v")
        .param("from", from)
        .param("to", to)
        .update();
  }

  /** The message that had this control id. */
  private String known(String control) {
    return jdbc.sql(
            "select id from message_turn('ward', :control, array[]::text[], array[]::text[],"
                + " array[]::text[])")
        .param("control", control)
        .query(String.class)
        .optional()
        .orElse("none");
  }

  private static RecordFacts patient(String number) {
    var content =
        "{\"kind\":\"Patient\",\"id\":\"x\",\"identifiers\":[{\"authority\":\"WARD\",\"value\":\""
            + number
            + "\"}]}";
    var identifier = new PatientIdentifier("WARD", null, "MR", number);
    return new RecordFacts(
        "Patient", "x", "x", null, null, "active", List.of(), List.of(identifier), content);
  }

  /** How many rows of a table this reads. */
  private long looked(String table, Runnable what) {
    var rows = new long[1];
    transaction.executeWithoutResult(
        status -> {
          long before = read(table);
          what.run();
          rows[0] = read(table) - before;
        });
    return rows[0];
  }

  private long read(String table) {
    return jdbc.sql(
            "select seq_tup_read + coalesce(idx_tup_fetch, 0) + seq_scan + coalesce(idx_scan, 0)"
                + " from pg_stat_xact_user_tables where relname = :table")
        .param("table", table)
        .query(Long.class)
        .single();
  }

  private void messages(int from, int to) {
    jdbc.sql(
            "insert into message (id, direction, exchange, type, partner, control_id, state,"
                + " media_type, content_hash, received_at, changed_at) select 'm' || lpad(n::text, 5, '0'),"
                + " 'in', 'results', 'ORU_R01', 'ward', 'c' || n, 'received', 'text/plain', 'h', now(), now()"
                + " from generate_series(:from, :to) n")
        .param("from", from)
        .param("to", to)
        .update();
  }

  private void patients(int from, int to) {
    jdbc.sql(
            "with p as (insert into record (kind, id, version, owner, patient_id, content, content_hash,"
                + " message_id, recorded_at) select 'Patient', 'p' || n, 1, 'ward', 'p' || n, '{}', 'h',"
                + " 'm', now() from generate_series(:from, :to) n)"
                + " insert into patient_identifier (patient_id, namespace, type, value)"
                + " select 'p' || n, 'WARD', 'MR', 'n' || n from generate_series(:from, :to) n")
        .param("from", from)
        .param("to", to)
        .update();
  }
}

package org.luer.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.Database;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.partner.RetentionSettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is kept and what is removed, on a real database with real deliveries. */
@SuppressWarnings("NullAway.Init") // by JUnit
class RetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PARTNER =
      """
          - id: %s
            kind: hospital
            name: One
            patients: all
            receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
            dialect: {ack-timeout: 1s, retry-first: 100ms, retry-most: 300ms}
            retention: {%s}
      """;

  @TempDir private Path folder;
  private HikariDataSource database;
  private JdbcClient jdbc;
  private Bench bench;
  private MllpPeer well;
  private MllpPeer.Away away;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    jdbc = JdbcClient.create(database);
    well = new MllpPeer(0, MllpPeer.ALL_WELL);
    away = new MllpPeer.Away();
    bench =
        new Bench(
            database,
            folder,
            "luer:\n  partners:\n"
                + PARTNER.formatted("well", well.port(), "payload-age: 10d, metadata-age: 20d")
                + PARTNER.formatted("away", away.port(), "payload-age: 10d, metadata-age: 20d"),
            "node",
            true);
    open.add(bench);
    open.add(well);
    open.add(away);
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    database.close();
  }

  private void run(int daysAhead, @Nullable Duration payload, @Nullable Duration metadata) {
    new Retention(
            jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database)),
            bench.partners,
            new RetentionSettings(payload, metadata, Duration.ofHours(1)),
            bench.audit,
            Clock.offset(Clock.systemUTC(), Duration.ofDays(daysAhead)))
        .run();
  }

  private void delivered(int count) {
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == count);
  }

  /** The bytes of one partner's deliveries are tried once, so that they are rendered. */
  private String waiting(String partner) {
    var id = bench.deliveries(partner).get(0).id();
    await().atMost(PATIENCE).until(() -> bench.messages.raw(id).isPresent());
    return id;
  }

  private String state(String id) {
    return bench.messages.kept(id).orElseThrow().state();
  }

  private List<String> partitions() {
    return jdbc.sql(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'payload'::regclass order by 1")
        .query(String.class)
        .list();
  }

  private List<String> audited(String event) {
    return bench.audit.after(0, 500).stream()
        .filter(e -> e.event().equals(event))
        .map(e -> e.partner() + ": " + e.reason())
        .toList();
  }

  @Test
  void payloadsGoWithTheirPartitionWhenTheirDayHasComeAndNothingUndelivered() throws Exception {
    run(0, Duration.ofDays(10), null);
    assertThat(audited("retention-changed"))
        .contains(
            "well: payload-age 10d, metadata-age 20d",
            "clinic: payload-age 10d, metadata-age not set");
    var received = bench.session("p1", "s1", 1);
    bench.engine.start();
    delivered(1);
    var gone = bench.deliveries("well").get(0).id();
    var stays = waiting("away");
    var bytes = bench.messages.raw(stays).orElseThrow().payload();
    assertThat(jdbc.sql("select count(*) from payload_other").query(Long.class).single())
        .as("each found its day's partition")
        .isZero();
    assertThat(bench.messages.kept(gone).orElseThrow().until()).isNotNull();

    run(10, Duration.ofDays(10), null);
    assertThat(state(gone)).as("ten whole days").isEqualTo("kept");
    run(11, Duration.ofDays(10), null);
    var kept = bench.messages.kept(gone).orElseThrow();
    assertThat(kept.state()).isEqualTo("removed");
    assertThat(kept.rule()).isEqualTo("payload-age 10d of well");
    assertThat(kept.removedAt()).isNotNull();
    assertThat(bench.messages.raw(gone)).isEmpty();
    assertThat(bench.messages.attempts(gone)).isNotEmpty();
    assertThat(audited("payloads-removed")).containsExactly("well: 1 payloads by payload-age 10d");
    assertThat(state(stays)).as("not delivered").isEqualTo("kept");
    assertThat(state(received)).as("its delivery to one partner is outstanding").isEqualTo("kept");
    run(15, Duration.ofDays(10), null);
    assertThat(state(stays)).as("still not delivered").isEqualTo("kept");

    var back = away.comes(MllpPeer.ALL_WELL);
    open.add(1, back);
    delivered(2);
    assertThat(back.received)
        .containsExactly(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    run(40, Duration.ofDays(10), null);
    assertThat(state(stays)).isEqualTo("removed");
    assertThat(state(received)).isEqualTo("removed");
    assertThat(jdbc.sql("select count(*) from payload").query(Long.class).single()).isZero();
  }

  @Test
  void rowsGoWhenTheirTimeIsOverButNotWhatSaysWhatAPartnerHas() {
    run(0, null, Duration.ofDays(20));
    var first = bench.session("p1", "s1", 1);
    bench.engine.start();
    delivered(1);
    bench.session("p1", "s1", 2);
    delivered(2);
    var deliveries = bench.deliveries("well");
    bench.interventions.cancel(
        bench.deliveries("away").get(1).id(), new Interventions.Who("anna", "not needed"));
    long shared = file(deliveries.get(0).id(), deliveries.get(1).id());
    file(deliveries.get(0).id());

    run(19, null, Duration.ofDays(20));
    assertThat(jdbc.sql("select count(*) from message_removal").query(Long.class).single())
        .isZero();
    run(21, null, Duration.ofDays(20));
    assertThat(bench.messages.find(deliveries.get(0).id())).as("version 1").isEmpty();
    assertThat(bench.messages.find(deliveries.get(1).id())).as("what the partner has").isPresent();
    assertThat(bench.messages.find(first)).as("one delivery of it is outstanding").isPresent();
    assertThat(bench.deliveries("away")).as("version 1 waits; version 2 was cancelled").hasSize(1);
    var removed = bench.messages.removed(deliveries.get(0).id()).orElseThrow();
    assertThat(removed.rule()).isEqualTo("metadata-age 20d of well");
    assertThat(audited("messages-removed"))
        .containsExactlyInAnyOrder(
            "away: 1 messages by metadata-age 20d",
            "clinic: 1 messages by metadata-age 20d",
            "well: 1 messages by metadata-age 20d");
    assertThat(
            jdbc.sql(
                    "select count(*) from attempt a where not exists (select 1 from message m where m.id = a.message_id)")
                .query(Long.class)
                .single())
        .isZero();
    assertThat(jdbc.sql("select id from outbound_file").query(Long.class).list())
        .as("the file of which a message stays")
        .containsExactly(shared);
    assertThat(jdbc.sql("select position from outbound_item").query(Integer.class).list())
        .containsExactly(2);
    var rows = jdbc.sql("select count(*) from payload").query(Long.class).single();
    assertThat(rows)
        .as("no bytes without a message")
        .isLessThanOrEqualTo(jdbc.sql("select count(*) from message").query(Long.class).single());
  }

  /** A file with these messages that is in its place. */
  private long file(String... messages) {
    long file =
        jdbc.sql(
                "insert into outbound_file (partner, endpoint, name, created_at, placed_at)"
                    + " values ('well', 'file:///out', 'f.hl7', now(), now()) returning id")
            .query(Long.class)
            .single();
    for (int i = 0; i < messages.length; i++) {
      jdbc.sql(
              "insert into outbound_item (file, position, message_id, attempt) values (?, ?, ?, 1)")
          .params(file, i + 1, messages[i])
          .update();
    }
    return file;
  }

  @Test
  void aChangedRuleHoldsForWhatIsStored() {
    bench.session("p1", "s1", 1);
    bench.engine.start();
    delivered(1);
    var id = bench.deliveries("well").get(0).id();
    assertThat(bench.messages.kept(id).orElseThrow().until()).as("no rule yet").isNull();
    run(0, null, null);
    var until = Objects.requireNonNull(bench.messages.kept(id).orElseThrow().until());
    var today = LocalDate.now(ZoneOffset.UTC);
    assertThat(until).isEqualTo(today.plusDays(11));
    assertThat(partitions()).contains("payload_" + until.toString().replace("-", ""));
    assertThat(bench.messages.raw(id)).isPresent();
    run(11, null, null);
    assertThat(state(id)).isEqualTo("removed");
  }

  @Test
  void bytesForADayWithoutAPartitionAreTakenAndSortedLater() {
    run(0, null, null);
    bench.session("p1", "s1", 1);
    bench.engine.start();
    delivered(1);
    var id = bench.deliveries("well").get(0).id();
    jdbc.sql("update payload set keep_until = ? where message_id = ?")
        .param(day(21))
        .param(id)
        .update();
    jdbc.sql("update message set payload_until = ? where id = ?").param(day(21)).param(id).update();
    assertThat(jdbc.sql("select count(*) from payload_other").query(Long.class).single())
        .isEqualTo(1);
    assertThat(bench.messages.raw(id)).isPresent();
    run(0, null, null);
    assertThat(jdbc.sql("select count(*) from payload_other").query(Long.class).single()).isZero();
    assertThat(partitions()).contains(name(21));
    assertThat(bench.messages.raw(id)).isPresent();
  }

  private static String name(int days) {
    return "payload_" + day(days).toString().replace("-", "");
  }

  /** Luer's days are UTC days, whatever the zone of the machine or of the database session. */
  private static LocalDate day(int days) {
    return LocalDate.now(ZoneOffset.UTC).plusDays(days);
  }

  @Test
  void daysAreRoundedUpTheLongerTheyAreKept() {
    for (var line :
        List.of(
            "1 2026-03-04 2026-03-06",
            "59 2026-03-04 2026-05-03",
            "60 2026-03-04 2026-05-04",
            "61 2026-03-04 2026-05-11",
            "729 2026-01-01 2028-01-03",
            "730 2026-01-01 2028-02-01",
            "3650 2026-03-04 2036-04-01")) {
      var parts = line.split(" ", -1);
      var day =
          jdbc.sql("select retention_day(:days, (:at || ' 23:59Z')::timestamptz)")
              .param("days", Integer.parseInt(parts[0]))
              .param("at", parts[1])
              .query(LocalDate.class)
              .single();
      assertThat(day).as(line).isEqualTo(LocalDate.parse(parts[2]));
    }
  }

  @Test
  void theMigrationKeepsTheBytesThatAreThere() {
    try (var older =
        Database.external(
                TestDatabase.empty(), TestDatabase.username(), TestDatabase.passwordFile())
            .dataSource()) {
      Flyway.configure().dataSource(older).target("60").load().migrate();
      var old = JdbcClient.create(older);
      old.sql(
              "insert into message (id, direction, exchange, type, partner, state, media_type, payload,"
                  + " received_at, changed_at) values ('m1', 'in', 'results', 'ORU_R01', 'rgh', 'received',"
                  + " 'text/plain', 'MSH|', now(), now()), ('m2', 'in', 'results', 'ORU_R01', 'rgh',"
                  + " 'duplicate', 'text/plain', null, now(), now())")
          .update();
      Flyway.configure().dataSource(older).load().migrate();
      var messages = new Messages(old);
      assertThat(messages.raw("m1").orElseThrow().payload())
          .isEqualTo("MSH|".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(messages.raw("m2")).isEmpty();
      assertThat(messages.kept("m1").orElseThrow().state()).isEqualTo("kept");
      assertThat(messages.kept("m2").orElseThrow().state()).isEqualTo("none");
    }
  }
}

package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.Database;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns that a node takes with the transaction that writes a lane's work. */
@SuppressWarnings("NullAway.Init") // by JUnit
class OwnTurnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<String> STATES =
      List.of(
          "queued",
          "sending",
          "retrying",
          "ambiguous",
          "held",
          "rejected",
          "delivered",
          "superseded",
          "cancelled");

  /** One delivery in this state, in a lane of its own, as the version before wrote it. */
  private static final String WAITING =
      "with r as (insert into record (kind, id, version, owner, patient_id, content, content_hash,"
          + " message_id, recorded_at) values ('InfusionSession', :state, 1, 'clinic', :state, '{}',"
          + " 'h', :state, now())),"
          + " l as (insert into lane values ('rgh', :state, 'clinical', 1)),"
          + " m as (insert into message (id, direction, exchange, type, partner, patient, record_kind,"
          + " record_id, record_version, action, state, attempts, lane_patient, stream, position,"
          + " media_type, received_at, changed_at) values (:state, 'out', 'sessionreport', 'ORU_R01',"
          + " 'rgh', :state, 'InfusionSession', :state, 1, 'new', :state,"
          + " case when :state in ('sending', 'retrying', 'ambiguous') then 1 else 0 end, :state,"
          + " 'clinical', 0, 'application/octet-stream', now(), now()) returning id),"
          + " a as (insert into attempt (message_id, n, started_at) select id, 1, now() from m"
          + " where :state in ('sending', 'ambiguous'))"
          + " insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,"
          + " last_heartbeat, version) select 'lane', 'rgh/clinical/' || :state, now(),"
          + " :state = 'sending', case when :state = 'sending' then 'before' end,"
          + " case when :state = 'sending' then now() end, 1"
          + " where :state in ('queued', 'sending', 'retrying', 'ambiguous')";

  @TempDir private Path folder;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final MllpPeer.Behaviour whenTold =
      (m, s) -> {
        answered.await();
        MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
      };

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
  }

  @AfterEach
  void close() throws Exception {
    answered.countDown();
    for (var closeable : open) {
      closeable.close();
    }
    database.close();
  }

  @Test
  void theTurnIsCommittedAsThisNodesAndGoneWhenTheLaneIsEmpty() throws Exception {
    var peer = peer(whenTold);
    var bench = bench("one", peer.port(), true, true);
    bench.session("p1", "s1", 1);
    assertThat(tasks(bench)).containsExactly("rgh/clinical/p1 one");
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(tasks(bench)).as("in the transaction that ended the delivery").isEmpty();
  }

  @Test
  void theEndOfADeliveryAndOfItsTurnAreOneTransaction() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var bench = bench("one", peer.port(), true, true);
    var function =
        bench
            .jdbc
            .sql("select pg_get_functiondef('lane_turn_end'::regproc)")
            .query(String.class)
            .single();
    var broken = function.replaceFirst("(?i)\nbegin\n", "\nbegin\n  raise 'not now';\n");
    bench.jdbc.sql(broken).update();
    bench.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> tasks(bench).toString().contains("nobody"));
    assertThat(peer.received).isNotEmpty();
    assertThat(bench.count("sending")).as("nothing of the end was kept").isEqualTo(1);
    assertThat(bench.jdbc.sql("select count(*) from ledger").query(Long.class).single()).isZero();
    bench.jdbc.sql(function).update();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    var attempts = bench.messages.attempts(bench.deliveries("rgh").get(0).id());
    assertThat(attempts.get(0).outcome()).as("counted as what it was").isEqualTo("ambiguous");
    assertThat(attempts.get(attempts.size() - 1).outcome()).isEqualTo("delivered");
    assertThat(peer.received).hasSize(attempts.size());
  }

  @Test
  void whatIsRolledBackStartsNoTurn() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var bench = bench("one", peer.port(), true, true);
    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(
            status -> {
              bench.session("p1", "s1", 1);
              status.setRollbackOnly();
            });
    bench.session("p1", "s2", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(peer.received).hasSize(1);
    assertThat(tasks(bench)).isEmpty();
  }

  @Test
  void aTurnThatLastsKeepsItsHeartbeat() throws Exception {
    var peer = peer(whenTold);
    var bench = bench("one", peer.port(), true, true);
    bench.session("p1", "s1", 1);
    bench.session("p2", "s2", 1); // waits for the only connection
    await().atMost(PATIENCE).until(() -> !peer.received.isEmpty());
    var began = oldest(bench);
    await().atMost(PATIENCE).until(() -> oldest(bench).isAfter(began));
    assertThat(tasks(bench)).containsExactly("rgh/clinical/p1 one", "rgh/clinical/p2 one");
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    assertThat(peer.received).hasSize(2);
  }

  @Test
  void moreThanOneNodeKeepsInMemoryIsQueuedInTheDatabaseAndDelivered() throws Exception {
    var peer = peer(whenTold);
    var bench = bench("one", peer.port(), true, true);
    int lanes = 300;
    IntStream.range(0, lanes).forEach(p -> bench.session("p" + p, "s" + p, 1));
    assertThat(tasks(bench)).hasSize(lanes);
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == lanes);
    assertThat(peer.received).hasSize(lanes);
    await().atMost(PATIENCE).until(() -> tasks(bench).isEmpty());
  }

  @Test
  void theTurnsOfANodeThatDiedAreTakenOver() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var dead = bench("dead", peer.port(), false, false);
    dead.session("p1", "s1", 1);
    dead.jdbc
        .sql(
            "update scheduled_tasks set picked = true, picked_by = 'dead', version = 4711,"
                + " last_heartbeat = now() - interval '1 minute'")
        .update();
    var other = bench("other", peer.port(), false, true);
    await().atMost(PATIENCE).until(() -> other.count("delivered") == 1);
    assertThat(peer.received).hasSize(1);
  }

  @Test
  void whatWaitsInAnyStateOutlivesTheMigration() throws Exception {
    var before = Database.external(TestDatabase.empty(), TestDatabase.username(), password());
    try (var old = before.dataSource()) {
      Flyway.configure().dataSource(old).target("113").load().migrate();
      var peer = peer(MllpPeer.ALL_WELL);
      var jdbc = JdbcClient.create(old);
      for (var state : STATES) {
        jdbc.sql(WAITING).param("state", state).update();
      }
      Flyway.configure().dataSource(old).load().migrate();
      var after = new Bench(old, folder, settings(peer.port()), "after", true);
      open.add(0, after);
      after.engine.start();
      await().atMost(PATIENCE).until(() -> after.count("delivered") == 5);
      assertThat(peer.received).hasSize(4);
      assertThat(List.of("held", "rejected", "superseded", "cancelled"))
          .allMatch(state -> after.count(state) == 1);
      await().atMost(PATIENCE).until(() -> tasks(after).isEmpty());
      after.close();
      open.remove(after);
    }
  }

  private static Path password() {
    return TestDatabase.passwordFile();
  }

  /** Tasks of lanes and whose they are. */
  private static List<String> tasks(Bench bench) {
    return bench
        .jdbc
        .sql(
            "select task_instance || ' ' || coalesce(picked_by, 'nobody') from scheduled_tasks"
                + " where task_name = 'lane' order by 1")
        .query(String.class)
        .list();
  }

  private static OffsetDateTime oldest(Bench bench) {
    return bench
        .jdbc
        .sql("select min(last_heartbeat) from scheduled_tasks where task_name = 'lane'")
        .query(OffsetDateTime.class)
        .single();
  }

  private MllpPeer peer(MllpPeer.Behaviour behaviour) throws Exception {
    var peer = new MllpPeer(0, behaviour);
    open.add(peer);
    return peer;
  }

  private Bench bench(String node, int port, boolean alone, boolean start) throws Exception {
    var bench = new Bench(database, folder, settings(port), node, alone);
    open.add(0, bench);
    if (start) {
      bench.engine.start();
    }
    return bench;
  }

  private static String settings(int port) {
    return """
        luer:
          partners:
            - id: rgh
              kind: hospital
              name: RGH
              patients: all
              receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport], connections: 1}
              dialect: {ack-timeout: 60s, retry-first: 200ms, retry-most: 1s}
        """
        .formatted(port);
  }
}

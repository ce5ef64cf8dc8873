package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.access.Audit;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.PartnerControls;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Pause, pace and circuit of a partner, on a real database and real sockets. */
@SuppressWarnings("NullAway.Init") // by JUnit
class PartnerCareTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    database.close();
  }

  @Test
  void pausedPartnerGetsNothingUntilItIsResumedAndOthersGoOn() throws Exception {
    var paused = peer(MllpPeer.ALL_WELL);
    var other = peer(MllpPeer.ALL_WELL);
    var bench = bench(partner("rgh", paused.port(), "") + partner("ward", other.port(), ""));
    var controls = controls(bench);
    controls.paused("rgh", true, "anna", "their upgrade");
    bench.engine.flow().controlsChanged("rgh");
    for (int i = 0; i < 5; i++) {
      bench.session("p" + i, "s" + i, 1);
      bench.session("p" + i, "s" + i, 2);
    }
    await().atMost(PATIENCE).until(() -> other.received.size() == 10);
    await().atMost(PATIENCE).until(() -> reasons(bench, "rgh").size() == 5);
    assertThat(reasons(bench, "rgh")).containsOnly("partner-paused");
    assertThat(paused.received).isEmpty();
    controls.paused("rgh", false, "anna", "upgrade done");
    bench.engine.flow().controlsChanged("rgh");
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 20);
    assertThat(new Audit(bench.jdbc, Clock.systemUTC()).after(0, 50))
        .filteredOn(e -> !e.event().equals(Audit.DISCLOSED))
        .extracting(e -> e.event() + " " + e.actor() + " " + e.partner() + " " + e.reason())
        .containsExactly(
            "partner-paused anna rgh their upgrade", "partner-resumed anna rgh upgrade done");
  }

  @Test
  void pauseOutlivesARestart() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var other = peer(MllpPeer.ALL_WELL);
    var settings = partner("rgh", peer.port(), "") + partner("ward", other.port(), "");
    var first = bench(settings);
    controls(first).paused("rgh", true, "anna", "their upgrade");
    first.engine.stop();
    var next = bench(settings);
    next.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> reasons(next, "rgh").contains("partner-paused"));
    await().atMost(PATIENCE).until(() -> other.received.size() == 1);
    assertThat(peer.received).isEmpty();
  }

  @Test
  void circuitOpensIsProbedByOneMessageAndClosesWithTheFirstAnswer() throws Exception {
    var away = new MllpPeer.Away();
    open.add(away);
    var other = peer(MllpPeer.ALL_WELL);
    var bench =
        bench(
            partner("rgh", away.port(), "circuit-after: 3, circuit-pause: 1s")
                + partner("ward", other.port(), ""));
    int patients = 30;
    for (int i = 0; i < patients; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(bench.engine.flow().circuits()).as(() -> states(bench)).isNotEmpty());
    var circuit = bench.engine.flow().circuits().get(0);
    assertThat(circuit.partner()).isEqualTo("rgh");
    assertThat(circuit.endpoint()).isEqualTo("mllp://127.0.0.1:" + away.port());
    assertThat(circuit.failures()).isGreaterThanOrEqualTo(3);
    await().atMost(PATIENCE).until(() -> other.received.size() == patients);
    await().atMost(PATIENCE).until(() -> reasons(bench, "rgh").contains("circuit-open"));
    var attempts =
        bench
            .jdbc
            .sql(
                "select count(*) from attempt a join message m on m.id = a.message_id"
                    + " where m.partner = 'rgh'")
            .query(Integer.class)
            .single();
    assertThat(attempts).as("most were never tried").isLessThan(patients);
    var back = away.comes(MllpPeer.ALL_WELL);
    open.add(0, back);
    await().atMost(PATIENCE).until(() -> back.received.size() == patients);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2L * patients);
    assertThat(bench.engine.flow().circuits()).isEmpty();
    assertThat(bench.count("held") + bench.count("rejected")).isZero();
  }

  @Test
  void onePatientsMessageThatIsNeverAnsweredOpensNoCircuit() throws Exception {
    var healed = new AtomicBoolean();
    var peer =
        peer(
            (m, s) -> {
              if (m.contains("PID|poison|") && !healed.get()) {
                s.close();
              } else {
                MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
              }
            });
    var bench = bench(partner("rgh", peer.port(), "circuit-after: 2, circuit-pause: 1h"));
    bench.session("poison", "s0", 1);
    await().atMost(PATIENCE).until(() -> bench.deliveries("rgh").get(0).attempts() > 3);
    assertThat(bench.engine.flow().circuits()).isEmpty();
    bench.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    healed.set(true);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
  }

  @Test
  void paceSpacesTheMessagesAndEndsAtOnceWhenItIsLifted() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var other = peer(MllpPeer.ALL_WELL);
    var bench =
        bench(partner("rgh", peer.port(), "per-minute: 1") + partner("ward", other.port(), ""));
    int patients = 12;
    for (int i = 0; i < patients; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    await().atMost(PATIENCE).until(() -> other.received.size() == patients);
    await().atMost(PATIENCE).until(() -> reasons(bench, "rgh").size() == patients - 1);
    assertThat(reasons(bench, "rgh")).containsOnly("throttled");
    assertThat(peer.received).hasSize(1);
    controls(bench).pace("rgh", 60_000, "anna", "they have caught up");
    bench.engine.flow().controlsChanged("rgh");
    await().atMost(PATIENCE).until(() -> peer.received.size() == patients);
  }

  @Test
  void deliveryIsHeldAfterItsLastAttempt() throws Exception {
    var peer = peer((m, s) -> s.close());
    var bench = bench(partner("rgh", peer.port(), "maximum-attempts: 2"));
    bench.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    var held = bench.deliveries("rgh").get(0);
    assertThat(held.attempts()).isEqualTo(2);
    assertThat(reasons(bench, "rgh")).containsExactly("too-many-attempts");
  }

  /** What became of each delivery, for who reads why a wait was in vain. */
  private static String states(Bench bench) {
    return bench.deliveries(null).stream()
        .map(m -> m.partner() + " " + m.state() + " " + m.attempts() + " " + m.reason())
        .collect(
            java.util.stream.Collectors.groupingBy(s -> s, java.util.stream.Collectors.counting()))
        .toString();
  }

  private static List<String> reasons(Bench bench, String partner) {
    return bench.deliveries(partner).stream()
        .map(MessageItem::reason)
        .filter(java.util.Objects::nonNull)
        .map(r -> r.code())
        .filter(code -> !code.equals("waits-its-turn"))
        .toList();
  }

  private PartnerControls controls(Bench bench) {
    return new PartnerControls(
        bench.jdbc,
        new TransactionTemplate(new JdbcTransactionManager(database)),
        new Audit(bench.jdbc, Clock.systemUTC()),
        Clock.systemUTC());
  }

  private MllpPeer peer(MllpPeer.Behaviour behaviour) throws Exception {
    var peer = new MllpPeer(0, behaviour);
    open.add(peer);
    return peer;
  }

  private Bench bench(String partners) throws Exception {
    var bench = new Bench(database, folder, "luer:\n  partners:\n" + partners, "node", true);
    open.add(0, bench);
    bench.engine.start();
    return bench;
  }

  private static String partner(String id, int port, String delivery) {
    return """
              - id: %s
                kind: hospital
                name: %s
                patients: all
                receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
                dialect: {ack-timeout: 1s, retry-first: 100ms, retry-most: 500ms}
                delivery: {%s}
          """
        .formatted(id, id, port, delivery);
  }
}

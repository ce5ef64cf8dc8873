package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.MessageItem;

/** Deliveries on a real database to real sockets that answer well, badly or not at all. */
@SuppressWarnings("NullAway.Init") // by JUnit
class DeliveryTest {
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
  void errorAndRejectAreNotRepeatedAndOtherLanesGoOn() throws Exception {
    var peer =
        peer(
            (m, s) ->
                MllpPeer.ack(
                    s,
                    m.contains("PID|bad") ? "AE" : m.contains("PID|worse") ? "AR" : "AA",
                    MllpPeer.controlId(m)));
    var bench = bench(settings("rgh", peer.port(), 1));
    bench.session("bad", "s1", 1);
    bench.session("bad", "s1", 2);
    bench.session("bad", "s2", 1);
    bench.session("worse", "s3", 1);
    bench.session("good", "s4", 1);
    await().atMost(PATIENCE).until(() -> states(bench).toString().contains("waits-for"));
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(states(bench))
        .containsExactly(
            "s1/1 held ack-AE 1",
            "s1/2 queued waits-for-earlier-version 0",
            "s2/1 held ack-AE 1",
            "s3/1 rejected ack-AR 1",
            "s4/1 delivered null 1");
  }

  @Test
  void lostAnswersAreResentAsIdenticalBytesUntilTaken() throws Exception {
    var seen = new ConcurrentHashMap<String, AtomicInteger>();
    MllpPeer.Behaviour badThrice =
        (m, s) -> {
          int n = seen.computeIfAbsent(m, k -> new AtomicInteger()).incrementAndGet();
          if (n > 3 || m.contains("PID|good")) {
            MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
          } else if (n == 1 && m.contains("|mute|")) {
            Thread.sleep(1);
          } else if (n == 1) {
            MllpPeer.raw(s, "\u000bMSH|^~");
            s.close();
          } else if (n == 2) {
            MllpPeer.ack(s, "AA", "SOMEBODY-ELSE");
          } else {
            s.close();
          }
        };
    var peer = peer(badThrice);
    var bench = bench(settings("rgh", peer.port(), 1));
    bench.session("p1", "mute", 1);
    bench.session("p2", "half", 1);
    bench.session("good", "fine", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 3);
    assertThat(seen.values()).extracting(AtomicInteger::get).containsExactlyInAnyOrder(4, 4, 1);
    var mute = bench.deliveries("rgh").get(0);
    assertThat(bench.messages.attempts(mute.id()))
        .extracting(a -> a.outcome() + " " + (a.reason() == null ? "" : a.reason().code()))
        .containsExactly(
            "ambiguous no-answer",
            "ambiguous ack-of-another",
            "ambiguous connection-lost",
            "delivered delivered");
  }

  @Test
  void partnerThatIsAwayIsRetriedAndOthersGoOn() throws Exception {
    var away = new MllpPeer.Away();
    open.add(away);
    var peer = peer(MllpPeer.ALL_WELL);
    var bench = bench(settings("away", away.port(), 1) + partner("rgh", peer.port(), 1));
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    await().atMost(PATIENCE).until(() -> bench.count("retrying") == 1);
    assertThat(states(bench))
        .anyMatch(s -> s.startsWith("s1/1 retrying no-connection"))
        .contains("s1/2 queued waits-its-turn 0");
    var back = away.comes(MllpPeer.ALL_WELL);
    open.add(0, back);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 4);
    assertThat(back.received).extracting(DeliveryTest::version).containsExactly(1, 2);
  }

  @Test
  void oneSlowPartnerWithOneConnectionHoldsUpNobodyElse() throws Exception {
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    var slow =
        peer(
            (m, s) -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              Thread.sleep(20);
              atOnce.decrementAndGet();
              MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
            });
    var mute = peer((m, s) -> Thread.sleep(1));
    var quick = peer(MllpPeer.ALL_WELL);
    var settings =
        settings("slow", slow.port(), 1)
            + partner("mute", mute.port(), 1)
            + partner("quick", quick.port(), 4);
    var bench = bench(settings);
    int lanes = 60;
    for (int i = 0; i < lanes; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    await().atMost(PATIENCE).until(() -> quick.received.size() == lanes);
    await().atMost(PATIENCE).until(() -> slow.received.size() == lanes);
    assertThat(most).as("messages in flight to the slow partner").hasValue(1);
    assertThat(slow.connections).hasValue(1);
    assertThat(mute.received.size()).isLessThan(lanes);
  }

  @Test
  void orderWithinALaneIsKeptUnderLoad() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var bench = bench(settings("rgh", peer.port(), 4));
    int patients = 20;
    int versions = 10;
    IntStream.rangeClosed(1, versions)
        .forEach(
            v ->
                IntStream.range(0, patients)
                    .parallel()
                    .forEach(p -> bench.session("p" + p, "s" + p, v)));
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 200);
    assertThat(peer.received).hasSize(200);
    for (int p = 0; p < patients; p++) {
      var patient = "PID|p" + p + "|";
      var order = peer.received.stream().filter(m -> m.contains(patient)).toList();
      assertThat(order)
          .extracting(DeliveryTest::version)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, versions).boxed().toList());
      assertThat(order.get(4)).as("the ledger is known").endsWith("|5|4\r");
    }
  }

  @Test
  void whatWasUnderWayWhenTheGatewayDiedIsSentAgain() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var first = bench(settings("rgh", peer.port(), 1), "one", false, false);
    first.session("p1", "s1", 1);
    first
        .jdbc
        .sql("update message set state = 'sending', attempts = 1 where direction = 'out'")
        .update();
    first
        .jdbc
        .sql(
            "insert into attempt (message_id, n, started_at) select id, 1, now() from message"
                + " where direction = 'out'")
        .update();
    first
        .jdbc
        .sql("update scheduled_tasks set picked = true, picked_by = 'dead', last_heartbeat = now()")
        .update();
    var second = bench(settings("rgh", peer.port(), 1), "two", true, true);
    await().atMost(PATIENCE).until(() -> second.count("delivered") == 1);
    var delivery = second.deliveries("rgh").get(0);
    assertThat(delivery.attempts()).isEqualTo(2);
    assertThat(second.messages.attempts(delivery.id()).get(0).outcome()).isEqualTo("ambiguous");
  }

  @Test
  void stopFinishesWhatIsUnderWayAndARestartGoesOn() throws Exception {
    var slow =
        peer(
            (m, s) -> {
              Thread.sleep(150);
              MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
            });
    var bench = bench(settings("rgh", slow.port(), 1));
    for (int i = 0; i < 20; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    await().atMost(PATIENCE).until(() -> !slow.received.isEmpty());
    bench.engine.stop();
    assertThat(bench.count("sending")).isZero();
    assertThat(bench.count("delivered")).isEqualTo(slow.received.size()).isLessThan(20);
    var next = bench(settings("rgh", slow.port(), 1), "next", true, true);
    await().atMost(PATIENCE).until(() -> next.count("delivered") == 20);
    assertThat(slow.received).as("nothing twice").hasSize(20);
  }

  @Test
  void queuedVersionsAreSupersededOnlyWhereTheDialectSaysSo() throws Exception {
    var peer = peer(MllpPeer.ALL_WELL);
    var settings = settings("rgh", peer.port(), 1).replace("{ack-", "{coalesce: true, ack-");
    var bench = bench(settings, "node", true, false);
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    bench.session("p1", "s1", 3);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(states(bench))
        .containsExactly(
            "s1/1 superseded newer-version 0",
            "s1/2 superseded newer-version 0",
            "s1/3 delivered null 1");
  }

  private static int version(String message) {
    return Integer.parseInt(message.split("PID", 2)[1].split("\\|", -1)[3]);
  }

  private static List<String> states(Bench bench) {
    return bench.deliveries(null).stream().map(DeliveryTest::state).toList();
  }

  private static String state(MessageItem item) {
    var record = String.valueOf(item.record()).replaceAll(".*/", "");
    var reason = item.reason() == null ? null : item.reason().code();
    return "%s/%d %s %s %d"
        .formatted(record, item.version(), item.state(), reason, item.attempts());
  }

  private MllpPeer peer(MllpPeer.Behaviour behaviour) throws Exception {
    var peer = new MllpPeer(0, behaviour);
    open.add(peer);
    return peer;
  }

  private Bench bench(String settings) throws Exception {
    return bench(settings, "node", true, true);
  }

  private Bench bench(String settings, String node, boolean alone, boolean start) throws Exception {
    var bench = new Bench(database, folder, settings, node, alone);
    open.add(0, bench);
    if (start) {
      bench.engine.start();
    }
    return bench;
  }

  private static String settings(String partner, int port, int connections) {
    return "luer:\n  partners:\n" + partner(partner, port, connections);
  }

  private static String partner(String id, int port, int connections) {
    return """
              - id: %s
                kind: hospital
                name: %s
                patients: all
                receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport], connections: %d}
                dialect: {ack-timeout: 1s, retry-first: 200ms, retry-most: 1s}
          """
        .formatted(id, id, port, connections);
  }
}

package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.MessageItem;

/**
 * A receiver with each fault alone and with all of them mixed, until it heals; it heals only after
 * the well partner has everything, so a delay of the well one would never end.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class ReceiverFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PATIENTS = 4;
  private static final int VERSIONS = 3;

  @TempDir private Path folder;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicBoolean healed = new AtomicBoolean();
  private final AtomicInteger count = new AtomicInteger();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final List<String> order = new java.util.concurrent.CopyOnWriteArrayList<>();

  /** What a receiver does wrong with a message. */
  enum Fault {
    ERROR,
    REJECT,
    NO_ANSWER,
    HALF_ANSWER,
    WRONG_CONTROL_ID,
    ANSWER_TWICE,
    CLOSE_AFTER_ANSWER,
    SLOW
  }

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

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everythingArrivesOnceTheFaultEnds(Fault fault) throws Exception {
    run(peer((m, s) -> answer(m, s, fault)).port());
  }

  @Test
  void everythingArrivesOnceAllFaultsEnd() throws Exception {
    var faults = Fault.values();
    run(peer((m, s) -> answer(m, s, faults[count.getAndIncrement() % faults.length])).port());
  }

  @Test
  void everythingArrivesOnceConnectionsAreTakenAgain() throws Exception {
    var away = new MllpPeer.Away();
    open.add(away);
    var well = peer(MllpPeer.ALL_WELL);
    var bench = bench(away.port(), well.port());
    accept(bench);
    await().atMost(PATIENCE).until(() -> well.received.size() == PATIENTS * VERSIONS);
    assertThat(states(bench)).doesNotContain("held", "rejected", "delivered");
    healed.set(true);
    open.add(0, away.comes((m, s) -> answer(m, s, Fault.NO_ANSWER)));
    verify(bench);
  }

  private void run(int port) throws Exception {
    var well = peer(MllpPeer.ALL_WELL);
    var bench = bench(port, well.port());
    accept(bench);
    await().atMost(PATIENCE).until(() -> well.received.size() == PATIENTS * VERSIONS);
    await().atMost(PATIENCE).until(() -> count(bench, "attempts > 0") > 0);
    assertThat(states(bench)).doesNotContain("held", "rejected", "cancelled");
    healed.set(true);
    verify(bench);
  }

  private void verify(Bench bench) {
    int all = PATIENTS * VERSIONS;
    await().atMost(PATIENCE).until(() -> count(bench, "state = 'delivered'") == all);
    var deliveries = bench.deliveries("faulty");
    assertThat(deliveries).hasSize(all);
    assertThat(deliveries)
        .as("delivered is only what the receiver has taken")
        .extracting(MessageItem::controlId)
        .containsExactlyInAnyOrderElementsOf(taken);
    for (int p = 0; p < PATIENTS; p++) {
      var patient = "p" + p + "/";
      assertThat(order.stream().filter(o -> o.startsWith(patient)))
          .as("order within the lane")
          .containsExactly(patient + "1", patient + "2", patient + "3");
    }
  }

  /** Answers as the fault has it; a message counts as taken when the receiver says so itself. */
  private void answer(String message, Socket socket, Fault fault)
      throws IOException, InterruptedException {
    var id = MllpPeer.controlId(message);
    if (healed.get()) {
      take(message, id);
      MllpPeer.ack(socket, "AA", id);
      return;
    }
    switch (fault) {
      case ERROR -> MllpPeer.ack(socket, "AE", id);
      case REJECT -> MllpPeer.ack(socket, "AR", id);
      case NO_ANSWER -> Thread.sleep(1);
      case HALF_ANSWER -> {
        MllpPeer.raw(socket, "\u000bMSH|^~\\&|H|H|L|L|20260101||ACK|1|P|2.5.1\rMSA|A");
        socket.close();
      }
      case WRONG_CONTROL_ID -> MllpPeer.ack(socket, "AA", "SOMEBODY-ELSE");
      case ANSWER_TWICE -> {
        take(message, id);
        MllpPeer.ack(socket, "AA", id);
        MllpPeer.ack(socket, "AA", id);
      }
      case CLOSE_AFTER_ANSWER -> {
        take(message, id);
        MllpPeer.ack(socket, "AA", id);
        socket.close();
      }
      case SLOW -> {
        Thread.sleep(5_000);
        take(message, id); // takes it although nobody waits for the answer any more
        MllpPeer.ack(socket, "AA", id);
      }
    }
  }

  private void take(String message, String id) {
    if (taken.add(id)) {
      var fields = message.split("PID", 2)[1].split("\\|", -1);
      order.add(fields[1] + "/" + fields[3]);
    }
  }

  private static void accept(Bench bench) {
    for (int v = 1; v <= VERSIONS; v++) {
      for (int p = 0; p < PATIENTS; p++) {
        bench.session("p" + p, "s" + p, v);
      }
    }
  }

  private static List<String> states(Bench bench) {
    return bench.deliveries("faulty").stream().map(MessageItem::state).distinct().toList();
  }

  private static long count(Bench bench, String condition) {
    return bench
        .jdbc
        .sql("select count(*) from message where partner = 'faulty' and " + condition)
        .query(Long.class)
        .single();
  }

  private MllpPeer peer(MllpPeer.Behaviour behaviour) throws Exception {
    var peer = new MllpPeer(0, behaviour);
    open.add(peer);
    return peer;
  }

  private Bench bench(int faulty, int well) throws Exception {
    var bench =
        new Bench(
            database,
            folder,
            "luer:\n  partners:\n" + partner("faulty", faulty) + partner("well", well),
            "node",
            true);
    open.add(0, bench);
    bench.engine.start();
    return bench;
  }

  private static String partner(String id, int port) {
    return """
              - id: %s
                kind: hospital
                name: %s
                patients: all
                receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport], connections: 2}
                dialect: {ack-timeout: 1s, retry-first: 100ms, retry-most: 500ms}
                delivery: {on-error: retry, on-reject: retry, circuit-after: 6, circuit-pause: 500ms}
          """
        .formatted(id, id, port);
  }
}

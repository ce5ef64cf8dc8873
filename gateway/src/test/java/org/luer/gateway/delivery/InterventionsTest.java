package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.access.Audit;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.Interventions.Who;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Replays.NotReplayable;

/** What a person does to a delivery, as the partner's socket sees it. */
@SuppressWarnings("NullAway.Init") // by JUnit
class InterventionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Who ANNA = new Who("anna", "the ward asked for it");

  @TempDir private Path folder;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicReference<String> code = new AtomicReference<>("AE");
  private MllpPeer rgh;
  private MllpPeer ward;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    rgh =
        new MllpPeer(
            0,
            (m, s) -> MllpPeer.ack(s, Objects.requireNonNull(code.get()), MllpPeer.controlId(m)));
    ward = new MllpPeer(0, MllpPeer.ALL_WELL);
    open.add(rgh);
    open.add(ward);
    bench =
        new Bench(
            database,
            folder,
            "luer:\n  partners:\n"
                + partner("rgh", rgh.port(), "all")
                + partner("ward", ward.port(), "all")
                + partner("stranger", ward.port(), "own"),
            "node",
            true);
    open.add(0, bench);
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    database.close();
  }

  @Test
  void heldDeliveryStaysAndItsLaterVersionsWaitUntilItIsReleased() {
    code.set("AA");
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    bench.session("p1", "s2", 1);
    var first = deliveries().get(0).id();
    bench.interventions.hold(first, ANNA);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 1);
    await().atMost(PATIENCE).until(() -> states().get(1).endsWith("waits-for-earlier-version"));
    assertThat(states())
        .containsExactly(
            "s1/1 held held-by-operator",
            "s1/2 queued waits-for-earlier-version",
            "s2/1 delivered null");
    bench.interventions.release(first, ANNA);
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 3);
    assertThat(rgh.received.get(1)).contains("PID|p1|s1|1|");
    assertThat(rgh.received.get(2)).contains("PID|p1|s1|2|");
    assertThat(audit())
        .containsExactly(
            "delivery-held anna rgh the ward asked for it",
            "delivery-released anna rgh the ward asked for it");
  }

  @Test
  void cancelledDeliveryIsNeverSentAndLaterVersionsGoOn() {
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    code.set("AA");
    bench.interventions.cancel(deliveries().get(0).id(), ANNA);
    await().atMost(PATIENCE).until(() -> states().get(1).startsWith("s1/2 delivered"));
    assertThat(states().get(0)).isEqualTo("s1/1 cancelled cancelled");
    assertThat(deliveries().get(0).reason()).isNotNull();
    assertThat(deliveries().get(0).reason().text())
        .isEqualTo("Cancelled by anna: the ward asked for it");
    var delivered = deliveries().get(1).id();
    assertThatThrownBy(() -> bench.interventions.cancel(delivered, ANNA))
        .isInstanceOf(NotReplayable.class)
        .hasMessageContaining("delivered");
  }

  @Test
  void editedBytesGoOutInItsTurnAndTheOriginalKeepsItsOwn() {
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    code.set("AA");
    var original = deliveries().get(0).id();
    var sent = rgh.received.get(0);
    var edited = sent.replace(MllpPeer.controlId(sent), "EDITED-1").replace("PID|p1|", "PID|P1|");
    var made = bench.interventions.edit(original, bytes(edited), ANNA);
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 3);
    assertThat(rgh.received.get(1)).isEqualTo(edited);
    assertThat(rgh.received.get(2)).as("the ledger knows version 1").endsWith("|2|1\r");
    assertThat(bench.messages.raw(original).orElseThrow().payload()).isEqualTo(bytes(sent));
    var copy = bench.messages.find(made).orElseThrow();
    assertThat(copy.replayOf()).isEqualTo(original);
    assertThat(copy.controlId()).isEqualTo("EDITED-1");
    assertThat(bench.messages.find(original).orElseThrow().state()).isEqualTo("superseded");
  }

  @Test
  void editRefusesWhatIsNoMessageOfThatType() {
    bench.session("p1", "s1", 1);
    var id = deliveries().get(0).id();
    for (var text :
        List.of(
            "nonsense\r",
            "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01||P|2.5.1\rPID|1\r",
            "MSH|^~\\&|L|L|H|H|20260101||ADT^A08^ADT_A01|1|P|2.5.1\rPID|1\r",
            "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|1|P|2.5.1\nPID|1\n",
            "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|1|P|2.5.1\rPID|1\u001c\r|A\r",
            "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|1|P|2.5.1\rPID|\u000b\r",
            "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|1|P|2.5.1\rPID|1\r".repeat(2))) {
      assertThatThrownBy(() -> bench.interventions.edit(id, bytes(text), ANNA))
          .isInstanceOf(NotReplayable.class);
    }
    assertThat(states()).containsExactly("s1/1 queued waits-its-turn");
    assertThat(audit()).isEmpty();
  }

  @Test
  void redirectGoesWhereDisclosurePermitsAndNowhereElse() {
    bench.session("p1", "s1", 1);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    await().atMost(PATIENCE).until(() -> ward.received.size() == 1);
    var original = deliveries().get(0).id();
    assertThatThrownBy(() -> bench.interventions.redirect(original, "stranger", ANNA))
        .isInstanceOf(NotReplayable.class)
        .hasMessageContaining("not permitted");
    assertThatThrownBy(() -> bench.interventions.redirect(original, "nobody", ANNA))
        .isInstanceOf(NotReplayable.class);
    assertThat(bench.deliveries("stranger")).isEmpty();
    assertThat(states()).containsExactly("s1/1 held ack-AE");
    var made = bench.interventions.redirect(original, "ward", ANNA);
    assertThatThrownBy(() -> bench.interventions.redirect(original, "ward", ANNA))
        .as("once only")
        .isInstanceOf(NotReplayable.class);
    await().atMost(PATIENCE).until(() -> ward.received.size() == 2);
    assertThat(bench.messages.find(made.get(0)).orElseThrow().replayOf()).isEqualTo(original);
    assertThat(states()).containsExactly("s1/1 superseded redirected");
    assertThat(audit()).containsExactly("delivery-redirected anna rgh the ward asked for it");
  }

  @Test
  void nothingIsPossibleWhileAnAnswerIsOutstanding() throws Exception {
    var answer = new CountDownLatch(1);
    var slow =
        new MllpPeer(
            0,
            (m, s) -> {
              answer.await();
              MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
            });
    open.add(slow);
    var other =
        new Bench(
            database,
            folder,
            "luer:\n  partners:\n" + partner("slow", slow.port(), "all"),
            "other",
            true);
    open.add(0, other);
    other.session("p9", "s9", 1);
    other.engine.start();
    await().atMost(PATIENCE).until(() -> slow.received.size() == 1);
    var id = other.deliveries("slow").get(0).id();
    for (Runnable act :
        List.<Runnable>of(
            () -> other.interventions.hold(id, ANNA),
            () -> other.interventions.cancel(id, ANNA),
            () -> other.interventions.edit(id, bytes("MSH|"), ANNA),
            () -> other.interventions.redirect(id, "slow", ANNA))) {
      assertThatThrownBy(act::run)
          .isInstanceOf(NotReplayable.class)
          .hasMessageContaining("outstanding");
    }
    answer.countDown();
    await().atMost(PATIENCE).until(() -> other.count("delivered") == 1);
  }

  @Test
  void tryingOutChangesNothingAndSaysWhatReplayingWouldSay() {
    bench.session("p1", "s1", 1);
    var queued = deliveries().get(0).id();
    assertThatThrownBy(() -> bench.replays.tryOut(queued, "anna", false))
        .isInstanceOf(NotReplayable.class)
        .hasMessageContaining("under way");
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    var before = bench.deliveries(null).size();
    bench.replays.tryOut(queued, "anna", false);
    assertThat(bench.deliveries(null)).hasSize(before);
    assertThat(states()).containsExactly("s1/1 held ack-AE");
    code.set("AA");
    bench.replays.replay(queued, "anna", false, Set.of(), made -> {});
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received.get(1)).isEqualTo(rgh.received.get(0));
  }

  private List<MessageItem> deliveries() {
    return bench.deliveries("rgh");
  }

  private List<String> states() {
    return deliveries().stream()
        .filter(d -> d.replayOf() == null)
        .map(
            d ->
                "%s/%d %s %s"
                    .formatted(
                        String.valueOf(d.record()).replaceAll(".*/", ""),
                        d.version(),
                        d.state(),
                        d.reason() == null ? null : d.reason().code()))
        .toList();
  }

  private List<String> audit() {
    return bench.audit.after(0, 50).stream()
        .filter(e -> !e.event().equals(Audit.DISCLOSED))
        .map(e -> e.event() + " " + e.actor() + " " + e.partner() + " " + e.reason())
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String partner(String id, int port, String patients) {
    return """
              - id: %s
                kind: hospital
                name: %s
                patients: %s
                receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
                dialect: {ack-timeout: 30s, retry-first: 100ms, retry-most: 500ms}
          """
        .formatted(id, id, patients, port);
  }
}

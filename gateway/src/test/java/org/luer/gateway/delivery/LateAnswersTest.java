package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.partner.SettingsSource;

/** Application answers that come by themselves, long after the commit answer or instead of it. */
@SuppressWarnings("NullAway.Init") // by JUnit
class LateAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private HikariDataSource database;
  private MllpPeer peer;
  private Bench bench;
  private PartnerIntake intake;
  private volatile String answer = "CA";

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    peer =
        new MllpPeer(
            0,
            (message, socket) -> {
              if (!answer.isEmpty()) {
                MllpPeer.ack(socket, answer, MllpPeer.controlId(message));
              }
            });
    bench =
        new Bench(
            database,
            folder,
            """
            luer:
              partners:
                - id: rgh
                  kind: hospital
                  name: General
                  patients: all
                  identify: {application: H, facility: H}
                  receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
                  dialect: {ack-timeout: 500ms, retry-first: 1h, retry-most: 1h}
                - id: ward
                  kind: hospital
                  name: Ward
                  identify: {application: W, facility: W}
            """
                .formatted(peer.port()),
            "node",
            true);
    var source = new SettingsSource(folder.resolve("luer-node.yaml"), Map.of(), List.of());
    intake =
        new PartnerIntake(
            bench.journal,
            bench.partners,
            source.read().clinic(),
            List.of(),
            bench.engine.credits(),
            Clock.systemUTC());
    bench.engine.start();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    peer.close();
    database.close();
  }

  private void comes(String from, String id, String code, String about) {
    var text =
        "MSH|^~\\&|%1$s|%1$s|L|L|20260101||ACK^R01^ACK|%2$s|P|2.5.1\rMSA|%3$s|%4$s\r"
            .formatted(from, id, code, about);
    intake.accept(
        text.getBytes(StandardCharsets.UTF_8), new Peer("mllp", "test", Optional.empty()));
  }

  private MessageItem only() {
    return bench.deliveries("rgh").get(0);
  }

  private String sent(String state) {
    bench.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> bench.count(state) == 1);
    return MllpPeer.controlId(peer.received.get(0));
  }

  @Test
  void aRefusalAfterTheCommitAnswerTakesTheDeliveryBack() {
    var id = sent("delivered");
    bench.session("p1", "s1", 2);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    assertThat(peer.received.get(1)).as("the second knows of the first").contains("|2|1");
    var second = MllpPeer.controlId(peer.received.get(1));
    comes("H", "A1", "AE", second);
    var refused = bench.deliveries("rgh").get(1);
    assertThat(refused.state()).isEqualTo("held");
    var reason = Objects.requireNonNull(refused.reason());
    assertThat(reason.code()).isEqualTo("ack-AE");
    assertThat(reason.text()).endsWith("after it had been taken");
    assertThat(bench.messages.answeredBy(refused.id())).hasSize(1);
    assertThat(
            bench
                .engine
                .ledger()
                .taken("rgh", "InfusionSession", "s1")
                .orElseThrow()
                .at("/ORU_R01/version")
                .asInt())
        .as("it has the first version")
        .isEqualTo(1);
    comes("H", "A2", "AR", id);
    assertThat(only().state()).isEqualTo("rejected");
    assertThat(bench.engine.ledger().taken("rgh", "InfusionSession", "s1")).isEmpty();
  }

  @Test
  void anAcceptanceIsLinkedAndChangesNothing() {
    var id = sent("delivered");
    comes("H", "A1", "AA", id);
    assertThat(only().state()).isEqualTo("delivered");
    assertThat(bench.messages.answeredBy(only().id())).hasSize(1);
  }

  @Test
  void anAcceptanceOfWhatGotNoAnswerSettlesIt() {
    answer = "";
    var id = sent("ambiguous");
    comes("W", "A0", "AA", id);
    assertThat(only().state()).as("of another partner").isEqualTo("ambiguous");
    comes("H", "A1", "AA", id);
    assertThat(only().state()).isEqualTo("delivered");
    assertThat(only().reason()).isNull();
    assertThat(bench.engine.ledger().taken("rgh", "InfusionSession", "s1")).isPresent();
    assertThat(peer.received).as("it is not sent again").hasSize(1);
  }

  @Test
  void anAnswerToSomethingUnknownSaysSo() {
    sent("delivered");
    comes("H", "A1", "AE", "NOBODY");
    assertThat(only().state()).isEqualTo("delivered");
    assertThat(
            bench
                .jdbc
                .sql("select reason_code from message where control_id = 'A1'")
                .query(String.class)
                .single())
        .isEqualTo("answers-nothing-known");
  }
}

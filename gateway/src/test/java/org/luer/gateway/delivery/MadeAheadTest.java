package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Messages that are made, and whose attempt begins, in the transaction that plans them. */
@SuppressWarnings("NullAway.Init") // by JUnit
class MadeAheadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final Set<String> insideTransaction = ConcurrentHashMap.newKeySet();
  private MllpPeer peer;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    peer =
        new MllpPeer(
            0,
            (m, s) -> {
              answered.await();
              MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
            });
    open.add(peer);
    start(1);
  }

  private void start(int connections) throws Exception {
    var settings = settings(peer.port(), connections);
    bench = new Bench(database, folder, settings, "one", true, new Trying());
    open.add(0, bench);
    bench.engine.start();
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
  void theMessageOfAnIdleLaneIsCommittedAsBegunAndSentOnce() {
    bench.session("p1", "s1", 1);
    assertThat(states()).containsExactly("s1 sending 1 kept begun");
    assertThat(insideTransaction).containsExactly("s1");
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(peer.received).hasSize(1);
    var attempts = bench.messages.attempts(bench.deliveries("rgh").get(0).id());
    assertThat(attempts).extracting(a -> a.outcome()).containsExactly("delivered");
  }

  @Test
  void whatCannotGoAtOnceIsNotBegun() {
    bench.session("p1", "s1", 1); // has the only connection
    bench.session("p1", "s2", 1); // its lane is at work
    bench.session("p2", "s3", 1);
    assertThat(states())
        .containsExactly("s1 sending 1 kept begun", "s2 queued 0 null not", "s3 queued 0 null not");
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 3);
    assertThat(peer.received).hasSize(3);
    bench
        .jdbc
        .sql(
            "insert into partner_control (partner, paused, actor, reason, changed_at)"
                + " values ('rgh', true, 'test', 'test', now())")
        .update();
    bench.engine.flow().controlsChanged("rgh");
    bench.session("p3", "s4", 1);
    assertThat(states()).contains("s4 queued 0 null not");
  }

  @Test
  void aLaterVersionIsMadeWhenItsTurnComes() {
    answered.countDown();
    bench.session("p1", "s1", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    insideTransaction.clear();
    bench.session("p1", "s1", 2);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    assertThat(insideTransaction).isEmpty();
  }

  @Test
  void oneThatCannotBeMadeYetIsTakenAndMadeLater() {
    answered.countDown();
    bench.session("p1", "broken", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(insideTransaction).containsExactly("broken");
    bench.session("p2", "s2", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    assertThat(insideTransaction).as("the connection was given back").contains("s2");
  }

  @Test
  void whenMakingItBreaksTheTransactionTheRepetitionIsTaken() {
    answered.countDown();
    assertThatThrownBy(() -> bench.session("p1", "breaks", 1))
        .as("nothing that would be told as a fault of the message")
        .isInstanceOf(TransientDataAccessException.class);
    assertThat(states()).isEmpty();
    bench.session("p1", "breaks", 1);
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(peer.received).hasSize(1);
  }

  @Test
  void onlyTurnsOfThisNodeAreBegunAhead() throws Exception {
    bench.close();
    start(400);
    int lanes = 300; // more turns than a node keeps
    for (int i = 0; i < lanes; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    assertThat(insideTransaction).as("the others are made when they get their turn").hasSize(256);
    answered.countDown();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == lanes);
    assertThat(peer.received).hasSize(lanes);
  }

  @Test
  void aStopSendsWhatWasBegun() {
    answered.countDown();
    bench.session("p1", "s1", 1);
    bench.engine.stop();
    assertThat(bench.count("delivered")).isEqualTo(1);
    assertThat(peer.received).hasSize(1);
  }

  /** Record, state, attempts, whether its bytes are kept and its attempt is written. */
  private List<String> states() {
    return bench
        .jdbc
        .sql(
            "select m.record_id || ' ' || m.state || ' ' || m.attempts || ' '"
                + " || case when p.content is null then 'null' else 'kept' end || ' '"
                + " || case when a.n is null then 'not' else 'begun' end from message m"
                + " left join payload p on p.message_id = m.id"
                + " left join attempt a on a.message_id = m.id"
                + " where m.direction = 'out' order by m.id")
        .query(String.class)
        .list();
  }

  private static String settings(int port, int connections) {
    return """
        luer:
          partners:
            - id: rgh
              kind: hospital
              name: RGH
              patients: all
              receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport], connections: %d}
              dialect: {ack-timeout: 60s, retry-first: 200ms, retry-most: 1s}
        """
        .formatted(port, connections);
  }

  /** One message for every version; some cannot be made inside a transaction. */
  private final class Trying implements Bench.Parts {
    @Override
    public Renderer renderer(JdbcClient jdbc) {
      return new Renderer() {
        @Override
        public String exchange() {
          return "sessionreport";
        }

        @Override
        public Rendering render(
            Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
          if (TransactionSynchronizationManager.isActualTransactionActive()) {
            insideTransaction.add(delivery.recordId());
            if (delivery.recordId().equals("broken")) {
              throw new ArithmeticException("not now");
            }
            if (delivery.recordId().equals("breaks")) {
              jdbc.sql("select 1 / 0").query(Integer.class).single();
            }
          }
          var text =
              "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|%s|P|2.5.1\r".formatted(delivery.id());
          return new Ready(
              text.getBytes(StandardCharsets.UTF_8),
              delivery.type(),
              "x-application/hl7-v2+er7",
              Optional.of(delivery.id()),
              JsonNodeFactory.instance.objectNode());
        }
      };
    }

    @Override
    public Routing routing(JdbcClient jdbc) {
      return (change, partner) ->
          List.of(
              new Routing.PlannedDelivery(
                  "sessionreport",
                  "ORU_R01",
                  new Lane(partner.id(), change.current().patientId(), Lane.Stream.CLINICAL),
                  "new",
                  null));
    }
  }
}

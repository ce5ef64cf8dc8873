package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.Interventions;

/** What was on its way when a gateway was killed, by the partner's policy for lost answers. */
@SuppressWarnings("NullAway.Init") // by JUnit
class InterruptedTest {
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
  void isSentAgainByItself() throws Exception {
    var peer = peer();
    var bench = interrupted("resend", peer.port());
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(peer.received).hasSize(1);
    assertThat(outcomes(bench)).containsExactly("ambiguous", "delivered");
  }

  @Test
  void waitsForAPersonWhereNothingIsToArriveTwice() throws Exception {
    var peer = peer();
    var bench = interrupted("hold", peer.port());
    await().atMost(PATIENCE).until(() -> bench.count("held") == 1);
    var held = bench.deliveries("rgh").get(0);
    assertThat(held.reason()).extracting(r -> r.code()).isEqualTo("gateway-stopped");
    assertThat(outcomes(bench)).containsExactly("ambiguous");
    assertThat(peer.received).isEmpty();
    bench.session("p1", "s2", 1); // another record of the same lane
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    bench.interventions.release(held.id(), new Interventions.Who("anna", "it did not arrive"));
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 2);
    assertThat(peer.received).hasSize(2);
    assertThat(outcomes(bench)).containsExactly("ambiguous", "delivered");
  }

  /** A gateway that finds a delivery whose attempt an earlier process began. */
  private Bench interrupted(String policy, int port) throws Exception {
    var settings =
        """
        luer:
          partners:
            - id: rgh
              kind: hospital
              name: RGH
              patients: all
              receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
              dialect: {ambiguous: %s, retry-first: 200ms, retry-most: 1s}
        """
            .formatted(port, policy);
    var bench = new Bench(database, folder, settings, "one", true);
    open.add(0, bench);
    bench.session("p1", "s1", 1);
    bench
        .jdbc
        .sql(
            "with m as (update message set state = 'sending', attempts = 1, payload_until = 'infinity',"
                + " control_id = 'c1' where direction = 'out' returning id),"
                + " p as (insert into payload (message_id, keep_until, content) select id, 'infinity',"
                + " convert_to(E'MSH|^~\\\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|c1|P|2.5.1\\r', 'UTF8') from m)"
                + " insert into attempt (message_id, n, started_at) select id, 1, now() from m")
        .update();
    bench.engine.start();
    return bench;
  }

  private static List<String> outcomes(Bench bench) {
    return bench.messages.attempts(bench.deliveries("rgh").get(0).id()).stream()
        .map(a -> String.valueOf(a.outcome()))
        .toList();
  }

  private MllpPeer peer() throws Exception {
    var peer = new MllpPeer(0, MllpPeer.ALL_WELL);
    open.add(peer);
    return peer;
  }
}

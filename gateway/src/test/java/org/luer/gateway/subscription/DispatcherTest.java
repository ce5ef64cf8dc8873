package org.luer.gateway.subscription;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When notifications are sent, by a clock that a test sets. */
@SuppressWarnings("NullAway.Init") // by JUnit
class DispatcherTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static PullGateway gateway;
  private static JdbcClient jdbc;
  private final Hands clock =
      new Hands(Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS));
  private Dispatcher dispatcher;
  private Subscriber endpoint;

  /** A clock that stands until it is moved. */
  private static final class Hands extends Clock {
    private Instant now;

    Hands(Instant now) {
      this.now = now;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway =
        new PullGateway(
            home, "  subscriptions: {hosts: [127.0.0.1]}\n", "--delivery.enabled=false");
    jdbc = gateway.context.getBean(JdbcClient.class);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void dispatcher() {
    jdbc.sql("delete from subscription").update();
    dispatcher = new Dispatcher(gateway.context.getBean(Dispatcher.Parts.class), clock, () -> 0);
    endpoint = new Subscriber();
  }

  @AfterEach
  void close() {
    dispatcher.stop();
    endpoint.close();
  }

  /** How many turns began something. */
  private int turn() {
    var begun = dispatcher.turn();
    begun.forEach(CompletableFuture::join);
    return begun.size();
  }

  private static String subscribe(ObjectNode wish) {
    var answer =
        gateway.call(
            "POST",
            "/fhir/Subscription",
            wish.toString(),
            gateway.token("all", "system/*.cruds"),
            "Content-Type",
            "application/fhir+json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return PullGateway.json(answer).path("id").asText();
  }

  private ObjectNode beating() {
    var wish = endpoint.wish("new-score", "id-only");
    ((ObjectNode) wish.path("channel"))
        .putArray("extension")
        .addObject()
        .put("url", Backport.HEARTBEAT)
        .put("valueUnsignedInt", 120);
    return wish;
  }

  private List<String> types() {
    return endpoint.bundles().stream().map(b -> Subscriber.parameter(b, "type")).toList();
  }

  private static String status(String id) {
    return jdbc.sql("select status from subscription where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  @Test
  void aHeartbeatComesWhenNothingElseDidForItsPeriod() {
    subscribe(beating());
    assertThat(turn()).isOne();
    clock.pass(Duration.ofSeconds(119));
    assertThat(turn()).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(turn()).isOne();
    assertThat(types()).containsExactly("handshake", "heartbeat");
    clock.pass(Duration.ofSeconds(60));
    gateway.putExample(ASSESSED, "-H1");
    turn();
    clock.pass(Duration.ofSeconds(100));
    assertThat(turn()).isZero();
    clock.pass(Duration.ofSeconds(20));
    turn();
    assertThat(types())
        .containsExactly("handshake", "heartbeat", "event-notification", "heartbeat");
    var beat = endpoint.bundles().get(3);
    assertThat(Subscriber.parameter(beat, "events-since-subscription-start")).isEqualTo("1");
    assertThat(Subscriber.events(beat)).isEmpty();
  }

  @Test
  void whatFailsIsSentAgainAfterWaitsThatGrowAndNeverGivenUp() {
    var id = subscribe(endpoint.wish("new-score", "id-only"));
    turn();
    assertThat(status(id)).isEqualTo("active");
    endpoint.always(aResponse().withStatus(500));
    gateway.putExample(ASSESSED, "-B1");
    gateway.putExample(ASSESSED, "-B2");
    var waits = new ArrayList<Long>();
    long waited = 0;
    for (int second = 0; second <= 3_600; second++) {
      if (turn() > 0) {
        waits.add(waited);
        waited = 0;
      }
      waited++;
      clock.pass(Duration.ofSeconds(1));
    }
    assertThat(waits.subList(0, 10))
        .containsExactly(0L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L);
    assertThat(status(id)).isEqualTo("error");
    endpoint.always(aResponse().withStatus(200));
    clock.pass(Duration.ofMinutes(5));
    turn();
    turn();
    assertThat(status(id)).isEqualTo("active");
    var numbers = endpoint.numbers();
    assertThat(numbers).isSorted();
    assertThat(numbers.get(numbers.size() - 1)).isEqualTo(2);
    assertThat(turn()).isZero();
  }

  @Test
  void whatANodeDidWhenItDiedAnotherDoesAgain() {
    var id = subscribe(endpoint.wish("new-score", "id-only"));
    var store = gateway.context.getBean(SubscriptionStore.class);
    assertThat(store.claim(9, "dead", clock.instant(), Duration.ofSeconds(90))).hasSize(1);
    assertThat(turn()).isZero();
    clock.pass(Duration.ofSeconds(91));
    assertThat(turn()).isOne();
    assertThat(status(id)).isEqualTo("active");
    assertThat(store.taken(id, "dead", 7, null, clock.instant())).isFalse();
    assertThat(jdbc.sql("select delivered from subscription").query(Long.class).single()).isZero();
  }

  @Test
  void itEndsWhenItsTimeIsOver() {
    var end = clock.instant().plusSeconds(600);
    var id = subscribe(endpoint.wish("new-score", "id-only").put("end", end.toString()));
    turn();
    clock.pass(Duration.ofMinutes(10));
    turn();
    assertThat(status(id)).isEqualTo("off");
    gateway.putExample(ASSESSED, "-O1");
    assertThat(turn()).isZero();
    assertThat(types()).containsExactly("handshake");
  }

  @Test
  void nothingIsSentForAClientThatIsGone() {
    var id = subscribe(endpoint.wish("new-score", "id-only"));
    turn();
    gateway.putExample(ASSESSED, "-G1");
    jdbc.sql("update subscription set client = 'nobody'").update();
    turn();
    assertThat(types()).containsExactly("handshake");
    assertThat(status(id)).isEqualTo("error");
    gateway.putExample(ASSESSED, "-G2");
    assertThat(jdbc.sql("select last_event from subscription").query(Long.class).single()).isOne();
  }

  @Test
  void eventsThatWereTakenAreKeptForATimeAndOthersForEver() {
    subscribe(endpoint.wish("new-score", "id-only"));
    turn();
    gateway.putExample(ASSESSED, "-K1");
    turn();
    gateway.putExample(ASSESSED, "-K2");
    var store = gateway.context.getBean(SubscriptionStore.class);
    assertThat(store.remove(Instant.now().minusSeconds(600))).isZero();
    assertThat(store.remove(Instant.now().plusSeconds(600))).isOne();
    turn();
    assertThat(endpoint.numbers()).containsExactly(1, 2);
  }
}

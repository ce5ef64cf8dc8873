package org.luer.gateway.alert;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.journal.Interventions.Who;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.mllp.CertificateDates.Dated;
import org.luer.gateway.partner.AlertSettings;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Alerts from a real journal to a real SMTP server and a real HTTP server. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AlertsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private HikariDataSource database;
  private Bench bench;
  private MllpPeer.Away away;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Dated> certificates = new ArrayList<>();
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final WireMockServer hook =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    mail.start();
    hook.start();
    answer(204);
    away = new MllpPeer.Away();
    open.add(away);
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
                  sends: {exchanges: [], silent-after: %s}
                  receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport]}
                  dialect: {ack-timeout: 1s, retry-first: 100ms, retry-most: 300ms}
                  delivery: {circuit-after: 2, circuit-pause: 300ms}
            """
                .formatted("1d", away.port()),
            "node",
            true);
    open.add(bench);
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    mail.stop();
    hook.stop();
    database.close();
  }

  @Test
  void eachChangeIsToldOnceByEveryWay() throws Exception {
    bench.session("zzyzx", "s1", 1);
    var alerts = alerts(Duration.ZERO, Duration.ofDays(1));
    alerts.look();
    alerts.look();
    alerts.look();
    assertThat(told()).containsExactly("began queue-age rgh");
    assertThat(subjects()).containsExactly("Luer: queue-age began (rgh)");
    assertThat(alerts.open()).containsEntry("queue-age", 1);

    bench.interventions.cancel(bench.deliveries("rgh").get(0).id(), new Who("anna", "not needed"));
    alerts.look();
    alerts.look();
    assertThat(told()).containsExactly("began queue-age rgh", "ended queue-age rgh");
    assertThat(subjects())
        .containsExactly("Luer: queue-age began (rgh)", "Luer: queue-age ended (rgh)");
    assertThat(alerts.open()).isEmpty();
    assertThat(alerts.list(true, 10)).isEmpty();
    assertThat(alerts.list(false, 10)).hasSize(1);

    bench.session("zzyzx", "s2", 1);
    alerts.look();
    assertThat(told()).hasSize(3).endsWith("began queue-age rgh");
    assertThat(everythingTold()).doesNotContain("zzyzx").contains("rgh");
  }

  @Test
  void whatCouldNotBeToldIsToldLaterAndTheOtherWayIsNotRepeated() throws Exception {
    answer(503);
    bench.session("p1", "s1", 1);
    var alerts = alerts(Duration.ZERO, Duration.ofDays(1));
    alerts.look();
    alerts.look();
    assertThat(subjects()).hasSize(1);
    answer(200);
    alerts.look();
    alerts.look();
    assertThat(subjects()).hasSize(1);
    var keys =
        hook.getAllServeEvents().stream()
            .map(
                e ->
                    e.getRequest().getHeader("Idempotency-Key") + " " + e.getResponse().getStatus())
            .sorted()
            .toList();
    assertThat(keys).hasSize(3).endsWith("1-began 503").startsWith("1-began 200");
  }

  @Test
  void safetySignalThatNobodyTookIsTold() throws Exception {
    bench.session("p1", "s1", 1);
    bench.jdbc.sql("update message set stream = 'safety' where direction = 'out'").update();
    alerts(Duration.ofDays(1), Duration.ofDays(1)).look();
    assertThat(told()).as("not yet").isEmpty();
    alerts(Duration.ofDays(1), Duration.ZERO).look();
    assertThat(told()).containsExactly("began safety-signal rgh");
    bench.jdbc.sql("update message set state = 'delivered' where direction = 'out'").update();
    alerts(Duration.ofDays(1), Duration.ZERO).look();
    assertThat(told()).containsExactly("began safety-signal rgh", "ended safety-signal rgh");
  }

  @Test
  void endpointThatFailsIsToldUntilItAnswers() throws Exception {
    var alerts = alerts(Duration.ofDays(1), Duration.ofDays(1));
    for (int i = 0; i < 4; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> !bench.engine.flow().circuits().isEmpty());
    alerts.look();
    assertThat(told()).containsExactly("began circuit-open rgh");
    open.add(0, away.comes(MllpPeer.ALL_WELL));
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 4);
    alerts.look();
    assertThat(told()).containsExactly("began circuit-open rgh", "ended circuit-open rgh");
  }

  @Test
  void heldDeliveryNeedsAPerson() throws Exception {
    bench.session("p1", "s1", 1);
    bench.interventions.hold(bench.deliveries("rgh").get(0).id(), new Who("anna", "wait"));
    alerts(Duration.ofDays(1), Duration.ofDays(1)).look();
    assertThat(told()).containsExactly("began needs-person rgh");
  }

  @Test
  void feedThatIsSilentIsTold() throws Exception {
    bench.session("p1", "s1", 1);
    bench
        .jdbc
        .sql(
            "update message set partner = 'rgh', received_at = received_at - interval '25 hours'"
                + " where direction = 'in'")
        .update();
    bench.jdbc.sql("update message set state = 'delivered' where direction = 'out'").update();
    var alerts = alerts(Duration.ofDays(1), Duration.ofDays(1));
    alerts.look();
    assertThat(told()).containsExactly("began silent-feed rgh");
    bench.jdbc.sql("update message set received_at = now() where direction = 'in'").update();
    alerts.look();
    assertThat(told()).containsExactly("began silent-feed rgh", "ended silent-feed rgh");
  }

  @Test
  void whatWasNeverMadeIsToldUntilItIs() throws Exception {
    bench.session("zzyzx", "s1", 1);
    var alerts = alerts(Duration.ofDays(1), Duration.ofDays(1));
    var expectations = bench.expectations();
    expectations.look(Duration.ofDays(1));
    alerts.look();
    assertThat(told()).as("queued is made").isEmpty();

    bench.jdbc.sql("delete from message where direction = 'out'").update();
    expectations.look(Duration.ofDays(1));
    alerts.look();
    alerts.look();
    assertThat(told()).containsExactly("began delivery-gap rgh");
    var registry = new SimpleMeterRegistry();
    var metrics =
        new QueueMetrics(
            registry, bench.jdbc, alerts, bench.engine.flow()::circuits, Clock.systemUTC());
    metrics.refresh();
    assertThat(registry.get("luer.deliveries.missing").tag("partner", "rgh").gauge().value())
        .isEqualTo(1);
    assertThat(everythingTold()).doesNotContain("zzyzx").doesNotContain("s1");

    var received =
        bench.messages.list(new MessageFilter(null, null, null, null, List.of(), null, null, 1));
    bench.replays.replay(received.items().get(0).id(), "anna", false, Set.of("rgh"), made -> {});
    expectations.look(Duration.ofDays(1));
    alerts.look();
    assertThat(told()).containsExactly("began delivery-gap rgh", "ended delivery-gap rgh");
  }

  @Test
  void gaugesCountWhatWaitsByPartnerAndState() {
    bench.session("zzyzx", "s1", 1);
    bench.session("zzyzx", "s2", 1);
    bench.interventions.hold(bench.deliveries("rgh").get(0).id(), new Who("anna", "wait"));
    var registry = new SimpleMeterRegistry();
    var alerts = alerts(Duration.ZERO, Duration.ofDays(1));
    alerts.look();
    var metrics =
        new QueueMetrics(
            registry, bench.jdbc, alerts, bench.engine.flow()::circuits, Clock.systemUTC());
    metrics.refresh();
    assertThat(gauge(registry, "luer.deliveries", "queued")).isEqualTo(1);
    assertThat(gauge(registry, "luer.deliveries", "held")).isEqualTo(1);
    assertThat(gauge(registry, "luer.deliveries.oldest", "queued")).isPositive();
    assertThat(registry.get("luer.alerts").tag("kind", "queue-age").gauge().value()).isEqualTo(1);
    assertThat(registry.getMetersAsString()).doesNotContain("zzyzx");
    bench.jdbc.sql("update message set state = 'delivered' where direction = 'out'").update();
    metrics.refresh();
    assertThat(registry.find("luer.deliveries").gauges()).isEmpty();
  }

  @Test
  void certificateThatEndsSoonIsToldUntilItIsRenewed() throws Exception {
    var alerts = alerts(Duration.ofDays(1), Duration.ofDays(1));
    var soon = Instant.parse("2026-12-24T00:00:00Z");
    certificates.add(new Dated("partner rgh", "own", "CN=gateway", soon, 29L, null));
    certificates.add(new Dated("listener mllps", "own", "CN=gateway", soon, 30L, null));
    alerts.look();
    alerts.look();
    certificates.set(0, new Dated("partner rgh", "own", "CN=gateway", soon, -1L, null));
    alerts.look();
    assertThat(told()).containsExactly("began certificate rgh");
    certificates.clear();
    certificates.add(new Dated("partner rgh", "own", null, null, null, "cannot be used"));
    alerts.look();
    assertThat(told())
        .containsExactlyInAnyOrder(
            "began certificate rgh", "ended certificate rgh", "began certificate rgh");
  }

  private static double gauge(SimpleMeterRegistry registry, String name, String state) {
    return registry.get(name).tag("partner", "rgh").tag("state", state).gauge().value();
  }

  private Alerts alerts(Duration queueAge, Duration safetyAge) {
    var settings =
        new AlertSettings(
            Duration.ofSeconds(30),
            queueAge,
            safetyAge,
            30,
            Duration.ofMinutes(1),
            Duration.ofDays(3),
            new AlertSettings.Webhook(URI.create(hook.url("/alerts")), token()),
            new AlertSettings.Mail(
                "127.0.0.1",
                mail.getSmtp().getPort(),
                false,
                null,
                null,
                "luer@clinic.example.org",
                List.of("desk@clinic.example.org")));
    var watch =
        new Watch(
            bench.jdbc,
            bench.partners,
            settings,
            bench.engine.flow()::circuits,
            () -> List.copyOf(certificates),
            Clock.systemUTC());
    return new Alerts(
        bench.jdbc,
        new TransactionTemplate(new JdbcTransactionManager(database)),
        watch,
        List.of(
            new WebhookWay(java.util.Objects.requireNonNull(settings.webhook())),
            new MailWay(java.util.Objects.requireNonNull(settings.mail()))),
        Clock.systemUTC());
  }

  private Path token() {
    try {
      return Files.writeString(folder.resolve("hook.token"), "hook-secret\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(int status) {
    hook.stubFor(post(urlEqualTo("/alerts")).willReturn(aResponse().withStatus(status)));
  }

  private List<String> told() throws Exception {
    var lines = new ArrayList<String>();
    var events = new ArrayList<>(hook.getAllServeEvents());
    java.util.Collections.reverse(events);
    for (var event : events) {
      assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("Bearer hook-secret");
      JsonNode body = JSON.readTree(event.getRequest().getBody());
      lines.add(
          body.path("change").asText()
              + " "
              + body.path("kind").asText()
              + " "
              + body.path("partner").asText());
    }
    return lines;
  }

  private List<String> subjects() throws Exception {
    var subjects = new ArrayList<String>();
    for (MimeMessage message : mail.getReceivedMessages()) {
      subjects.add(message.getSubject());
    }
    return subjects;
  }

  private String everythingTold() {
    return Stream.concat(
            Stream.of(mail.getReceivedMessages()).map(GreenMailUtil::getWholeMessage),
            hook.getAllServeEvents().stream().map(e -> e.getRequest().getBodyAsString()))
        .reduce("", String::concat);
  }
}

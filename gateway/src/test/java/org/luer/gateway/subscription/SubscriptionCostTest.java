package org.luer.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What subscriptions cost the intake: assessments a second by {@code PUT /api/v1/assessments}, each
 * of which is an event of every subscription, while none, 10 and 50 are active, each of a client of
 * its own that may have it. Prints ratios; judges only that no event is missing.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class SubscriptionCostTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String SCOPE = "system/*.cruds";
  private static final int MESSAGES = Integer.getInteger("subscriptions.messages", 12);
  private static final int ROUNDS = Integer.getInteger("subscriptions.rounds", 1);
  private static final int SENDERS = 4;
  private static final List<Integer> ACTIVE = List.of(0, 10, 50);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Test
  void everyMessageIsAnEventOfEverySubscription(@TempDir Path home) throws Exception {
    var endpoint =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .disableRequestJournal());
    endpoint.start();
    endpoint.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
    var settings = "  subscriptions: {hosts: [127.0.0.1]}\n";
    try (var gateway = new PullGateway(home, settings)) {
      gateway.putExample(ASSESSED, "-0");
      var most = ACTIVE.get(ACTIVE.size() - 1);
      for (int i = 0; i < most; i++) {
        subscribe(gateway, "http://127.0.0.1:" + endpoint.port() + "/hook");
      }
      var jdbc = gateway.context.getBean(JdbcClient.class);
      Subscriber.until(() -> shaken(jdbc) == most);
      active(jdbc, 0);
      send(gateway, MESSAGES); // warm
      Map<Integer, List<Double>> rates = new TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int subscriptions : ACTIVE) {
          active(jdbc, subscriptions);
          int before = events(jdbc);
          var rate = send(gateway, MESSAGES);
          assertThat(events(jdbc) - before).isEqualTo(MESSAGES * subscriptions);
          rates.computeIfAbsent(subscriptions, n -> new ArrayList<>()).add(rate);
        }
      }
      var none = median(Objects.requireNonNull(rates.get(0)));
      rates.forEach(
          (subscriptions, all) ->
              System.out.printf(
                  Locale.ROOT,
                  "%d subscriptions: %.1f messages a second, %.2f of the rate without%n",
                  subscriptions,
                  median(all),
                  median(all) / none));
    } finally {
      endpoint.stop();
    }
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
  }

  private static void subscribe(PullGateway gateway, String endpoint) throws Exception {
    var token =
        SmartClient.es384(gateway.address).register(gateway.clinic, "all", SCOPE).token(SCOPE);
    var answer =
        gateway.call(
            "POST",
            "/fhir/Subscription",
            Subscriber.wish(endpoint, "new-score", "id-only").toString(),
            token,
            "Content-Type",
            "application/fhir+json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** So many of them are active, the others are off. */
  private static void active(JdbcClient jdbc, int subscriptions) {
    jdbc.sql(
            "update subscription s set status = case when o.nth <= :most then 'active' else 'off' end"
                + " from (select id, row_number() over (order by id) as nth from subscription) o"
                + " where o.id = s.id")
        .param("most", subscriptions)
        .update();
  }

  private static int shaken(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from subscription where status = 'active'")
        .query(Integer.class)
        .single();
  }

  private static int events(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from subscription_event").query(Integer.class).single();
  }

  /** Sends so many messages by several senders; how many a second went in. */
  private static double send(PullGateway gateway, int messages) throws Exception {
    var record = assessment();
    var senders = Executors.newFixedThreadPool(SENDERS);
    try {
      var work = new ArrayList<Callable<Void>>();
      for (int i = 0; i < messages; i++) {
        var one = record.deepCopy().put("id", "COST-" + NUMBER.incrementAndGet());
        work.add(
            () -> {
              gateway.put(one);
              return null;
            });
      }
      long began = System.nanoTime();
      for (var done : senders.invokeAll(work)) {
        done.get();
      }
      return messages / ((System.nanoTime() - began) / 1e9);
    } finally {
      senders.shutdown();
    }
  }

  private static ObjectNode assessment() {
    var record =
        PullGateway.example(ASSESSED).stream()
            .filter(r -> r.path("kind").asText().equals("Assessment"))
            .findFirst()
            .orElseThrow();
    record.put("patientId", "NLK100482-0");
    record.remove("sessionId");
    return record;
  }
}

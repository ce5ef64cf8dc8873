package org.luer.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What subscriptions cost the intake: assessments a second by {@code PUT /api/v1/assessments} while
 * none, 10 and 50 subscriptions are active, each of another psychiatrist: of such as have the
 * patient, so that every message is an event of every subscription, and of such as have not. Prints
 * ratios; judges only that no event is missing or too many.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class SubscriptionCostTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String SCOPE = "system/*.cruds";
  private static final int MESSAGES = Integer.getInteger("subscriptions.messages", 12);
  private static final int ROUNDS = Integer.getInteger("subscriptions.rounds", 1);
  private static final int SENDERS = 4;
  private static final int MOST = 50;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Test
  void everyMessageIsAnEventOfEverySubscriptionWhosePartnerMayHaveIt(@TempDir Path home)
      throws Exception {
    var endpoint =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .disableRequestJournal());
    endpoint.start();
    endpoint.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
    try (var gateway = new PullGateway(home, settings())) {
      gateway.putExample(ASSESSED, "-0");
      for (int i = 0; i < MOST; i++) {
        for (var kind : List.of("has", "not")) {
          subscribe(gateway, kind + i, "http://127.0.0.1:" + endpoint.port() + "/hook");
        }
      }
      var jdbc = gateway.context.getBean(JdbcClient.class);
      Subscriber.until(() -> shaken(jdbc) == 2 * MOST);
      active(jdbc, "has", 0);
      send(gateway, MESSAGES); // warm
      Map<String, List<Double>> rates = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        rate(gateway, "has", 0, "none", rates);
        for (int subscriptions : List.of(10, MOST)) {
          rate(gateway, "has", subscriptions, subscriptions + " that have the patient", rates);
          rate(gateway, "not", subscriptions, subscriptions + " that have not", rates);
        }
      }
      var none = median(Objects.requireNonNull(rates.get("none")));
      rates.forEach(
          (name, all) ->
              System.out.printf(
                  Locale.ROOT,
                  "subscriptions: %s: %.1f messages a second, %.2f of the rate without%n",
                  name,
                  median(all),
                  median(all) / none));
    } finally {
      endpoint.stop();
    }
  }

  /** Partners that have every patient, and such that have none. */
  private static String settings() {
    var settings = new StringBuilder();
    for (int i = 0; i < MOST; i++) {
      settings.append(
          """
              - {id: has%1$d, kind: psychiatrist, name: Has, patients: all}
              - {id: not%1$d, kind: psychiatrist, name: Not, npi: ["1245319599"], patients: referred}
          """
              .formatted(i));
    }
    return settings + "  subscriptions: {hosts: [127.0.0.1]}\n";
  }

  /** Sends with so many active, after the events before have been told. */
  private static void rate(
      PullGateway gateway, String of, int active, String name, Map<String, List<Double>> rates)
      throws Exception {
    var jdbc = gateway.context.getBean(JdbcClient.class);
    Subscriber.until(() -> behind(jdbc) == 0);
    active(jdbc, of, active);
    int before = events(jdbc);
    var rate = send(gateway, MESSAGES);
    assertThat(events(jdbc) - before).isEqualTo(of.equals("has") ? MESSAGES * active : 0);
    rates.computeIfAbsent(name, n -> new ArrayList<>()).add(rate);
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
  }

  private static void subscribe(PullGateway gateway, String partner, String endpoint)
      throws Exception {
    var token =
        SmartClient.es384(gateway.address).register(gateway.clinic, partner, SCOPE).token(SCOPE);
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

  /** So many of those partners' are active, the others are off. */
  private static void active(JdbcClient jdbc, String of, int subscriptions) {
    jdbc.sql(
            "update subscription s set status = case when o.nth <= :most and starts_with(s.partner, :of)"
                + " then 'active' else 'off' end from (select id, row_number() over (partition by"
                + " left(partner, 3) order by id) as nth from subscription) o where o.id = s.id")
        .param("most", subscriptions)
        .param("of", of)
        .update();
  }

  /** Events that no endpoint has taken yet. */
  private static int behind(JdbcClient jdbc) {
    return jdbc.sql(
            "select coalesce(sum(last_event - delivered), 0) from subscription where status <> 'off'")
        .query(Integer.class)
        .single();
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

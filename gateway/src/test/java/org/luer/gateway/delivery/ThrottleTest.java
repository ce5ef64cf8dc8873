package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

@SuppressWarnings("NullAway.Init") // by JUnit
class ThrottleTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private static HikariDataSource database;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static Throttle node() {
    return new Throttle(JdbcClient.create(database));
  }

  @Test
  void twoNodesTogetherKeepThePaceOfOne() {
    var here = node();
    var there = node();
    assertThat(here.take("rgh", 6, NOON)).isEmpty();
    assertThat(there.take("rgh", 6, NOON)).contains(NOON.plusSeconds(10));
    assertThat(here.take("rgh", 6, NOON)).contains(NOON.plusSeconds(20));
    assertThat(there.take("rgh", 6, NOON.plusSeconds(10))).isEmpty();
    assertThat(here.take("rgh", 6, NOON.plusSeconds(10))).contains(NOON.plusSeconds(30));
    assertThat(here.take("ward", 6, NOON)).isEmpty();
  }

  @Test
  void oneOfManyThatAskAtOnceMayGoAndTheOthersComeBackOneAfterAnother() throws Exception {
    var asking = new ArrayList<Callable<Optional<Instant>>>();
    for (int i = 0; i < 16; i++) {
      asking.add(() -> node().take("many", 60, NOON));
    }
    var turns = new ArrayList<Optional<Instant>>();
    var pool = Executors.newFixedThreadPool(8);
    try {
      for (var turn : pool.invokeAll(asking)) {
        turns.add(turn.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(turns).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(turns.stream().flatMap(Optional::stream).distinct()).hasSize(15);
  }

  @Test
  void anotherPaceCountsAtOnce() {
    var node = node();
    assertThat(node.take("slow", 1, NOON)).isEmpty();
    assertThat(node.take("slow", 1, NOON)).contains(NOON.plus(Duration.ofMinutes(1)));
    assertThat(node.take("slow", 60, NOON.plusSeconds(1))).isEmpty();
    assertThat(node.take("slow", 60, NOON.plusSeconds(1))).contains(NOON.plusSeconds(2));
    assertThat(node.take("slow", 0, NOON.plusSeconds(1))).isEmpty();
  }
}

package org.luer.conformance.kit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.MllpHospital;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * What was acknowledged arrives, in the order of its lane, whatever is killed. A ward sends without
 * pause to the gateway, which passes on to a hospital; a message comes twice at most where
 * something was killed between its sending and its answer. Profile {@code kill}.
 */
@Tag("kill")
class KillIT {
  private static final int SENDERS = 4;
  private static final Duration STILL = Duration.ofMinutes(2);
  private static final int BETWEEN = Integer.getInteger("kill.between", 40);

  @TempDir Path home;

  /** Kills something; the count of the round begins with 0. */
  private interface Blow {
    void strike(int round) throws Exception;
  }

  @Test
  void theGatewayIsKilledTenTimes() throws Exception {
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partners(hospital.port()))) {
      var blow =
          (Blow)
              round -> {
                gateway.kill();
                gateway.restart();
              };
      survives(hospital, List.of(gateway), 10, blow);
    }
  }

  @Test
  void theEmbeddedDatabaseIsKilledFiveTimes() throws Exception {
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partners(hospital.port()))) {
      survives(hospital, List.of(gateway), 5, round -> gateway.killDatabase());
    }
  }

  @Test
  void gatewayAndEmbeddedDatabaseAreKilledFiveTimes() throws Exception {
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partners(hospital.port()))) {
      var blow =
          (Blow)
              round -> {
                gateway.killWithDatabase();
                gateway.restart();
              };
      survives(hospital, List.of(gateway), 5, blow);
    }
  }

  @Test
  void theExternalDatabaseIsKilledFiveTimes() throws Exception {
    try (var postgres = new Postgres(home);
        var hospital = new MllpHospital();
        var gateway =
            RunningGateway.start(home, partners(hospital.port()), postgres.settings(home))) {
      survives(hospital, List.of(gateway), 5, round -> postgres.killAndRestart());
    }
  }

  @Test
  void bothNodesOfAPairAreKilledInTurn() throws Exception {
    var second = Files.createDirectory(home.resolve("second"));
    try (var postgres = new Postgres(home);
        var hospital = new MllpHospital();
        var one = RunningGateway.start(home, partners(hospital.port()), postgres.settings(home));
        var other =
            RunningGateway.start(second, partners(hospital.port()), postgres.settings(home))) {
      var pair = List.of(one, other);
      var blow =
          (Blow)
              round -> {
                pair.get(round % 2).kill();
                Thread.sleep(3_000); // the other works alone
                pair.get(round % 2).restart();
              };
      survives(hospital, pair, 6, blow);
    }
  }

  @Test
  void theHospitalVanishesFiveTimesWithoutAWord() throws Exception {
    var gone = new AtomicBoolean();
    try (var hospital = new MllpHospital();
        var gateway = RunningGateway.start(home, partners(hospital.port()))) {
      hospital.answerWith(
          message -> {
            while (gone.get()) {
              pause(); // keeps the connection open and says nothing
            }
            return MllpHospital.accept(message);
          });
      var blow =
          (Blow)
              round -> {
                gone.set(true);
                Thread.sleep(4_000);
                gone.set(false);
              };
      survives(hospital, List.of(gateway), 5, blow);
    }
  }

  private static void survives(
      MllpHospital hospital, List<RunningGateway> gateways, int rounds, Blow blow)
      throws Exception {
    try (var ward = new Ward(SENDERS, gateways.stream().map(RunningGateway::mllpPort).toList())) {
      for (int round = 0; round < rounds; round++) {
        ward.awaitMore(BETWEEN);
        blow.strike(round);
      }
      ward.awaitMore(BETWEEN);
      ward.finish();
      assertThat(ward.refused()).isEmpty();
      var acknowledged = ward.acknowledged();
      awaitAll(hospital, acknowledged);
      assertThat(outOfOrder(visits(hospital))).as("order broken").isEmpty();
      int again = visits(hospital).size() - new HashSet<>(visits(hospital)).size();
      System.out.printf(
          "%d acknowledged, 0 lost, %d came twice, %d kills%n", acknowledged.size(), again, rounds);
      // at a blow one message at most is on its way over each connection of the partner
      assertThat(again).isLessThanOrEqualTo(rounds * SENDERS);
    }
  }

  /** As long as something comes: how much waits depends on how fast the ward was. */
  private static void awaitAll(MllpHospital hospital, List<String> acknowledged)
      throws InterruptedException {
    int came = -1;
    var last = Instant.now();
    while (!new HashSet<>(visits(hospital)).containsAll(acknowledged)) {
      if (hospital.received().size() != came) {
        came = hospital.received().size();
        last = Instant.now();
      }
      assertThat(Duration.between(last, Instant.now())).as("nothing came").isLessThan(STILL);
      Thread.sleep(1_000);
    }
  }

  private static List<String> visits(MllpHospital hospital) {
    return hospital.received().stream()
        .map(m -> MllpHospital.field(m, "PV1", 19))
        .map(v -> v.substring(0, v.indexOf('^')))
        .toList();
  }

  /** First arrivals that came before an earlier one of the same patient. */
  private static List<String> outOfOrder(List<String> visits) {
    var last = new HashMap<String, String>();
    var seen = new HashSet<String>();
    var broken = new ArrayList<String>();
    for (var visit : visits) {
      if (seen.add(visit)) {
        var before = last.put(visit.substring(0, 3), visit);
        if (before != null && before.compareTo(visit) > 0) {
          broken.add(visit);
        }
      }
    }
    return broken;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String partners(int port) throws IOException {
    return """
        - id: rgh
          kind: hospital
          name: Regional General
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          patients: all
          dialect: {ack-timeout: 2s, retry-first: 100ms, retry-most: 1s}
          receives:
            - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [sessionreport], messages: [ORU_R01], from: [ward], connections: %d}
        - id: ward
          kind: hospital
          name: Ward
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          identify: {application: WARD, facility: RGH}
          sends: {exchanges: [sessionreport]}
        """
        .formatted(port, SENDERS);
  }
}

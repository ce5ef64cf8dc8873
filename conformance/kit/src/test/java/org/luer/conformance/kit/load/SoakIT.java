package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * Half of what the gateway can take, for half an hour: everything comes out and the memory stays
 * flat. Prints the rate, the 99th percentile of the answer and the resident memory of each minute.
 * Profile {@code load}; meant for an otherwise idle machine.
 */
@Tag("load")
class SoakIT {
  private static final int MINUTES = Integer.getInteger("load.minutes", 30);
  private static final int WARM = Integer.getInteger("load.warm", 12_000);
  private static final int CONNECTIONS = 4;

  @TempDir Path home;

  @Test
  void halfOfTheRateForHalfAnHourLeavesTheMemoryFlat() throws Exception {
    try (var postgres = new Postgres(home);
        var hospital = new Counter();
        var gateway =
            RunningGateway.start(
                home, Reports.partners(hospital.port()), postgres.settings(home))) {
      double rate = most(gateway, hospital) / 2;
      int before = hospital.count();
      int sent = 0;
      var resident = new ArrayList<Long>();
      for (int minute = 1; minute <= MINUTES; minute++) {
        var answers =
            Reports.pace(
                gateway.mllpPort(), CONNECTIONS, rate, Duration.ofMinutes(1), "m" + minute);
        sent += answers.length();
        resident.add(Resident.mebibytes(gateway.handle()));
        System.out.printf(
            "minute %d: %.0f/s, p99 of the answer %.1f ms, resident %d MiB%n",
            minute, rate, Reports.p99(answers), resident.get(minute - 1));
      }
      hospital.await(before + sent);
      int third = Math.max(1, MINUTES / 3);
      long middle = Collections.max(resident.subList(MINUTES / 3, MINUTES - third + 1));
      long last = Collections.max(resident.subList(MINUTES - third, MINUTES));
      System.out.printf(
          "%d sent and delivered; middle third at most %d MiB, last %d%n", sent, middle, last);
      assertThat(last).as("resident MiB of the last third").isLessThan(middle * 11 / 10);
    }
  }

  /** Messages a second that the gateway delivers when it is warm and more than enough comes. */
  private static double most(RunningGateway gateway, Counter hospital) throws Exception {
    Reports.send(gateway.mllpPort(), CONNECTIONS, WARM, "warm");
    hospital.await(WARM);
    int count = WARM / 4;
    long start = System.nanoTime();
    Reports.send(gateway.mllpPort(), CONNECTIONS, count, "most");
    hospital.await(WARM + count);
    return count / ((System.nanoTime() - start) / 1e9);
  }
}

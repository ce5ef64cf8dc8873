package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * A gateway that starts with a long queue is ready as soon as one with none, drains it in order and
 * does not grow. Prints what it measured. Profile {@code load}.
 */
@Tag("load")
class QueueIT {
  private static final int QUEUED = Integer.getInteger("load.queued", 100_000);

  /** So little that a queue held in memory would end it. */
  private static final String HEAP = "512m";

  @TempDir Path home;

  @Test
  void aLongQueueNeitherDelaysTheStartNorFillsTheMemory() throws Exception {
    try (var postgres = new Postgres(home);
        var hospital = new Counter();
        var gateway =
            RunningGateway.startWithin(
                home, Reports.partners(hospital.port()), postgres.settings(home), HEAP)) {
      long empty = restart(gateway);
      long small = Resident.mebibytes(gateway.handle());
      hospital.open(false);
      Reports.send(gateway.mllpPort(), 16, QUEUED, "q");
      long full = restart(gateway);
      hospital.open(true);
      long most = 0;
      while (hospital.count() < QUEUED) {
        most = Math.max(most, Resident.mebibytes(gateway.handle()));
        Thread.sleep(500);
      }
      System.out.printf(
          "start with an empty queue %.1f s, with %d waiting %.1f s; resident %d MiB at first, at most %d MiB%n",
          empty / 1e9, QUEUED, full / 1e9, small, most);
      assertThat(full).as("start").isLessThan(2 * empty);
      assertThat(most).as("resident MiB").isLessThan(1024);
    }
  }

  private static long restart(RunningGateway gateway) throws Exception {
    assertThat(gateway.stop()).isTrue();
    long start = System.nanoTime();
    gateway.restart();
    return System.nanoTime() - start;
  }
}

package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * A bulk export takes the same memory whether it is small or large: the second half of it does not
 * make the gateway grow. Prints what it measured. Profile {@code load}.
 */
@Tag("load")
class BulkIT {
  private static final int RESOURCES = Integer.getInteger("load.resources", 100_000);

  /** What the machine and the collector do beside the export, in MiB. */
  private static final long NOISE = 96;

  @TempDir private Path home;

  @Test
  void theMemoryDoesNotGrowWithTheExport() throws Exception {
    try (var postgres = new Postgres(home);
        var gateway = RunningGateway.start(home, BulkClient.PARTNERS, postgres.settings(home))) {
      var client = new BulkClient(gateway);
      client.session(0);
      int first = export(gateway, client).total();
      client.session(1);
      // what all share (the clinic, its people) comes once
      int each = export(gateway, client).total() - first;
      int sessions = (RESOURCES - first) / each + 2;
      for (int n = 2; n < sessions; n++) {
        client.session(n);
      }
      var large = export(gateway, client);
      var half = large.resident().size() / 2;
      long early = large.resident().subList(0, half).stream().mapToLong(r -> r).max().orElse(0);
      long late =
          large.resident().subList(half, large.resident().size()).stream()
              .mapToLong(r -> r)
              .max()
              .orElseThrow();
      System.out.printf(
          "%d resources of %d sessions in %.1f s; resident at most %d MiB in the first half, %d MiB in the second%n",
          large.total(), sessions, large.seconds(), early, late);
      assertThat(large.total()).isGreaterThanOrEqualTo(RESOURCES);
      assertThat(late).as("resident MiB").isLessThan(early + NOISE);
    }
  }

  private record Measured(int total, double seconds, ArrayList<Long> resident) {}

  private Measured export(RunningGateway gateway, BulkClient client) throws Exception {
    long start = System.nanoTime();
    var export = client.begin();
    var resident = new ArrayList<Long>();
    while (true) {
      var status = client.status(export);
      resident.add(Resident.mebibytes(gateway.handle()));
      if (status.statusCode() == 200) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured(lines(client, status.body()), seconds, resident);
      }
      assertThat(status.statusCode()).as(status.body()).isEqualTo(202);
      Thread.sleep(200);
    }
  }

  private int lines(BulkClient client, String manifest) throws Exception {
    int total = 0;
    for (var file : client.files(manifest, home)) {
      try (var lines = Files.lines(file)) {
        total += (int) lines.count();
      }
      Files.delete(file);
    }
    return total;
  }
}

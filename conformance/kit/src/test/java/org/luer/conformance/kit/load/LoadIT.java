package org.luer.conformance.kit.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * An ORU^R01 of 20 observations comes in by MLLP, becomes a record and goes out by MLLP to another
 * partner; beside it a floor program in the same run, on the same server. Prints, for 1, 4 and 16
 * connections, messages a second, processor time a message (program and database together) and the
 * 99th percentile of the answer. Profile {@code load}.
 */
@Tag("load")
class LoadIT {
  // Java compiles what a message needs for some ten thousand messages: a third of the time of the
  // first ones
  private static final int WARM = Integer.getInteger("load.warm", 12_000);
  private static final int COUNT = Integer.getInteger("load.count", 3000);

  @TempDir Path home;

  /** What one round measured. */
  private record Measured(
      double perSecond, double programMillis, double databaseMillis, double p99Millis) {
    double cpuMillis() {
      return programMillis + databaseMillis;
    }

    @Override
    public String toString() {
      return "%.0f/s, %.2f ms CPU a message (database %.2f), p99 of the answer %.1f ms"
          .formatted(perSecond, cpuMillis(), databaseMillis, p99Millis);
    }
  }

  @Test
  void theGatewayBesideTheFloor() throws Exception {
    try (var postgres = new Postgres(home);
        var hospital = new Counter();
        var gateway =
            RunningGateway.start(
                home, Reports.partners(hospital.port()), postgres.settings(home))) {
      int floorPort = RunningGateway.freePort();
      var floor = floor(floorPort, hospital.port(), postgres.url());
      try {
        var database = postgres.handle();
        var ours = gateway.handle();
        var theirs = floor.toHandle();
        round(hospital, gateway.mllpPort(), ours, database, 4, WARM, "warm");
        round(hospital, floorPort, theirs, database, 4, WARM, "warm");
        for (int connections : List.of(1, 4, 16)) {
          var least =
              round(hospital, floorPort, theirs, database, connections, COUNT, "f" + connections);
          double receipts = receiptSeconds(gateway);
          var measured =
              round(
                  hospital,
                  gateway.mllpPort(),
                  ours,
                  database,
                  connections,
                  COUNT,
                  "g" + connections);
          receipts = (receiptSeconds(gateway) - receipts) * 1000 / COUNT;
          System.out.printf("%d connections: Luer  %s%n", connections, measured);
          System.out.printf("%d connections: floor %s%n", connections, least);
          System.out.printf(
              "%d connections: ratio of CPU %.2f (goal 3), without its receipts (%.2f ms) %.2f; of rate %.2f%n",
              connections,
              measured.cpuMillis() / least.cpuMillis(),
              receipts,
              (measured.cpuMillis() - receipts) / least.cpuMillis(),
              measured.perSecond() / least.perSecond());
        }
      } finally {
        floor.destroyForcibly();
      }
    }
  }

  /** Sends so many messages over so many connections and waits until each has come out. */
  private static Measured round(
      Counter hospital,
      int port,
      ProcessHandle program,
      ProcessHandle database,
      int connections,
      int count,
      String name)
      throws Exception {
    int before = hospital.count();
    double programCpu = CpuTime.seconds(program);
    double databaseCpu = CpuTime.seconds(database);
    long start = System.nanoTime();
    var answers = Reports.send(port, connections, count, name);
    hospital.await(before + count);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measured(
        count / seconds,
        (CpuTime.seconds(program) - programCpu) * 1000 / count,
        (CpuTime.seconds(database) - databaseCpu) * 1000 / count,
        Reports.p99(answers));
  }

  /** Processor time that the gateway spent on receipts since it started. */
  private static double receiptSeconds(RunningGateway gateway) throws Exception {
    return gateway
        .call("GET", "/actuator/prometheus", "")
        .body()
        .lines()
        .filter(line -> line.startsWith("luer_receipts_cpu_seconds_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static Process floor(int port, int hospital, String url) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FloorProgram.class.getName(),
                Integer.toString(port),
                Integer.toString(hospital),
                url)
            .inheritIO()
            .start();
    for (int i = 0; i < 200; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return process;
      } catch (IOException notYet) {
        sleep();
      }
    }
    throw new IllegalStateException("the floor program did not start");
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

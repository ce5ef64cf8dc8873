package org.luer.gateway.benchmark;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Starts the gateway and {@link BareApplication} in turn on existing data directories and prints the medians of the
 * processor time until ready and of resident memory, with their ratio.
 */
public final class BootRounds {
  private static final int ROUNDS = 5;
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private BootRounds() {}

  /** Runs the rounds; argument: path of luer.jar. */
  public static void main(String[] args) throws Exception {
    var work = Files.createTempDirectory("luer-boot");
    var luer = new ArrayList<double[]>();
    var bare = new ArrayList<double[]>();
    for (int round = 0; round <= ROUNDS; round++) {
      var one = measure(luer(Path.of(args[0]), work.resolve("luer"), freePort()), "/actuator/health");
      var other = measure(bare(work.resolve("bare"), freePort()), "/fhir/metadata");
      if (round > 0) { // the first round makes the data directories
        luer.add(one);
        bare.add(other);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "boot, median of %d: luer %.1f s CPU, %.0f MiB; bare %.1f s CPU, %.0f MiB; CPU ratio %.2f%n",
        ROUNDS,
        median(luer, 0),
        median(luer, 1),
        median(bare, 0),
        median(bare, 1),
        median(luer, 0) / median(bare, 0));
  }

  private record Start(List<String> command, int port, Path home) {}

  private static Start luer(Path jar, Path home, int port) throws IOException {
    var command =
        List.of(
            JAVA,
            "-jar",
            jar.toString(),
            "serve",
            "--luer.data-dir=" + home.resolve("data"),
            "--luer.http.port=" + port,
            "--luer.mllp.port=" + freePort());
    return new Start(command, port, home);
  }

  private static Start bare(Path home, int port) {
    var command =
        List.of(
            JAVA,
            "-cp",
            System.getProperty("java.class.path"),
            BareApplication.class.getName(),
            "" + port,
            home.resolve("data").toString());
    return new Start(command, port, home);
  }

  /** CPU seconds until ready, and resident MiB then. */
  private static double[] measure(Start start, String path) throws Exception {
    Files.createDirectories(start.home().resolve("data"));
    var process =
        new ProcessBuilder(start.command())
            .directory(start.home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(start.home().resolve("log").toFile())
            .start();
    try {
      while (!ready(start.port(), path)) {
        if (!process.isAlive()) {
          throw new IllegalStateException(Files.readString(start.home().resolve("log")));
        }
        Thread.sleep(100);
      }
      var cpu = process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
      return new double[] {cpu, resident(process.pid())};
    } finally {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
    }
  }

  private static boolean ready(int port, String path) {
    try {
      var connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static double resident(long pid) throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static double median(List<double[]> rounds, int column) {
    return rounds.stream().mapToDouble(r -> r[column]).sorted().toArray()[rounds.size() / 2];
  }
}

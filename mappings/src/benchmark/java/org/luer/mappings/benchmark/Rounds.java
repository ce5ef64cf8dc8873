package org.luer.mappings.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every translation beside its floor, three rounds one after the other, and prints the medians of processor time and
 * allocation with their ratio to the floor and whether the goal is met.
 */
public final class Rounds {
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
  private static final int ITERATIONS = Integer.getInteger("benchmark.iterations", 5);
  // the widest translations get faster for half a minute
  private static final int WARMUP = Integer.getInteger("benchmark.warmup", 8 * ITERATIONS);
  private static final long MILLIS = Long.getLong("benchmark.millis", 1000);
  private static final String EXCHANGES = System.getProperty("benchmark.exchanges", "");
  private static final double WITHOUT = 1.5;
  private static final double WITH = 3;
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("toHl7v2", "floorHl7v2"),
          List.of("toHl7v2WithReceipt", "floorHl7v2"),
          List.of("toFhir", "floorFhir"),
          List.of("toFhirWithReceipt", "floorFhir"),
          List.of("hl7v2ToFhir", "floorAcross"),
          List.of("hl7v2ToFhirWithReceipt", "floorAcross"));

  private Rounds() {}

  /** Runs the rounds. */
  public static void main(String[] args) throws RunnerException {
    var cpu = new LinkedHashMap<String, List<Double>>();
    var allocated = new LinkedHashMap<String, List<Double>>();
    for (int round = 1; round <= ROUNDS; round++) {
      System.out.println("round " + round + " of " + ROUNDS);
      for (RunResult result : run()) {
        var params = result.getParams();
        var name =
            params.getParam("exchange") + " " + params.getBenchmark().replaceFirst(".*\\.", "");
        var more = result.getSecondaryResults();
        cpu.computeIfAbsent(name, n -> new ArrayList<>()).add(more.get("cpu").getScore());
        allocated
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(more.get("gc.alloc.rate.norm").getScore());
      }
    }
    print(cpu, allocated);
  }

  private static Iterable<RunResult> run() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(Translations.class.getSimpleName())
            .forks(1)
            .warmupIterations(WARMUP)
            .warmupTime(TimeValue.milliseconds(MILLIS))
            .measurementIterations(ITERATIONS)
            .measurementTime(TimeValue.milliseconds(MILLIS))
            .addProfiler(GCProfiler.class)
            .addProfiler(ThreadTime.class)
            .verbosity(VerboseMode.SILENT);
    if (!EXCHANGES.isBlank()) {
      options.param("exchange", EXCHANGES.split(","));
    }
    return new Runner(options.build()).run();
  }

  private static void print(Map<String, List<Double>> cpu, Map<String, List<Double>> allocated) {
    System.out.printf(
        Locale.ROOT,
        "%-38s %10s %10s %7s %12s %12s %7s %s%n",
        "translation",
        "cpu us",
        "floor us",
        "ratio",
        "bytes",
        "floor bytes",
        "ratio",
        "goal");
    for (var exchange : cpu.keySet().stream().map(n -> n.split(" ")[0]).distinct().toList()) {
      for (var pair : PAIRS) {
        line(exchange + " " + pair.get(0), exchange + " " + pair.get(1), cpu, allocated);
      }
    }
  }

  private static void line(
      String name,
      String floor,
      Map<String, List<Double>> cpu,
      Map<String, List<Double>> allocated) {
    var time = median(cpu, name);
    var floorTime = median(cpu, floor);
    var bytes = median(allocated, name);
    var floorBytes = median(allocated, floor);
    var goal = name.endsWith("WithReceipt") ? WITH : WITHOUT;
    System.out.printf(
        Locale.ROOT,
        "%-38s %10.1f %10.1f %7.2f %12.0f %12.0f %7.2f %s%n",
        name,
        time,
        floorTime,
        time / floorTime,
        bytes,
        floorBytes,
        bytes / floorBytes,
        Math.max(time / floorTime, bytes / floorBytes) <= goal ? "met" : "MISSED " + goal);
  }

  private static double median(Map<String, List<Double>> results, String name) {
    var sorted = results.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }
}

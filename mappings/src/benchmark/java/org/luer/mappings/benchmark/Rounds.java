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
 * allocation with their ratio to the floor.
 */
public final class Rounds {
  private static final int ROUNDS = 3;
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("sessionToOru", "floorOru"),
          List.of("sessionToOruWithReceipt", "floorOru"),
          List.of("sessionToBundle", "floorBundle"),
          List.of("sessionToBundleWithReceipt", "floorBundle"),
          List.of("oruToBundle", "floorAcross"),
          List.of("oruToBundleWithReceipt", "floorAcross"));

  private Rounds() {}

  /** Runs the rounds. */
  public static void main(String[] args) throws RunnerException {
    var cpu = new LinkedHashMap<String, List<Double>>();
    var allocated = new LinkedHashMap<String, List<Double>>();
    for (int round = 1; round <= ROUNDS; round++) {
      System.out.println("round " + round + " of " + ROUNDS);
      for (RunResult result : run()) {
        var name = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
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
    return new Runner(
            new OptionsBuilder()
                .include(Translations.class.getSimpleName())
                .forks(1)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .addProfiler(ThreadTime.class)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  private static void print(Map<String, List<Double>> cpu, Map<String, List<Double>> allocated) {
    System.out.printf(
        Locale.ROOT,
        "%-28s %10s %10s %7s %12s %12s %7s%n",
        "translation",
        "cpu us",
        "floor us",
        "ratio",
        "bytes",
        "floor bytes",
        "ratio");
    for (var pair : PAIRS) {
      var time = median(cpu, pair.get(0));
      var floorTime = median(cpu, pair.get(1));
      var bytes = median(allocated, pair.get(0));
      var floorBytes = median(allocated, pair.get(1));
      System.out.printf(
          Locale.ROOT,
          "%-28s %10.1f %10.1f %7.2f %12.0f %12.0f %7.2f%n",
          pair.get(0),
          time,
          floorTime,
          time / floorTime,
          bytes,
          floorBytes,
          bytes / floorBytes);
    }
  }

  private static double median(Map<String, List<Double>> results, String name) {
    var sorted = results.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }
}

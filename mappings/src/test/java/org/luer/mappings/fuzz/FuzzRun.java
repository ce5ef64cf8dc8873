package org.luer.mappings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.translation.Parcel;

/**
 * Feeds damaged inputs to every inbound reader for a stated time. No reader may throw, hang, or
 * take memory out of proportion; what it accepts can be written in both formats and every version.
 *
 * <p>Run by {@code -Pfuzz}; see CONTRIBUTING. What is found is written to {@code target/fuzz}, one
 * input per distinct place of failure.
 */
class FuzzRun {
  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("fuzz.seconds", 60L * Long.getLong("fuzz.minutes", 60)));
  private static final Pattern ONLY = Pattern.compile(System.getProperty("fuzz.reader", ""));
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final Duration HANG = Duration.ofSeconds(20);
  private static final long MEMORY = 256L << 20;
  private static final long PER_CHARACTER = 20_000;
  private static final int POOL = 4_000;
  private static final int LONGEST = 200_000;
  private static final Path FOUND = Path.of("target/fuzz");

  @TestFactory
  Stream<DynamicTest> readers() {
    var seeds = Seeds.byReader();
    assertThat(seeds.keySet())
        .as("every exchange has seeds in both formats")
        .containsExactlyInAnyOrderElementsOf(
            Exchanges.ALL.exchanges().stream()
                .flatMap(e -> Stream.of(e.name() + "/hl7v2", e.name() + "/fhir"))
                .toList());
    return seeds.entrySet().stream()
        .filter(e -> ONLY.matcher(e.getKey()).find())
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(), () -> new Reader(e.getKey(), e.getValue()).run()));
  }

  private static final class Reader {
    private final String name;
    private final List<String> seeds;
    private final List<String> pool;
    private final Set<String> outcomes = new HashSet<>();
    private final SplittableRandom random;
    private final Map<String, Integer> found = new LinkedHashMap<>();
    private ExecutorService worker = Executors.newSingleThreadExecutor(Reader::daemon);
    private long inputs;
    private long accepted;

    Reader(String name, List<String> seeds) {
      this.name = name;
      this.seeds = seeds;
      this.pool = new ArrayList<>(seeds);
      this.random = new SplittableRandom(SEED * 31 + name.hashCode());
    }

    void run() throws Exception {
      Files.createDirectories(FOUND);
      var mutations = new Mutations(random);
      Coverage.restart();
      try {
        for (var seed : seeds) {
          feed(seed);
        }
        var alone = Coverage.now();
        var start = System.nanoTime();
        while (System.nanoTime() - start < TIME.toNanos()) {
          var seed = pool.get(random.nextInt(pool.size()));
          feed(json() ? mutations.fhir(seed, seeds) : mutations.hl7v2(seed, seeds));
        }
        print(alone, Coverage.now());
      } finally {
        worker.shutdownNow();
      }
      assertThat(found).isEmpty();
    }

    private void print(Coverage seedsAlone, Coverage all) {
      System.out.println(
          name
              + ": "
              + TIME.toSeconds()
              + " s, "
              + inputs
              + " inputs of "
              + seeds.size()
              + " seeds and "
              + (pool.size() - seeds.size())
              + " inputs with a new outcome, "
              + accepted
              + " accepted; seeds alone: "
              + seedsAlone
              + "; all: "
              + all
              + "; findings "
              + found);
    }

    private boolean json() {
      return name.endsWith("/fhir");
    }

    private void feed(String input) throws IOException, InterruptedException {
      inputs++;
      var latin = inputs % 10 == 0;
      var start = new AtomicLong();
      var thread = new AtomicLong();
      var task =
          worker.submit(
              () -> {
                thread.set(Thread.currentThread().getId());
                start.set(cpu(thread.get()));
                return read(input, latin);
              });
      try {
        while (true) {
          try {
            accepted += task.get(HANG.toMillis(), TimeUnit.MILLISECONDS) ? 1 : 0;
            return;
          } catch (TimeoutException late) {
            // a busy machine is no finding: what counts is the time that the reader had
            if (cpu(thread.get()) - start.get() > HANG.toNanos()) {
              note("hangs", input);
              worker.shutdownNow();
              worker = Executors.newSingleThreadExecutor(Reader::daemon);
              return;
            }
          }
        }
      } catch (ExecutionException thrown) {
        note(where(Objects.requireNonNull(thrown.getCause())), input);
      }
    }

    private static long cpu(long thread) {
      return thread == 0 ? 0 : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
    }

    private static Thread daemon(Runnable work) {
      var thread = new Thread(work, "fuzz");
      thread.setDaemon(true);
      return thread;
    }

    private boolean read(String input, boolean latin) {
      var before = allocated();
      var read = json() ? WholeWay.fhir(input) : WholeWay.hl7v2(bytes(input, latin));
      var taken = allocated() - before;
      if (taken > MEMORY + PER_CHARACTER * input.length()) {
        throw new IllegalStateException("memory " + taken / (64L << 20));
      }
      if (input.length() < LONGEST && pool.size() < POOL && outcomes.add(outcome(read))) {
        pool.add(input);
      }
      return read.value().filter(parcels -> !parcels.isEmpty()).isPresent();
    }

    private static byte[] bytes(String input, boolean latin) {
      return input.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static long allocated() {
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** What was said of an input, wherever in it: a new outcome is worth damaging further. */
    private static String outcome(Translation<List<Parcel<?>>> read) {
      return read.value().map(List::size).orElse(-1)
          + read.issues().stream()
              .map(i -> i.code() + i.path().replaceAll("\\d+", ""))
              .sorted()
              .distinct()
              .limit(4)
              .toList()
              .toString();
    }

    /** Type of the failure and the first place of ours, without any text of the input. */
    private static String where(Throwable thrown) {
      var root = thrown;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      var places = new ArrayList<String>();
      for (var one : List.of(thrown, root)) {
        for (var frame : one.getStackTrace()) {
          if (frame.getClassName().startsWith("org.luer.") && places.size() < 3) {
            places.add(frame.getFileName() + ":" + frame.getLineNumber());
          }
        }
      }
      var words = String.valueOf(root.getMessage());
      return root.getClass().getSimpleName()
          + " "
          + places
          + " "
          + words.substring(0, Math.min(120, words.length())).replaceAll("\\s+", " ");
    }

    private void note(String where, String input) throws IOException {
      if (found.merge(where, 1, Integer::sum) == 1) {
        var file = name.replace('/', '-') + "-" + found.size() + (json() ? ".json" : ".hl7");
        Files.write(FOUND.resolve(file), input.getBytes(StandardCharsets.UTF_8));
        System.out.println(name + " finding " + found.size() + ": " + where);
      }
    }
  }
}

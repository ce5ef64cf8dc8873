package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.alert.Condition;
import org.luer.gateway.alert.Watch;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.partner.AlertSettings;

/** Files of messages by schedule, from a real journal into a real folder. */
@SuppressWarnings("NullAway.Init") // by JUnit
class OutboundBatchesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String EACH_SECOND = "* * * * * *";
  private static final String NEW_YEAR = "0 0 0 1 1 *";

  @TempDir private Path folder;
  private Path out;
  private HikariDataSource database;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    out = Files.createDirectory(folder.resolve("out"));
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    database.close();
  }

  private Bench bench(String schedule) throws Exception {
    return bench(schedule, 1000);
  }

  private Bench bench(String schedule, int most) throws Exception {
    var bench =
        new Bench(
            database,
            folder,
            """
            luer:
              partners:
                - id: rgh
                  kind: hospital
                  name: General
                  zone: America/Chicago
                  patients: all
                  receives:
                    transport: "%s"
                    format: hl7v2
                    exchanges: [sessionreport]
                    batch: {schedule: "%s", most: %d}
            """
                .formatted(out.toUri(), schedule, most),
            "node",
            true);
    open.add(0, bench);
    return bench;
  }

  private List<String> files() {
    try (Stream<Path> all = Files.list(out)) {
      return all.sorted()
          .map(
              file -> {
                try {
                  return Files.readString(file, StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> segments(String file, String name) {
    return Stream.of(file.split("\r")).filter(s -> s.startsWith(name + "|")).toList();
  }

  private static void awaitReason(Bench bench, String code) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.deliveries("rgh").get(0).reason())
                    .isNotNull()
                    .satisfies(r -> assertThat(r.code()).isEqualTo(code)));
  }

  @Test
  void messagesWaitForTheScheduleAndSaySo() throws Exception {
    var bench = bench(NEW_YEAR);
    bench.session("p1", "s1", 1);
    bench.engine.start();
    awaitReason(bench, "waits-for-batch");
    assertThat(bench.count("queued")).isEqualTo(1);
    assertThat(files()).isEmpty();
  }

  @Test
  void whatWaitsForItsFileIsLateOnlyWhenTheFileIs() throws Exception {
    int inHalfAYear = LocalDate.now(ZoneOffset.UTC).plusMonths(6).getMonthValue();
    var bench = bench("0 0 0 1 %d *".formatted(inHalfAYear));
    bench.session("p1", "s1", 1);
    bench.session("p1", "behind", 1);
    bench.engine.start();
    awaitReason(bench, "waits-for-batch");
    assertThat(late(bench, Duration.ofDays(2))).isEmpty();
    assertThat(late(bench, Duration.ofDays(366))).containsExactly("queue-age/rgh");
  }

  /** What is told of the queues after so long. */
  private static List<String> late(Bench bench, Duration later) {
    var settings =
        new AlertSettings(
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofDays(999),
            30,
            Duration.ofMinutes(1),
            Duration.ofDays(3),
            null,
            null);
    var clock = Clock.offset(Clock.systemUTC(), later);
    return new Watch(bench.jdbc, bench.partners, settings, List::of, List::of, clock)
        .conditions().stream()
            .filter(c -> c.kind().equals("queue-age"))
            .map(Condition::key)
            .toList();
  }

  @Test
  void whatWaitsGoesOutAsOneFileWithRightCounts() throws Exception {
    var bench = bench(EACH_SECOND);
    for (var patient : List.of("p1", "p2", "p3")) {
      bench.session(patient, "s-" + patient, 1);
    }
    bench.session("p1", "other", 1);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 4);
    assertThat(files()).hasSize(1);
    var file = files().get(0);
    assertThat(file).startsWith("FHS|^~\\&|L|L|H|H|20").endsWith("\rBTS|4\rFTS|1\r");
    assertThat(segments(file, "BHS")).hasSize(1);
    assertThat(segments(file, "MSH")).hasSize(4);
    assertThat(segments(file, "PID"))
        .as("in the order of each lane")
        .containsExactly(
            "PID|p1|s-p1|1|0", "PID|p1|other|1|0", "PID|p2|s-p2|1|0", "PID|p3|s-p3|1|0");
    try (var all = Files.list(out)) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .allSatisfy(name -> assertThat(name).matches("luer-rgh-[0-9]{14}-[0-9]+\\.hl7"));
    }
    var sent = bench.deliveries("rgh").get(0);
    assertThat(sent.attempts()).isEqualTo(1);
    assertThat(bench.messages.attempts(sent.id()).get(0).outcome()).isEqualTo("delivered");
    assertThat(bench.messages.raw(sent.id())).isPresent();
    assertThat(
            bench
                .jdbc
                .sql("select count(*) from outbound_file where content is not null")
                .query(Long.class)
                .single())
        .as("the bytes are kept once")
        .isZero();
  }

  @Test
  void aSecondVersionComesIntoTheNextFileAndKnowsOfTheFirst() throws Exception {
    var bench = bench(EACH_SECOND);
    bench.session("p1", "s1", 1);
    bench.session("p1", "s1", 2);
    bench.session("p1", "s2", 1);
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 3);
    assertThat(files()).hasSize(2);
    assertThat(segments(files().get(0), "PID")).containsExactly("PID|p1|s1|1|0");
    assertThat(segments(files().get(1), "PID")).containsExactly("PID|p1|s1|2|1", "PID|p1|s2|1|0");
  }

  @Test
  void aFileHoldsNoMoreThanItMay() throws Exception {
    var bench = bench(EACH_SECOND, 2);
    for (int i = 0; i < 5; i++) {
      bench.session("p" + i, "s" + i, 1);
    }
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 5);
    assertThat(files()).hasSize(3);
    assertThat(files().get(2)).contains("\rBTS|1\r");
  }

  @Test
  void aFileThatCouldNotBePlacedIsPlacedUnchangedAfterARestartWithAnotherFolder() throws Exception {
    Files.delete(out);
    var bench = bench(EACH_SECOND);
    bench.session("p1", "s1", 1);
    bench.engine.start();
    awaitReason(bench, "file-not-in-place");
    assertThat(bench.count("sending")).isEqualTo(1);
    var content =
        bench
            .jdbc
            .sql("select content from outbound_file")
            .query((row, n) -> row.getBytes(1))
            .single();
    bench.close();
    open.clear();
    out = Files.createDirectory(folder.resolve("elsewhere")); // the settings changed meanwhile
    var restarted = bench(EACH_SECOND);
    restarted.engine.start();
    await().atMost(PATIENCE).until(() -> restarted.count("delivered") == 1);
    assertThat(files()).containsExactly(new String(content, StandardCharsets.UTF_8));
    assertThat(restarted.deliveries("rgh").get(0).reason()).isNull();
  }

  @Test
  void aPausedPartnerGetsNoFile() throws Exception {
    var bench = bench(EACH_SECOND);
    bench
        .jdbc
        .sql(
            "insert into partner_control (partner, paused, actor, reason, changed_at) values ('rgh', true, 'anna', 'upgrade', now())")
        .update();
    bench.session("p1", "s1", 1);
    bench.engine.start();
    await()
        .during(Duration.ofSeconds(7))
        .atMost(PATIENCE)
        .until(() -> bench.count("queued") == 1 && files().isEmpty());
    bench.jdbc.sql("update partner_control set paused = false").update();
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
  }
}

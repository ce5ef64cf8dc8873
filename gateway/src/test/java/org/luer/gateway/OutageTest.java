package org.luer.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.mllp.MllpClient;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole service under load while its database is killed, and while it says that its disk is
 * full: nobody is told yes for what was not kept, nobody is told no, and all goes on by itself.
 *
 * <p>The full disk is told by the real server, with the error that it has for this, for an insert
 * and for a commit. With {@code -Doutage.disk=FOLDER}, a file system of some 400 MB, the data
 * directory lies there and the disk is really full.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class OutageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SENDERS = 6;
  private static final String FULL =
      """
      create function full_disk() returns trigger language plpgsql as
        $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$;
      create %s trigger full_disk after insert on message %s for each row execute function full_disk();
      """;
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, zone: America/Chicago}
        partners:
          - {id: rgh, kind: hospital, name: General, zone: America/Chicago, authority: {namespace: RGHMRN}, identify: {application: EPIC}, sends: {exchanges: [patientfeed]}}
      """;

  @TempDir private Path home;
  private ConfigurableApplicationContext service;
  private int port;
  private Path filler;
  private Path postmaster;
  private boolean reallyFull;
  private String http;
  private String token;

  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final List<String> otherwise = new CopyOnWriteArrayList<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger told503 = new AtomicInteger();
  private final AtomicInteger put = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> senders = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    var disk = System.getProperty("outage.disk");
    var data = disk == null ? home.resolve("data") : Path.of(disk).resolve("data");
    filler = data.resolveSibling("filler");
    reallyFull = disk != null;
    postmaster = data.resolve("database/data/postmaster.pid");
    var file = Files.writeString(home.resolve("luer.yaml"), SETTINGS.formatted(data));
    var source = new SettingsSource(file, Map.of(), List.of());
    service = Gateway.start(source, List.of());
    var detail = service.getBean(Readiness.class).states().get("mllp");
    port = Integer.parseInt(Optional.ofNullable(detail).orElseThrow().detail().split(":", -1)[1]);
    http = Files.readString(data.resolve("http.address")).strip();
    token = Files.readString(data.resolve("clinic.token")).strip();
    for (int i = 0; i < SENDERS; i++) {
      int number = i;
      senders.add(new Thread(() -> send(number), "sender-" + i));
    }
    senders.add(new Thread(this::put, "clinic"));
    senders.forEach(Thread::start);
  }

  @AfterEach
  void stop() {
    over.set(true);
    service.close();
  }

  @Test
  void aDatabaseThatIsKilledLosesNothingAndTellsNothingWrong() throws Exception {
    for (int kill = 0; kill < 3; kill++) {
      more(60);
      var pid = Files.readAllLines(postmaster).get(0);
      var server = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
      int before = unanswered.get();
      server.destroyForcibly();
      await().atMost(PATIENCE).until(() -> unanswered.get() > before);
    }
    more(60);
    finish();
    assertThat(told503.get()).as("the clinic's system is told to come back").isPositive();
  }

  @Test
  void aFullDiskIsNoAnswerAndNoRefusal() throws Exception {
    for (var when : List.of("", "constraint")) {
      more(30);
      fill(when);
      int before = unanswered.get();
      int answered = told503.get();
      await().atMost(PATIENCE).until(() -> unanswered.get() > before + SENDERS);
      await().atMost(PATIENCE).until(() -> told503.get() > answered);
      int then = taken.size();
      if (reallyFull) { // what fits into the space that the server has in reserve is still kept
        Files.delete(filler);
        continue;
      }
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      assertThat(taken).as("nothing is taken meanwhile").hasSize(then);
      jdbc("drop trigger full_disk on message; drop function full_disk();");
    }
    more(30);
    finish();
  }

  private void fill(String when) throws IOException {
    if (!reallyFull) {
      jdbc(FULL.formatted(when, when.isEmpty() ? "" : "deferrable initially deferred"));
      return;
    }
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(Files.size(filler)).isPositive();
    }
  }

  private void jdbc(String sql) {
    JdbcClient.create(service.getBean(DataSource.class)).sql(sql).update();
  }

  private void more(int messages) {
    int then = taken.size() + messages;
    int puts = put.get() + 5;
    await().atMost(PATIENCE).until(() -> taken.size() >= then && put.get() >= puts);
  }

  /** Every sender gets its last answer; then what was promised is compared with what is kept. */
  private void finish() throws Exception {
    over.set(true);
    for (var sender : senders) {
      sender.join();
    }
    var jdbc = JdbcClient.create(service.getBean(DataSource.class));
    var kept =
        jdbc.sql(
                "select control_id from message where direction = 'in' and state = 'received' and partner = 'rgh'")
            .query(String.class)
            .list();
    assertThat(otherwise).as("answers that are not AA, statuses that are not 202 or 503").isEmpty();
    assertThat(new HashSet<>(kept)).containsAll(taken).hasSameSizeAs(kept);
    var records =
        jdbc.sql("select count(distinct id) from record where owner = 'rgh' and kind = 'Patient'")
            .query(Long.class)
            .single();
    assertThat(records).isEqualTo(kept.size());
    var own = "select count(*) from record where owner = 'clinic' and kind = 'Patient'";
    assertThat(jdbc.sql(own).query(Long.class).single()).isGreaterThanOrEqualTo(put.get());
  }

  /** A hospital's sender: one message after the other, each until it is answered. */
  private void send(int number) {
    for (int n = 0; !over.get(); n++) {
      var id = "S" + number + "N" + n;
      while (!sent(id)) {
        unanswered.incrementAndGet();
        pause();
      }
    }
  }

  private boolean sent(String id) {
    var message =
        "MSH|^~\\&|EPIC|RGH|LUER|C|20250312081500||ADT^A08^ADT_A01|%1$s|P|2.5.1\rEVN||20250312081455\rPID|1||%1$s^^^RGHMRN^MR||ZZTEST^A||19840719|F\rPV1|1|N\r"
            .formatted(id);
    try (var client = MllpClient.to(port)) {
      var answer = client.send(message).answer();
      if (answer.isPresent() && answer.get().contains("MSA|AA|" + id)) {
        taken.add(id);
      } else {
        answer.ifPresent(otherwise::add);
      }
      return answer.isPresent();
    } catch (IOException closed) {
      return false;
    }
  }

  /** The clinic's system: one patient after the other, each until it is accepted. */
  private void put() {
    var client = HttpClient.newHttpClient();
    for (int n = 0; !over.get(); n++) {
      int status;
      do {
        status = put(client, "p" + n);
        pause();
      } while (status == 503);
      if (status == 202) {
        put.incrementAndGet();
      }
    }
  }

  private int put(HttpClient client, String id) {
    var body =
        "{\"kind\":\"Patient\",\"id\":\"%s\",\"names\":[{\"family\":\"ZZTEST\"}]}".formatted(id);
    try {
      var request =
          HttpRequest.newBuilder(URI.create(http + "/api/v1/patients/" + id))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent()) {
        told503.incrementAndGet();
      } else if (answer.statusCode() != 202) {
        otherwise.add(answer.statusCode() + " " + answer.body());
      }
      return answer.statusCode();
    } catch (IOException e) {
      otherwise.add(e.toString());
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

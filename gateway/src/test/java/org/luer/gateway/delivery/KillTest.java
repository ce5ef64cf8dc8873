package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is killed (SIGKILL) in the middle of taking in and delivering sessions, by turns
 * alone and together with its database: every accepted session arrives, in order within its lane.
 *
 * <p>The profile {@code kill} runs it with 500 sessions and six kills.
 */
class KillTest {
  private static final int VERSIONS = 4;
  private static final int SESSIONS = Integer.getInteger("kill.sessions", 120);
  private static final int KILLS = Integer.getInteger("kill.rounds", 2);

  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void everyAcceptedSessionArrivesInOrder(@TempDir Path folder) throws Exception {
    MllpPeer.Behaviour steady =
        (m, s) -> {
          Thread.sleep(3);
          MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
        };
    try (var peer = new MllpPeer(0, steady)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        var child = start(folder, peer.port());
        int mark = SESSIONS * kill / (KILLS + 1);
        await().atMost(Duration.ofSeconds(90)).until(() -> arrived(peer).size() >= mark);
        kill(child, folder, kill % 2 == 0);
      }
      done.set(0);
      var last = start(folder, peer.port());
      await().atMost(Duration.ofSeconds(90)).until(() -> done.get() == 4);
      assertThat(accepted.size()).isGreaterThan(SESSIONS / 2);
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(arrived(peer)).containsAll(accepted));
      await().atMost(Duration.ofSeconds(90)).until(() -> arrived(peer).size() == SESSIONS);
      kill(last, folder, true);
      for (int p = 0; p < SESSIONS / VERSIONS; p++) {
        var patient = "p" + p + " ";
        assertThat(arrived(peer).stream().filter(a -> a.startsWith(patient)))
            .as("order in the lane of %s", patient)
            .containsExactly(patient + 1, patient + 2, patient + 3, patient + 4);
      }
    }
  }

  /** {@code patient version}, in the order of their first arrival. */
  private static Set<String> arrived(MllpPeer peer) {
    var arrived = new LinkedHashSet<String>();
    for (var message : new ArrayList<>(peer.received)) {
      var fields = message.split("\r", -1)[1].split("\\|", -1);
      arrived.add(fields[1] + " " + fields[3]);
    }
    return arrived;
  }

  private Process start(Path folder, int port) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillChild.class.getName(),
            folder.toString(),
            String.valueOf(port),
            String.valueOf(SESSIONS / VERSIONS),
            String.valueOf(VERSIONS));
    var process =
        new ProcessBuilder(command).redirectError(folder.resolve("child.err").toFile()).start();
    var thread = new Thread(() -> listen(process), "child-output");
    thread.setDaemon(true);
    thread.start();
    return process;
  }

  private void listen(Process process) {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("a ")) {
          accepted.add(line.substring(2));
        } else if (line.equals("done")) {
          done.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(Process child, Path folder, boolean database) throws Exception {
    child.destroyForcibly().waitFor();
    if (database) {
      var pid = Files.readAllLines(folder.resolve("data/database/data/postmaster.pid")).get(0);
      var postmaster = ProcessHandle.of(Long.parseLong(pid.strip()));
      if (postmaster.isPresent()) {
        postmaster.get().destroyForcibly();
        postmaster.get().onExit().get();
      }
    }
  }
}

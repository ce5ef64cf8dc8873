package org.luer.conformance.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server outside the gateway, durable, that can be killed and started again. */
public final class Postgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  /** Starts one on a free port, below this folder. */
  public Postgres(Path home) throws IOException {
    data = home.resolve("postgres");
    port = RunningGateway.freePort();
    server = launch();
  }

  /** The value of {@code luer.database} for this server. */
  public String settings(Path home) throws IOException {
    var password = home.resolve("database.password");
    Files.writeString(password, "unused: the server trusts loopback");
    return "{url: \"jdbc:postgresql://127.0.0.1:%d/postgres\", username: postgres, password-file: %s}"
        .formatted(port, password);
  }

  /** JDBC address with the user. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /** The server process. */
  public ProcessHandle handle() throws IOException {
    var first = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(first)).orElseThrow();
  }

  /** Kills the server and what it started, and starts it on the same files. */
  public void killAndRestart() throws IOException, InterruptedException {
    var server = handle();
    var all = Stream.concat(Stream.of(server), server.descendants()).toList();
    server.destroyForcibly();
    awaitEnd(all);
    try {
      this.server.close(); // there is nothing left to stop; it gives up its lock on the folder
    } catch (IOException alreadyDead) {
      // as intended
    }
    this.server = launch();
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
    while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
      Thread.sleep(20); // each ends by itself when the first one is gone
    }
  }

  private EmbeddedPostgres launch() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "200")
        .start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

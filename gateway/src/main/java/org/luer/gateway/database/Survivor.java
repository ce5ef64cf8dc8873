package org.luer.gateway.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed gateway left running: its postmaster and that one's children.
 *
 * <p>A process is ours if its executable lies below our own binaries directory, which no other
 * gateway uses. Anything else that happens to have the process id in {@code postmaster.pid} is left
 * alone.
 */
final class Survivor {
  private static final Logger LOG = LoggerFactory.getLogger(Survivor.class);
  private static final Duration POLITE = Duration.ofSeconds(15);
  private static final Duration FIRM = Duration.ofSeconds(60);

  private final Path binaries;
  private final Path data;

  Survivor(Path binaries, Path data) {
    this.binaries = binaries;
    this.data = data;
  }

  /**
   * Stops every server process that still serves the data directory and waits until all are gone.
   */
  void stop() throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    if (Files.exists(pidFile)) {
      var postmaster = postmaster(Files.readAllLines(pidFile, StandardCharsets.UTF_8));
      if (postmaster.isPresent()) {
        LOG.info(
            "A database server (process {}) survived the last gateway; stopping it",
            postmaster.get().pid());
        end(postmaster.get());
      }
      if (ours().isEmpty()) {
        // whoever has that process id now is not our server; PostgreSQL itself could not tell
        Files.deleteIfExists(pidFile);
      }
    }
    awaitChildren();
  }

  /**
   * The live process that the pid file names, if it is a server of ours; the file's lines are pid,
   * data directory, …
   */
  private Optional<ProcessHandle> postmaster(List<String> lines) {
    if (lines.size() < 2 || !lines.get(0).strip().matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    var process = ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    if (process.isEmpty() || !process.get().isAlive()) {
      return Optional.empty();
    }
    if (process.get().info().command().isEmpty()) {
      throw new CannotStart(
          "Process "
              + process.get().pid()
              + " may still serve "
              + data
              + " and belongs to another user. Stop it, then start again.");
    }
    return process.filter(this::isOurs);
  }

  private boolean isOurs(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).startsWith(binaries))
        .orElse(false);
  }

  private List<ProcessHandle> ours() {
    return ProcessHandle.allProcesses().filter(this::isOurs).toList();
  }

  /** SIGTERM lets clients finish; SIGINT, later, disconnects them. Both keep every commit. */
  private void end(ProcessHandle postmaster) throws IOException {
    postmaster.destroy();
    if (gone(postmaster, POLITE)) {
      return;
    }
    new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start();
    if (!gone(postmaster, FIRM)) {
      throw new CannotStart(
          "The database server of an earlier run (process "
              + postmaster.pid()
              + ") does not stop. Stop it, then start again.");
    }
  }

  private static boolean gone(ProcessHandle process, Duration wait) {
    try {
      process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      return !process.isAlive();
    }
  }

  /**
   * Children of a killed postmaster notice within moments and end; until then no new server may
   * start.
   */
  private void awaitChildren() {
    var deadline = System.nanoTime() + FIRM.toNanos();
    for (var left = ours(); !left.isEmpty(); left = ours()) {
      if (!gone(left.get(0), Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        throw new CannotStart(
            "Processes of an earlier database server do not end: "
                + left.stream().map(ProcessHandle::pid).toList());
      }
    }
  }
}

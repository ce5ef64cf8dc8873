package org.luer.gateway.database;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server inside the data directory: {@code database/{binaries,data,log,password}}.
 *
 * <p>The library behind it is made for tests. Every default of it that would lose data or let
 * others in is turned round here and proven after the start: fsync and synchronous_commit on,
 * loopback only and no Unix socket, a password from the first moment (initdb itself writes
 * scram-sha-256), nothing in the temporary folder, nothing deleted on close.
 */
final class EmbeddedServer implements Closeable {
  static final String MAJOR = "17";
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final String USER = "postgres";
  private static final int PORT_LINE = 3;
  private static final String LOCK = "epg-lock"; // the library's, in the data directory
  private static final int RESTART_SECONDS = 5;
  private static final Duration START = Duration.ofMinutes(2); // recovery after a crash included

  private final Path root;
  private final Path binaries;
  private final Path data;
  private final Path password;
  private final Path complete;
  private EmbeddedPostgres postgres;
  private volatile boolean closed;

  @SuppressWarnings("NullAway.Init") // set by run, the only caller
  private EmbeddedServer(Path dataDirectory) throws IOException {
    root = PrivateFiles.directory(dataDirectory.resolve("database"));
    binaries = PrivateFiles.directory(root.resolve("binaries"));
    data = root.resolve("data");
    password = root.resolve("password");
    complete = data.resolve("luer-initialised");
  }

  /**
   * Starts the server of this data directory; a survivor of a killed gateway is stopped first.
   *
   * @throws CannotStart with what to do, if it may not or cannot start
   */
  static Database start(Path dataDirectory) {
    requirePrivileges(isRoot(), LinuxUtils.isUnshareAvailable());
    try {
      return new EmbeddedServer(dataDirectory).run();
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new CannotStart(
          "The embedded database did not start: "
              + e.getMessage()
              + ". Its log is in "
              + dataDirectory.resolve("database").resolve("log"),
          e);
    }
  }

  /** The address of the server that runs on this data directory now; empty when none does. */
  static Optional<Database> running(Path dataDirectory) throws IOException {
    var root = dataDirectory.resolve("database");
    var note = root.resolve("data").resolve("postmaster.pid");
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(note, StandardCharsets.UTF_8); // pid, directory, start, port, …
    var alive =
        lines.size() > PORT_LINE
            && ProcessHandle.of(Long.parseLong(lines.get(0).strip())).isPresent();
    return alive
        ? Optional.of(
            new Database(
                "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE).strip() + "/postgres",
                USER,
                Files.readString(root.resolve("password"), StandardCharsets.UTF_8).strip(),
                null))
        : Optional.empty();
  }

  /**
   * PostgreSQL never runs as root; a user namespace hides root from it where the kernel allows one.
   */
  static void requirePrivileges(boolean root, boolean userNamespaces) {
    if (root && !userNamespaces) {
      throw new CannotStart(
          "PostgreSQL refuses to run as root, and this system refuses the user namespace that would avoid it. "
              + "Either run the gateway as another user (for a container: --user 1000), or use a PostgreSQL server "
              + "of your own: set luer.database.url, username and password-file.");
    }
  }

  private static boolean isRoot() {
    return !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
        && new UnixSystem().getUid() == 0;
  }

  private Database run() throws IOException, SQLException {
    requireMajor();
    new Survivor(binaries, data).stop();
    dropHalfUnpacked();
    setAsideHalfInitialised();
    var secret = password();
    postgres = builder(secret).start();
    PrivateFiles.directory(binaries); // the library opens it to everyone
    try {
      watch(secret);
      var database =
          new Database(
              "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              USER,
              secret,
              this);
      database.prove(true);
      return database;
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * A server that ends while the gateway runs, whoever ended it, is started again at the same port,
   * as often as it takes: after a full disk it starts when there is room again.
   */
  private void watch(String secret) throws IOException {
    var pid =
        Long.parseLong(
            Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8)
                .get(0)
                .strip());
    var server = ProcessHandle.of(pid);
    if (server.isPresent()) {
      var unused =
          server.get().onExit().thenRunAsync(() -> restart(secret)); // which logs its own failure
    }
  }

  private synchronized void restart(String secret) {
    if (closed) {
      return;
    }
    LOG.error("The database server ended by itself; starting it again");
    try {
      new Survivor(binaries, data).stop();
      postgres.close(); // for its lock on the data directory; there is nothing left to stop
      Files.deleteIfExists(data.resolve(LOCK)); // a start that failed keeps it
      postgres = builder(secret).setPort(postgres.getPort()).start();
      PrivateFiles.directory(binaries);
      watch(secret);
    } catch (IOException | RuntimeException e) {
      LOG.error(
          "The database server did not start again, another try follows in {} seconds: {}",
          RESTART_SECONDS,
          e.getMessage());
      CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS)
          .execute(() -> restart(secret));
    }
  }

  private EmbeddedPostgres.Builder builder(String secret) throws IOException {
    var log = PrivateFiles.directory(root.resolve("log"));
    var start = log.resolve("start.log").toFile();
    return EmbeddedPostgres.builder()
        // a resolver of our own: the library caches the place of the binaries by resolver
        .setPgBinaryResolver(
            (system, machine) ->
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine))
        .setOverrideWorkingDirectory(binaries.toFile())
        .setDataDirectory(data.toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setDataDirectoryCustomizer(directory -> markComplete())
        .setPGStartupWait(START)
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(start))
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(start))
        // initdb takes any option this way; a later --auth wins over the library's trust
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", password.toString())
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setConnectConfig("password", secret)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("password_encryption", "scram-sha-256")
        .setServerConfig("logging_collector", "on")
        .setServerConfig("log_directory", "../log")
        .setServerConfig("log_filename", "postgresql-%a.log")
        .setServerConfig("log_truncate_on_rotation", "on")
        // no statement and no row content in the server's log
        .setServerConfig("log_min_error_statement", "panic")
        .setServerConfig("log_error_verbosity", "terse");
  }

  private void requireMajor() throws IOException {
    var version = data.resolve("PG_VERSION");
    if (!Files.exists(version)) {
      return;
    }
    var found = Files.readString(version, StandardCharsets.UTF_8).strip();
    if (!found.equals(MAJOR)) {
      throw new CannotStart(
          """
          The data directory %s was written by PostgreSQL %s; this gateway brings PostgreSQL %s and does not touch it. \
          Dump it with the gateway that wrote it running: pg_dump --format=custom --file=luer.dump URL. \
          Then start this gateway with a new data directory, stop it from taking messages, and restore: \
          pg_restore --clean --if-exists --dbname=URL luer.dump"""
              .formatted(data, found, MAJOR));
    }
  }

  /**
   * The library trusts a file that exists to be whole; after a kill in the middle of unpacking it
   * is not.
   */
  private void dropHalfUnpacked() throws IOException {
    try (var children = Files.list(binaries)) {
      for (var child : children.toList()) {
        if (!Files.exists(child.resolve(".exists"))) {
          delete(child);
        }
      }
    }
  }

  /**
   * After a kill in the middle of initdb no server ever ran there; the rest is kept aside, not
   * deleted.
   */
  private void setAsideHalfInitialised() throws IOException {
    if (Files.exists(data) && !Files.exists(complete)) {
      try (var children = Files.list(data)) {
        if (children.findAny().isEmpty()) {
          return;
        }
      }
      var aside = root.resolve("data.incomplete-" + Instant.now().getEpochSecond());
      Files.move(data, aside, StandardCopyOption.ATOMIC_MOVE);
      LOG.warn("The database was never completely created; what there was is now in {}", aside);
    }
  }

  private void markComplete() {
    try {
      if (!Files.exists(complete)) {
        PrivateFiles.write(complete, "PostgreSQL " + MAJOR + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String password() throws IOException {
    if (!Files.exists(password)) {
      if (Files.exists(complete)) {
        throw new CannotStart(
            "The password of the embedded database is missing: restore the file "
                + password
                + " from the backup of the data directory.");
      }
      PrivateFiles.write(password, PrivateFiles.secret());
    }
    return Files.readString(password, StandardCharsets.UTF_8).strip();
  }

  private static void delete(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    postgres.close();
  }
}

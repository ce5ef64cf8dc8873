package org.luer.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server against real processes: durable, private, and taken over after a crash. */
class EmbeddedServerTest {
  @SuppressWarnings("NullAway.Init") // by JUnit
  @TempDir
  Path temporary;

  @Test
  void provesItsSettingsAndAdmitsNobodyWithoutThePassword() throws Exception {
    var home = temporary.resolve("with a space");
    try (var directory = DataDirectory.open(home);
        var database = Database.embedded(directory);
        var pool = database.dataSource();
        var connection = pool.getConnection()) {
      for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        try (var statement = connection.createStatement();
            var row = statement.executeQuery("show " + setting)) {
          row.next();
          assertThat(row.getString(1)).as(setting).isEqualTo("on");
        }
      }
      for (var password : List.of("", "wrong", "postgres")) {
        assertThatThrownBy(
                () -> DriverManager.getConnection(database.url(), "postgres", password).close())
            .isInstanceOf(SQLException.class);
      }
      assertThat(mode(home)).isEqualTo("rwx------");
      assertThat(mode(home.resolve("database"))).isEqualTo("rwx------");
      assertThat(mode(home.resolve("database/binaries"))).isEqualTo("rwx------");
      assertThat(mode(home.resolve("database/data"))).isEqualTo("rwx------");
      assertThat(mode(home.resolve("database/password"))).isEqualTo("rw-------");

      assertThatThrownBy(() -> DataDirectory.open(home))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("Another gateway")
          .hasMessageContaining("--luer.data-dir");

      try (var statement = connection.createStatement()) {
        statement.execute("alter role postgres set synchronous_commit = off");
      }
      assertThatThrownBy(() -> database.prove(true))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("synchronous_commit is 'off', must be 'on'");
    }
  }

  @Test
  void takesOverFromAPostmasterThatSurvivedItsKilledGateway() throws Exception {
    try (var child = new Child(temporary)) {
      var postmaster = postmaster();
      assertThatThrownBy(() -> DataDirectory.open(temporary))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("process " + child.process.pid());
      child.kill();
      assertThat(postmaster.isAlive()).isTrue();
      assertKept();
      assertThat(postmaster.isAlive()).isFalse();
    }
  }

  @Test
  void recoversWhenGatewayAndDatabaseWereBothKilled() throws Exception {
    try (var child = new Child(temporary)) {
      var postmaster = postmaster();
      child.kill();
      postmaster.destroyForcibly();
      postmaster.onExit().get();
      assertKept();
    }
  }

  @Test
  void survivesTheEndOfItsServerAndLeavesForeignProcessesAlone() throws Exception {
    try (var directory = DataDirectory.open(temporary);
        var database = Database.embedded(directory);
        var pool = database.dataSource()) {
      try (var connection = pool.getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create table kept as select 42 as n");
      }
      postmaster().destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(kept(pool)).isEqualTo(42));
    }
    var foreign = new ProcessBuilder("sleep", "600").start();
    try {
      var data = temporary.toRealPath().resolve("database/data");
      Files.writeString(
          data.resolve("postmaster.pid"), foreign.pid() + "\n" + data + "\n1\n5432\n\n\n");
      try (var directory = DataDirectory.open(temporary);
          var database = Database.embedded(directory)) {
        assertThat(foreign.isAlive()).isTrue();
        assertThat(database.url()).isNotEmpty();
      }
    } finally {
      foreign.destroyForcibly();
    }

    Files.delete(temporary.resolve("database/password"));
    try (var directory = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> Database.embedded(directory))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("password")
          .hasMessageContaining("backup");
    }
  }

  @Test
  void refusesTheFilesOfAnotherMajorAndNamesTheRestoreCommand() throws Exception {
    var data = Files.createDirectories(temporary.resolve("database/data"));
    Files.writeString(data.resolve("PG_VERSION"), "16\n");
    try (var directory = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> Database.embedded(directory))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("PostgreSQL 16")
          .hasMessageContaining("pg_restore");
    }
    assertThat(data.resolve("PG_VERSION")).hasContent("16");
  }

  @Test
  void beginsAnewAfterAKillInTheMiddleOfTheFirstStart() throws Exception {
    var half = Files.createDirectories(temporary.resolve("database/data/base"));
    Files.writeString(half.resolveSibling("PG_VERSION"), "17\n");
    Files.writeString(half.resolveSibling("postgresql.conf"), "nonsense");
    var unpacked = Files.createDirectories(temporary.resolve("database/binaries/PG-x/bin"));
    Files.writeString(unpacked.resolve("postgres"), "half");
    try (var directory = DataDirectory.open(temporary);
        var database = Database.embedded(directory)) {
      assertThat(database.url()).isNotEmpty();
    }
    assertThat(unpacked).doesNotExist();
    try (var kept = Files.list(temporary.resolve("database"))) {
      assertThat(kept.map(p -> p.getFileName().toString()))
          .anyMatch(n -> n.startsWith("data.incomplete-"));
    }
  }

  @Test
  void namesTheTwoWaysOutWhenRootMayNotHaveAUserNamespace() {
    EmbeddedServer.requirePrivileges(true, true);
    EmbeddedServer.requirePrivileges(false, false);
    assertThatThrownBy(() -> EmbeddedServer.requirePrivileges(true, false))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("another user")
        .hasMessageContaining("luer.database.url");
  }

  private void assertKept() throws Exception {
    try (var directory = DataDirectory.open(temporary);
        var database = Database.embedded(directory);
        var pool = database.dataSource()) {
      assertThat(kept(pool)).isEqualTo(42);
    }
  }

  private static int kept(DataSource pool) throws SQLException {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select n from kept")) {
      row.next();
      return row.getInt(1);
    }
  }

  private ProcessHandle postmaster() throws IOException {
    var pid = Files.readAllLines(temporary.resolve("database/data/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** A gateway's process and its database. */
  private static final class Child implements AutoCloseable {
    final Process process;

    Child(Path directory) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ChildGateway.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (var line = out.readLine();
          !Objects.requireNonNullElse(line, "ready").startsWith("ready"); ) {
        line = out.readLine();
      }
      assertThat(process.isAlive()).isTrue();
    }

    void kill() throws Exception {
      process.destroyForcibly(); // SIGKILL
      process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}

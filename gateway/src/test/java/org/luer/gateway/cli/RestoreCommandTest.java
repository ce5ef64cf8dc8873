package org.luer.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;

/** What is restored, into which directory, and what is said. */
@SuppressWarnings("NullAway.Init") // by JUnit
class RestoreCommandTest {
  @TempDir private Path folder;

  @Test
  void aMissingFileIsSaidToBeMissing() {
    var missing = folder.resolve("nowhere.zip");
    var refused = run(1, "restore", "--check", missing.toString());
    assertThat(refused).isEqualTo("There is no file " + missing + ".\n");
    assertThat(run(1, "restore", "--check", folder.toString())).contains("cannot be read");
  }

  @Test
  void aFolderOfSomebodyElseIsRefusedAndLeftAsItIs() throws Exception {
    var backup = backup();
    var data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(data.resolve("thesis.txt"), "mine");
    var refused = run(1, "restore", backup, data(data), url(TestDatabase.empty()));
    assertThat(refused).contains("is not empty and no data directory of Luer (it has thesis.txt)");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwxr-xr-x");
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(data.resolve("thesis.txt"));
    }
  }

  @Test
  void whatBelongsIntoADataDirectoryMayBePutThereBefore() throws Exception {
    var backup = backup();
    for (var own : List.of("luer.yaml", "audit.key", "audit.seal")) {
      var data = Files.createDirectory(folder.resolve("data-" + own));
      Files.writeString(data.resolve(own), "kept");
      assertThat(run(0, "restore", backup, data(data), url(TestDatabase.empty())))
          .contains(": restored");
      assertThat(data.resolve(own)).hasContent("kept");
      assertThat(data.resolve("clinic.token")).exists();
    }
    var empty = Files.createDirectory(folder.resolve("empty"));
    run(0, "restore", backup, data(empty), url(TestDatabase.empty()));
    run(0, "restore", backup, data(folder.resolve("new")), url(TestDatabase.empty()));
  }

  /** A backup of a schema with a table of somebody else; its name. */
  private String backup() throws Exception {
    var database = TestDatabase.fresh();
    try (var connection =
            DriverManager.getConnection(
                database, TestDatabase.username(), TestDatabase.password());
        var statement = connection.createStatement()) {
      statement.execute("create table keep (id bigserial primary key)");
    }
    var file = folder.resolve("backup.zip").toString();
    assertThat(run(0, "backup", "--to", file, data(folder.resolve("unused")), url(database)))
        .endsWith("; not Luer's, left out: keep\n");
    return file;
  }

  private static String data(Path directory) {
    return "--luer.data-dir=" + directory;
  }

  private static String url(String database) {
    return "--luer.database.url=" + database;
  }

  /** Runs a command; what it wrote. */
  private static String run(int expected, String... arguments) {
    var out = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.add("--luer.database.username=" + TestDatabase.username());
    all.add("--luer.database.password-file=" + TestDatabase.passwordFile());
    var writer = new PrintWriter(out, true);
    int code = CommandLines.run(writer, writer, all.toArray(String[]::new));
    assertThat(code).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }
}

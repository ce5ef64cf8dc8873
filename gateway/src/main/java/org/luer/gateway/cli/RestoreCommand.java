package org.luer.gateway.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.luer.gateway.access.Tokens;
import org.luer.gateway.backup.BackupFailed;
import org.luer.gateway.backup.Manifest;
import org.luer.gateway.backup.Restore;
import org.luer.gateway.database.CannotStart;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.database.Database;
import org.luer.gateway.partner.InvalidSettings;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.SettingsSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Fills an empty data directory, or an empty external database, from a backup. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Fills an empty data directory or an empty external database from a backup, and makes a new clinic.token.",
      "Settings are found as serve finds them. Start the gateway afterwards: what was not delivered when the backup",
      "was made is delivered then, with its own control ids; a partner may have it already."
    })
final class RestoreCommand implements Callable<Integer> {
  /** What is in a data directory, or is put there by hand before a restore. */
  private static final List<String> OWN =
      List.of(
          "database",
          "luer.lock",
          "luer.yaml",
          "clinic.token",
          "identity.key",
          "audit.key",
          "audit.seal");

  @SuppressWarnings("NullAway.Init") // by picocli
  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file;

  @Option(names = "--check", description = "Only reads the file and compares its sums.")
  private boolean checkOnly;

  @Unmatched private List<String> settings = new ArrayList<>();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try {
      var manifest =
          checkOnly
              ? Restore.check(file)
              : restore(SettingsSource.of(settings, System.getenv(), null).read());
      spec.commandLine()
          .getOut()
          .println(file + ": " + manifest.summary() + ": " + (checkOnly ? "complete" : "restored"));
      return CommandLine.ExitCode.OK;
    } catch (InvalidSettings | CannotStart | BackupFailed e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (IOException e) {
      spec.commandLine().getErr().println("The restore failed: " + e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private Manifest restore(Settings read) throws BackupFailed, IOException {
    var manifest = Restore.check(file); // before a data directory is made
    ours(read.dataDir());
    try (var directory = DataDirectory.open(read.dataDir())) {
      var wanted = read.database();
      try (var database =
              Database.open(directory, wanted.url(), wanted.username(), wanted.passwordFile());
          HikariDataSource pool = database.dataSource()) {
        Restore.into(pool, file, manifest);
        Tokens.renew(directory.path());
        return manifest;
      }
    }
  }

  /** A folder of somebody else must not become a data directory, which is closed to others. */
  private static void ours(Path directory) throws BackupFailed, IOException {
    if (!Files.isDirectory(directory)
        || OWN.stream().map(directory::resolve).anyMatch(Files::exists)) {
      return;
    }
    try (var files = Files.list(directory)) {
      var one = files.findFirst();
      if (one.isPresent()) {
        throw new BackupFailed(
            "%s is not empty and no data directory of Luer (it has %s). Name an empty or a new one with --luer.data-dir=DIR."
                .formatted(directory, one.get().getFileName()));
      }
    }
  }
}

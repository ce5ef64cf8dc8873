package org.luer.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.backup.Backup;
import org.luer.gateway.backup.BackupFailed;
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
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Writes a backup, whether the gateway runs or not. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes everything the gateway keeps to one file (0600), as of one moment; a running gateway goes on.",
      "Settings are found as serve finds them: --luer.config=FILE, --luer.data-dir=DIR, …",
      "The file holds patient data. luer.yaml, certificates, clinic.token, identity.key, audit.key and audit.seal",
      "are not in it, nor are tables that are not Luer's."
    })
final class BackupCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("luer-backup-\\d{8}T\\d{6}Z\\.zip");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Option(
      names = "--to",
      defaultValue = ".",
      description =
          "File to write, or a folder for luer-backup-<UTC time>.zip (default: working directory).")
  private Path to = Path.of(".");

  @Option(
      names = "--keep",
      description = "With a folder: how many backups stay; older ones are deleted after success.")
  private @Nullable Integer keep;

  @Unmatched private List<String> settings = new ArrayList<>();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (keep != null && (keep < 1 || !Files.isDirectory(to))) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--keep needs a number from 1 and, as --to, a folder that exists");
    }
    try {
      var file =
          Files.isDirectory(to)
              ? to.resolve("luer-backup-" + STAMP.format(Instant.now()) + ".zip")
              : to;
      var made = write(SettingsSource.of(settings, System.getenv(), null).read(), file);
      spec.commandLine().getOut().println(file + ": " + made.summary());
      if (keep != null) {
        prune(to, keep);
      }
      return CommandLine.ExitCode.OK;
    } catch (InvalidSettings | CannotStart | BackupFailed e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (IOException e) {
      spec.commandLine().getErr().println("The backup failed: " + e.getMessage());
    } catch (SQLException e) {
      spec.commandLine()
          .getErr()
          .println("The database cannot be reached (" + e.getSQLState() + ").");
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static Backup.Made write(Settings settings, Path file)
      throws BackupFailed, IOException, SQLException {
    var wanted = settings.database();
    if (wanted.url() != null) {
      try (var database =
              Database.external(wanted.url(), wanted.username(), wanted.passwordFile());
          var connection = database.connect()) {
        return Backup.write(connection, file);
      }
    }
    if (!Files.isDirectory(settings.dataDir().resolve("database"))) {
      throw new BackupFailed("There is no database in " + settings.dataDir() + ".");
    }
    var running = Database.running(settings.dataDir());
    if (running.isPresent()) {
      try (Connection connection = running.get().connect()) {
        return Backup.write(connection, file);
      }
    }
    try (var directory = DataDirectory.open(settings.dataDir());
        var database = Database.embedded(directory);
        var connection = database.connect()) {
      return Backup.write(connection, file);
    }
  }

  /** Deletes all but the newest backups; only files that carry the name of one. */
  private static void prune(Path folder, int keep) throws IOException {
    try (var files = Files.list(folder)) {
      var old =
          files
              .filter(f -> NAME.matcher(f.getFileName().toString()).matches())
              .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
              .skip(keep)
              .toList();
      for (var file : old) {
        Files.delete(file);
      }
    }
  }
}

package org.luer.gateway.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/** Reads a backup into an empty database. */
public final class Restore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Restore() {}

  /**
   * Reads the whole file and compares its sums, before any database is touched.
   *
   * @throws BackupFailed if it cannot be read, is none, or is damaged
   */
  public static Manifest check(Path file) throws BackupFailed {
    if (!Files.exists(file)) {
      throw new BackupFailed("There is no file " + file + ".");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new BackupFailed(file + " cannot be read: it is no file, or not open to this user.");
    }
    try (var zip = new ZipFile(file.toFile())) {
      var manifest = manifest(zip);
      for (var table : manifest.tables()) {
        try (var in = new DigestInputStream(open(zip, table.entry()), Backup.sha256())) {
          in.transferTo(OutputStream.nullOutputStream());
          if (!HexFormat.of().formatHex(in.getMessageDigest().digest()).equals(table.sha256())) {
            throw new BackupFailed(
                "The backup is damaged: the sum of " + table.entry() + " differs.");
          }
        }
      }
      return manifest;
    } catch (IOException e) {
      throw new BackupFailed("The file is no backup of Luer, or is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the schema of the backup's version and fills it, in one transaction.
   *
   * @param manifest what {@link #check} has found in the file
   * @throws BackupFailed if the database holds a gateway already, or refuses; it is then as before,
   *     but for an empty schema
   */
  public static void into(DataSource database, Path file, Manifest manifest) throws BackupFailed {
    var own = Migrations.read();
    if (own.precede(manifest.schema())) {
      throw new BackupFailed(
          "The backup was made by Luer %s, of schema %s; this one knows %s. Restore it with that version."
              .formatted(manifest.luer(), manifest.schema(), own.newest()));
    }
    try (var connection = database.getConnection()) {
      if (!Catalogue.schema(connection).isEmpty() && holdsSomething(connection, own)) {
        throw new BackupFailed(
            "The database holds a gateway already. Restore into a new data directory or an empty database.");
      }
    } catch (SQLException e) {
      throw refused(e);
    }
    migrate(database, manifest.schema());
    try (var connection = database.getConnection();
        var zip = new ZipFile(file.toFile())) {
      connection.setAutoCommit(false);
      fill(connection, zip, manifest, own);
      connection.commit();
    } catch (SQLException e) {
      throw refused(e);
    } catch (IOException e) {
      throw new BackupFailed("The backup could not be read: " + e.getMessage(), e);
    }
  }

  private static BackupFailed refused(SQLException e) {
    // the text of a failed COPY quotes the row
    return new BackupFailed("The database refused (" + e.getSQLState() + ").");
  }

  private static boolean holdsSomething(Connection connection, Migrations own) throws SQLException {
    for (var table : Catalogue.tables(connection, own).keySet()) {
      try (var statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  "select exists (select from %s)".formatted(Catalogue.quoted(table)))) {
        row.next();
        if (row.getBoolean(1)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void migrate(DataSource database, String schema) throws BackupFailed {
    try {
      var flyway =
          Flyway.configure()
              .dataSource(database)
              .locations("classpath:" + Migrations.FOLDER)
              .target(MigrationVersion.fromVersion(schema))
              .load();
      flyway.migrate();
    } catch (FlywayException e) {
      throw new BackupFailed("The schema could not be made: " + e.getMessage(), e);
    }
  }

  private static void fill(Connection connection, ZipFile zip, Manifest manifest, Migrations own)
      throws SQLException, IOException, BackupFailed {
    var known = Catalogue.tables(connection, own);
    var copy = connection.unwrap(PGConnection.class).getCopyAPI();
    for (var table : manifest.tables()) {
      if (!own.tables().contains(table.name())) {
        continue; // somebody else's, which an earlier Luer saved too
      }
      if (!known.containsKey(table.name())
          || !known.get(table.name()).containsAll(table.columns())) {
        throw new BackupFailed(
            "Table %s of the backup has columns that schema %s has not: somebody has added them."
                .formatted(table.name(), manifest.schema()));
      }
      var name = Catalogue.quoted(table.name());
      try (var statement = connection.createStatement();
          var in = open(zip, table.entry())) {
        statement.execute("delete from " + name); // what a migration may have put there
        var rows =
            copy.copyIn(
                "copy %s (%s) from stdin".formatted(name, Catalogue.quoted(table.columns())), in);
        if (rows != table.rows()) {
          throw new BackupFailed(
              "Table %s: %d rows, the backup names %d."
                  .formatted(table.name(), rows, table.rows()));
        }
      }
    }
    for (var sequence : manifest.sequences()) {
      try (var set = connection.prepareStatement("select setval(to_regclass(?), ?, ?)")) {
        set.setString(1, Catalogue.quoted(sequence.name()));
        set.setLong(2, sequence.value());
        set.setBoolean(3, sequence.given());
        set.execute();
      }
    }
  }

  private static Manifest manifest(ZipFile zip) throws IOException, BackupFailed {
    try (var in = open(zip, Manifest.ENTRY)) {
      var tree = JSON.readTree(in);
      if (tree.path("format").asInt() != Manifest.FORMAT) {
        throw new BackupFailed(
            "The backup has form "
                + tree.path("format").asText("?")
                + "; this Luer reads form "
                + Manifest.FORMAT
                + ".");
      }
      return JSON.treeToValue(tree, Manifest.class);
    }
  }

  private static InputStream open(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException(name + " is missing");
    }
    return zip.getInputStream(entry);
  }
}

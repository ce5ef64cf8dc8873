package org.luer.gateway.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.luer.gateway.Version;
import org.luer.gateway.database.PrivateFiles;
import org.postgresql.PGConnection;

/** Writes a backup from one snapshot of the database; whoever works there goes on undisturbed. */
public final class Backup {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Backup() {}

  /**
   * What was done.
   *
   * @param foreign tables of the schema that are not the gateway's and were left out
   */
  public record Made(Manifest manifest, List<String> foreign) {
    public Made {
      foreign = List.copyOf(foreign);
    }

    /** For the operator, in one line. */
    public String summary() {
      return manifest.summary()
          + (foreign.isEmpty() ? "" : "; not Luer's, left out: " + String.join(", ", foreign));
    }
  }

  /**
   * Writes the whole file or none: it gets its name when it is complete and on the disk.
   *
   * @param connection of its own; it is left in a read-only transaction that has ended
   */
  public static Made write(Connection connection, Path file) throws BackupFailed {
    try {
      var made = new Made[1];
      PrivateFiles.write(file, out -> made[0] = write(connection, out));
      return made[0];
    } catch (IOException e) {
      throw new BackupFailed(
          "The backup could not be written to " + file + ": " + e.getMessage(), e);
    }
  }

  private static Made write(Connection connection, OutputStream out) throws IOException {
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var made = snapshot(connection, out);
      connection.commit();
      return made;
    } catch (SQLException e) {
      throw new IOException("the database refused (" + e.getSQLState() + ")", e);
    }
  }

  private static Made snapshot(Connection connection, OutputStream out)
      throws SQLException, IOException {
    var schema = Catalogue.schema(connection);
    if (schema.isEmpty()) {
      throw new IOException("the database holds no gateway yet");
    }
    var own = Migrations.read();
    if (own.precede(schema)) {
      throw new IOException(
          "a later Luer has brought the database to schema %s, this one knows %s; make the backup with that Luer"
              .formatted(schema, own.newest()));
    }
    var tables = new ArrayList<Manifest.Table>();
    try (var zip = new ZipOutputStream(new Unclosed(out))) {
      for (var table : Catalogue.tables(connection, own).entrySet()) {
        tables.add(copy(connection, table.getKey(), table.getValue(), zip));
      }
      var manifest =
          new Manifest(
              Manifest.FORMAT,
              now(connection),
              Version.number(),
              schema,
              tables,
              Catalogue.sequences(connection, own));
      zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
      zip.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
      zip.closeEntry();
      return new Made(manifest, Catalogue.foreign(connection, own));
    }
  }

  private static Manifest.Table copy(
      Connection connection, String table, List<String> columns, ZipOutputStream zip)
      throws SQLException, IOException {
    zip.putNextEntry(new ZipEntry("tables/" + table + ".copy"));
    var digest = new DigestOutputStream(new Unclosed(zip), sha256());
    var rows =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "copy (select %s from %s) to stdout"
                    .formatted(Catalogue.quoted(columns), Catalogue.quoted(table)),
                digest);
    zip.closeEntry();
    return new Manifest.Table(
        table, columns, rows, HexFormat.of().formatHex(digest.getMessageDigest().digest()));
  }

  private static String now(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")) {
      row.next();
      return row.getString(1);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Lets others flush but not close what they write to. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length); // the inherited one writes byte by byte
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}

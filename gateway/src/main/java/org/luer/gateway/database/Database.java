package org.luer.gateway.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A running PostgreSQL server whose durability was proven.
 *
 * <p>Closing it stops an embedded server and leaves an external one alone.
 */
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 20;
  private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

  private final String url;
  private final String username;
  private final String password;
  private final @Nullable EmbeddedServer server;

  Database(String url, String username, String password, @Nullable EmbeddedServer server) {
    this.url = url;
    this.username = username;
    this.password = password;
    this.server = server;
  }

  /** The server that the settings name: without an address the one of the data directory. */
  public static Database open(
      DataDirectory directory,
      @Nullable String url,
      @Nullable String username,
      @Nullable Path passwordFile) {
    return url == null ? embedded(directory) : external(url, username, passwordFile);
  }

  /** Starts, or takes over, the server that belongs to the data directory. */
  public static Database embedded(DataDirectory directory) {
    return EmbeddedServer.start(directory.path());
  }

  /**
   * The server of a data directory that a gateway is running, without starting or proving anything;
   * empty when none runs. Closing it leaves the server alone.
   */
  public static Optional<Database> running(Path dataDirectory) throws IOException {
    return EmbeddedServer.running(dataDirectory);
  }

  /** Uses a server elsewhere. */
  public static Database external(
      String url, @Nullable String username, @Nullable Path passwordFile) {
    try {
      var password =
          passwordFile == null
              ? ""
              : Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
      var database = new Database(url, username == null ? "" : username, password, null);
      database.prove(false);
      return database;
    } catch (IOException e) {
      throw new CannotStart("luer.database.password-file cannot be read: " + passwordFile, e);
    } catch (SQLException e) {
      throw new CannotStart(
          "The database at luer.database.url cannot be used: " + e.getMessage(), e);
    }
  }

  void prove(boolean embedded) throws SQLException {
    try (var connection = connect()) {
      if (embedded) {
        Durability.requireEmbedded(connection);
      } else {
        Durability.require(connection);
      }
    }
  }

  /** One connection outside any pool. */
  public Connection connect() throws SQLException {
    var properties = new Properties();
    if (!username.isEmpty()) {
      properties.setProperty("user", username);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    // the text of an error must not carry the row that caused it
    properties.setProperty("logServerErrorDetail", "false");
    var connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new CannotStart("luer.database.url must begin with jdbc:postgresql:");
    }
    return connection;
  }

  /** A pool of connections; its users see an error after five seconds without a free one. */
  public HikariDataSource dataSource() {
    var config = new HikariConfig();
    config.setPoolName("luer");
    config.setJdbcUrl(url);
    if (!username.isEmpty()) {
      config.setUsername(username);
    }
    if (!password.isEmpty()) {
      config.setPassword(password);
    }
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.addDataSourceProperty("ApplicationName", "luer");
    // the text of an error must not carry the row that caused it
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  /** The JDBC address, without any secret. */
  public String url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }
}

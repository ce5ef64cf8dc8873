package org.luer.gateway.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * One real PostgreSQL server for all test classes of this JVM, a fresh database for each that asks.
 */
public final class TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final TestDatabase SHARED = start();

  /** The schema is put in place once; a copy of it takes a tenth of the time. */
  private static final String TEMPLATE = template();

  private final Path home;
  private final Database server;

  private TestDatabase(Path home, Database server) {
    this.home = home;
    this.server = server;
  }

  private static TestDatabase start() {
    try {
      var home = Files.createTempDirectory("luer-test");
      var directory = DataDirectory.open(home);
      var server = Database.embedded(directory);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(home, directory, server)));
      return new TestDatabase(home, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Path home, DataDirectory directory, Database server) {
    try (directory;
        server) {
      System.getLogger("test").log(System.Logger.Level.DEBUG, "stopping");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var paths = Files.walk(home)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String template() {
    var name = "schema";
    create(name, "template1");
    Flyway.configure().dataSource(url(name), username(), password()).load().migrate();
    return name;
  }

  /** The address of a new database with the schema in place and nothing in it. */
  public static String fresh() {
    return fresh(TEMPLATE);
  }

  /** The address of a new database without a schema. */
  public static String empty() {
    return fresh("template1");
  }

  private static String fresh(String template) {
    var name = "test" + NUMBER.incrementAndGet();
    create(name, template);
    return url(name);
  }

  private static void create(String name, String template) {
    try (var connection = DriverManager.getConnection(SHARED.server.url(), username(), password());
        var statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + template);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(String name) {
    return SHARED.server.url().replaceAll("/postgres$", "/" + name);
  }

  public static String username() {
    return "postgres";
  }

  public static String password() {
    try {
      return Files.readString(passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path passwordFile() {
    return SHARED.home.resolve("database/password");
  }

  /** A pool on a new database with the schema in place. */
  public static HikariDataSource migrated() {
    return Database.external(fresh(), username(), passwordFile()).dataSource();
  }
}

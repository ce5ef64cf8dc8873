package org.luer.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The promises a database server must prove, read back from the server itself, before anything is
 * accepted.
 */
final class Durability {
  private Durability() {}

  /** Refuses a server that could lose a commit it has confirmed. */
  static void require(Connection connection) throws SQLException {
    var problems = new ArrayList<String>();
    expect(connection, "fsync", List.of("on"), problems);
    expect(connection, "full_page_writes", List.of("on"), problems);
    expect(
        connection,
        "synchronous_commit",
        List.of("on", "remote_apply", "remote_write", "local"),
        problems);
    refuse(problems);
  }

  /** Also refuses an embedded server that others could reach or enter without the password. */
  static void requireEmbedded(Connection connection) throws SQLException {
    require(connection);
    var problems = new ArrayList<String>();
    expect(connection, "listen_addresses", List.of("127.0.0.1"), problems);
    expect(connection, "unix_socket_directories", List.of(""), problems);
    expect(connection, "password_encryption", List.of("scram-sha-256"), problems);
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select line_number, auth_method from pg_hba_file_rules"
                    + " where auth_method is distinct from 'scram-sha-256'")) {
      while (rows.next()) {
        problems.add(
            "pg_hba.conf line %d admits by %s instead of scram-sha-256"
                .formatted(rows.getInt(1), rows.getString(2)));
      }
    }
    refuse(problems);
  }

  private static void expect(
      Connection connection, String setting, List<String> allowed, List<String> problems)
      throws SQLException {
    try (var statement = connection.prepareStatement("select current_setting(?)")) {
      statement.setString(1, setting);
      try (var rows = statement.executeQuery()) {
        rows.next();
        var actual = rows.getString(1);
        if (!allowed.contains(actual)) {
          problems.add("%s is '%s', must be '%s'".formatted(setting, actual, allowed.get(0)));
        }
      }
    }
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new CannotStart(
          "The database server does not keep the promises the gateway makes: "
              + String.join("; ", problems)
              + ".");
    }
  }
}

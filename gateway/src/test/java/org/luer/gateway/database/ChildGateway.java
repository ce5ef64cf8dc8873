package org.luer.gateway.database;

import java.nio.file.Path;

/** A process of its own that starts the embedded database, says so, and waits to be killed. */
final class ChildGateway {
  private ChildGateway() {}

  public static void main(String[] args) throws Exception {
    var directory = DataDirectory.open(Path.of(args[0]));
    var database = Database.embedded(directory);
    try (var pool = database.dataSource();
        var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table if not exists kept (n int)");
      statement.execute("insert into kept values (42)");
      System.out.println("ready " + database.url());
      System.out.flush();
      Thread.sleep(600_000);
    }
  }
}

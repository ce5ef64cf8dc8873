package org.luer.gateway.delivery;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.database.Database;

/**
 * A gateway's process for {@link KillTest}: takes in sessions and delivers them until it is killed.
 *
 * <p>Each line {@code a patient version} on its output says that this version was accepted.
 */
final class KillChild {
  private KillChild() {}

  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[0]);
    int patients = Integer.parseInt(args[2]);
    int versions = Integer.parseInt(args[3]);
    var directory = DataDirectory.open(folder.resolve("data"));
    var database = Database.embedded(directory).dataSource();
    Flyway.configure().dataSource(database).load().migrate();
    var settings =
        """
        luer:
          partners:
            - id: rgh
              kind: hospital
              name: General
              patients: all
              receives: {transport: "mllp://127.0.0.1:%s", format: hl7v2, exchanges: [sessionreport], connections: 2}
              dialect: {ack-timeout: 2s, retry-first: 100ms, retry-most: 1s}
        """
            .formatted(args[1]);
    var bench = new Bench(database, folder, settings, "child", true);
    bench.engine.start();
    IntStream.range(0, 4)
        .mapToObj(t -> new Thread(() -> send(bench, t, patients, versions), "sender-" + t))
        .forEach(Thread::start);
    Thread.sleep(600_000);
  }

  /** Goes on after the last version that is in the database. */
  private static void send(Bench bench, int thread, int patients, int versions) {
    for (int v = 1; v <= versions; v++) {
      for (int p = thread; p < patients; p += 4) {
        if (latest(bench, "s" + p) < v) {
          bench.session("p" + p, "s" + p, v);
          say("a p" + p + " " + v);
        }
      }
    }
    say("done");
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static int latest(Bench bench, String id) {
    return bench
        .jdbc
        .sql("select coalesce(max(version), 0) from record where id = :id")
        .param("id", id)
        .query(Integer.class)
        .single();
  }
}

package org.luer.gateway.intake.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Files that go to an SFTP server, and the answers that the partner lays beside them. */
class SftpAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A server that an earlier test stopped may still complain on a thread of its own. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).dontCatchUncaughtExceptions();
  }

  @Test
  void answersAreTakenFromTheServerThatTakesTheFiles(@TempDir Path home, @TempDir Path served)
      throws Exception {
    var out = Files.createDirectory(served.resolve("out"));
    var answers = Files.createDirectory(served.resolve("answers"));
    var key = TestSftpServer.pair();
    try (var database = TestDatabase.migrated();
        var server = new TestSftpServer(served, key, TestSftpServer.pair().getPublic())) {
      var sftp = server.settings(key, home);
      var yaml =
          """
          luer:
            partners:
              - id: rgh
                kind: hospital
                name: General
                zone: America/Chicago
                patients: all
                receives:
                  transport: "%1$sout"
                  format: hl7v2
                  exchanges: [sessionreport]
                  batch:
                    schedule: "* * * * * *"
                    user: rgh
                    password-file: %2$s
                    known-hosts-file: %3$s
                    answers: {folder: "%1$sanswers", every: 200ms, settle: 0s}
          """
              .formatted(sftp.address(), sftp.passwordFile(), sftp.knownHostsFile());
      try (var bench = new Bench(database, home, yaml, "node", true)) {
        var clinic =
            new SettingsSource(home.resolve("luer-node.yaml"), Map.of(), List.of()).read().clinic();
        var clock = Clock.systemUTC();
        var intake =
            new FolderIntake(
                new PartnerIntake(
                    bench.journal,
                    bench.partners,
                    clinic,
                    List.of(),
                    bench.engine.credits(),
                    clock),
                bench.journal,
                new TakenFiles(JdbcClient.create(database)),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                clinic,
                clock);
        var watch = new FolderWatch(bench.partners, intake, database, clock);
        bench.session("p1", "s1", 1);
        bench.session("p2", "s2", 1);
        bench.engine.start();
        watch.start();
        try {
          await().until(() -> bench.count("sending") == 2 && placed(out) == 1);
          answer(out, answers);
          await().until(() -> bench.count("delivered") == 1);
          await().until(() -> bench.count("held") == 1);
          assertThat(answers.resolve("done/answer.hl7")).exists();
        } finally {
          watch.stop();
        }
      }
    }
  }

  private static long placed(Path out) throws IOException {
    try (var files = Files.list(out)) {
      return files.filter(f -> f.toString().endsWith(".hl7")).count();
    }
  }

  /** Takes the first message and refuses the second. */
  private static void answer(Path out, Path answers) throws IOException {
    try (var files = Files.list(out)) {
      var file = files.findFirst().orElseThrow();
      var acks = new StringBuilder();
      var sent =
          Pattern.compile("\\|ORU\\^R01\\^ORU_R01\\|([^|]+)\\|").matcher(Files.readString(file));
      for (int n = 1; sent.find(); n++) {
        acks.append(
            "MSH|^~\\&|H|H|L|L|20260101||ACK^R01^ACK|%d|P|2.5.1\rMSA|%s|%s\r"
                .formatted(n, n == 1 ? "AA" : "AE", sent.group(1)));
      }
      var id = file.getFileName().toString().replace(".hl7", "");
      Files.writeString(
          answers.resolve("answer.hl7"),
          "FHS|^~\\&|H|H|L|L|20260101||||F\rBHS|^~\\&|H|H|L|L|20260101||||B|%s-1\r%sBTS|2\rFTS|1\r"
              .formatted(id, acks));
    }
  }
}

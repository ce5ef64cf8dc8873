package org.luer.gateway.intake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.alert.Condition;
import org.luer.gateway.alert.Watch;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.journal.Interventions.Who;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Answers in files to files, from a real folder to deliveries on a real database. */
@SuppressWarnings("NullAway.Init") // by JUnit
class FileAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PARTNER =
      """
            - id: %1$s
              kind: hospital
              name: General
              zone: America/Chicago
              patients: all
              receives:
                transport: "%2$s"
                format: hl7v2
                exchanges: [sessionreport]
                batch: {schedule: "* * * * * *", answers: {folder: "%3$s", settle: 0s, within: %4$s}}
      """;

  @TempDir private Path home;
  private HikariDataSource database;
  private Bench bench;
  private FolderIntake intake;
  private SettingsSource source;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    var settings = new StringBuilder("luer:\n  partners:\n");
    for (var partner : List.of("rgh", "ward")) {
      settings.append(
          PARTNER
              .formatted(
                  partner,
                  Files.createDirectory(home.resolve(partner)).toUri(),
                  Files.createDirectory(home.resolve(partner + "-answers")).toUri(),
                  partner.equals("rgh") ? "1ms" : "24h")
              .indent(-2));
    }
    bench = new Bench(database, home, settings.toString(), "node", true);
    source = new SettingsSource(home.resolve("luer-node.yaml"), Map.of(), List.of());
    var clinic = source.read().clinic();
    var clock = Clock.systemUTC();
    intake =
        new FolderIntake(
            new PartnerIntake(
                bench.journal, bench.partners, clinic, List.of(), bench.engine.credits(), clock),
            bench.journal,
            new TakenFiles(JdbcClient.create(database)),
            new TransactionTemplate(new JdbcTransactionManager(database)),
            clinic,
            clock);
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    database.close();
  }

  /** A file that went out: FHS-11, and the control ids of its messages by record. */
  private record Out(String id, Map<String, String> ids) {
    String of(String record) {
      return Objects.requireNonNull(ids.get(record), record);
    }
  }

  private List<Out> files(String partner) throws IOException {
    var files = new ArrayList<Out>();
    try (var all = Files.list(home.resolve(partner))) {
      for (var file : all.filter(f -> f.toString().endsWith(".hl7")).sorted().toList()) {
        var text = Files.readString(file);
        var ids = new HashMap<String, String>();
        var message =
            Pattern.compile("\\|ORU\\^R01\\^ORU_R01\\|([^|]+)\\|[^\r]*\rPID\\|[^|]*\\|([^|]+)\\|");
        var found = message.matcher(text);
        while (found.find()) {
          ids.put(found.group(2), found.group(1));
        }
        files.add(new Out(file.getFileName().toString().replace(".hl7", ""), ids));
      }
    }
    return files;
  }

  /** Sessions of one version each, a patient each, in one file to each partner. */
  private Out sent(String... records) throws Exception {
    for (var record : records) {
      bench.session("p-" + record, record, 1);
    }
    bench.engine.start();
    await().atMost(PATIENCE).until(() -> reasons("waits-for-answer") == 2L * records.length);
    return files("rgh").get(0);
  }

  private long reasons(String code) {
    return bench
        .jdbc
        .sql(
            "select count(*) from message where direction = 'out' and state = 'sending' and reason_code = ?")
        .param(code)
        .query(Long.class)
        .single();
  }

  private static String ack(String id, String code, String about, String more) {
    return "MSH|^~\\&|H|H|L|L|20260101||ACK^R01^ACK|%s|P|2.5.1\rMSA|%s|%s\r%s"
        .formatted(id, code, about, more);
  }

  private static String framed(String batch, String... messages) {
    return "FHS|^~\\&|H|H|L|L|20260101||||F\rBHS|^~\\&|H|H|L|L|20260101||||B|%s\r%sBTS|%d\rFTS|1\r"
        .formatted(batch, String.join("", messages), messages.length);
  }

  private void answer(String partner, String name, String content) throws Exception {
    var folder = home.resolve(partner + "-answers");
    Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1);
    var settings = bench.partners.current().find(partner).orElseThrow();
    var place =
        new FolderIntake.Place(
            settings,
            partner + " answers",
            OutboundFolder.answers(settings.receives().get(0)).orElseThrow());
    intake.look(place, new LocalFolder(folder), new Arrivals(Clock.systemUTC()));
  }

  private MessageItem delivery(String partner, String record) {
    return bench.deliveries(partner).stream()
        .filter(d -> ("InfusionSession/" + record).equals(d.record()))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private String state(String partner, String record) {
    var delivery = delivery(partner, record);
    var reason = delivery.reason();
    return delivery.state() + (reason == null ? "" : " " + reason.code());
  }

  private String text(String partner, String record) {
    return Objects.requireNonNull(delivery(partner, record).reason()).text();
  }

  private @Nullable String note(String controlId) {
    var filter = new MessageFilter(null, null, controlId, null, List.of("received"), null, null, 5);
    var reason = bench.messages.list(filter).items().get(0).reason();
    return reason == null ? null : reason.code();
  }

  @Test
  void eachMessageGetsItsOwnAnswer() throws Exception {
    var out = sent("s1", "s2", "s3", "s4");
    var error = "ERR||PID^1^3|101^Required field missing^HL70357|E|||Zzyzx\r";
    answer(
        "rgh",
        "a.ack",
        framed(
            out.id() + "-1",
            ack("1", "AA", out.of("s1"), ""),
            ack("2", "AE", out.of("s2"), error),
            ack("3", "AR", out.of("s3"), ""),
            ack("4", "AA", "NOBODY", ""),
            ack("5", "XX", out.of("s4"), "")));
    assertThat(state("rgh", "s1")).isEqualTo("delivered");
    assertThat(state("rgh", "s2")).isEqualTo("held ack-AE");
    assertThat(text("rgh", "s2")).isEqualTo("the partner answered AE at PID^1^3, code 101");
    assertThat(state("rgh", "s3")).isEqualTo("rejected ack-AR");
    assertThat(state("rgh", "s4")).as("nobody said").isEqualTo("sending waits-for-answer");
    assertThat(note("4")).isEqualTo("answers-nothing-known");
    assertThat(note("5")).isEqualTo("answers-unclear");
    var first = delivery("rgh", "s1").id();
    assertThat(bench.messages.attempts(first).get(0).outcome()).isEqualTo("delivered");
    assertThat(bench.messages.answeredBy(first)).hasSize(1);
    assertThat(bench.messages.answers(bench.messages.answeredBy(first).get(0))).contains(first);
    assertThat(bench.engine.ledger().taken("rgh", "InfusionSession", "s1")).isPresent();
    assertThat(bench.engine.ledger().taken("rgh", "InfusionSession", "s2")).isEmpty();
    assertThat(state("ward", "s1")).as("of another partner").isEqualTo("sending waits-for-answer");
    assertThat(home.resolve("rgh-answers/answers"))
        .as("answers are not answered")
        .isEmptyDirectory();
    assertThat(home.resolve("rgh-answers/done/a.ack")).exists();
  }

  @Test
  void anAnswerIsNeverCreditedToAnotherFileOrPartner() throws Exception {
    var first = sent("s1");
    bench.session("p-s2", "s2", 1);
    await().atMost(PATIENCE).until(() -> reasons("waits-for-answer") == 4);
    var second = files("rgh").get(1);
    answer("rgh", "a.ack", framed(first.id() + "-1", ack("1", "AA", second.of("s2"), "")));
    answer(
        "rgh", "b.ack", framed("luer-rgh-20260101000000-99-1", ack("2", "AA", first.of("s1"), "")));
    answer("rgh", "c.ack", framed(files("ward").get(0).id(), ack("3", "AA", first.of("s1"), "")));
    answer("ward", "d.ack", framed("", ack("4", "AA", first.of("s1"), "")));
    assertThat(note("1")).isEqualTo("answers-nothing-known");
    assertThat(note("2")).isEqualTo("answers-no-file");
    assertThat(note("3")).isEqualTo("answers-no-file");
    assertThat(note("4")).isEqualTo("answers-nothing-known");
    assertThat(reasons("waits-for-answer")).isEqualTo(4);
    answer("rgh", "e.ack", framed("", ack("5", "CA", second.of("s2"), "")));
    assertThat(state("rgh", "s2")).as("MSA-2 alone is enough").isEqualTo("delivered");
  }

  @Test
  void anAnswerToAWholeFileCountsWhereAMessageHasNoneOfItsOwn() throws Exception {
    var out = sent("s1", "s2", "s3");
    var whole = "BHS|^~\\&|H|H|L|L|20260101||||B|%1$s-1\rMSA|AA|%1$s-1\r%2$sBTS|1\r";
    answer("rgh", "a.ack", whole.formatted(out.id(), ack("1", "AE", out.of("s2"), "")));
    assertThat(state("rgh", "s1")).isEqualTo("delivered");
    assertThat(state("rgh", "s2")).isEqualTo("held ack-AE");
    assertThat(state("rgh", "s3")).isEqualTo("delivered");
    answer("ward", "a.ack", ack("2", "AR", files("ward").get(0).id() + ".hl7", ""));
    assertThat(state("ward", "s3")).isEqualTo("rejected ack-AR");
    assertThat(text("ward", "s3")).endsWith("to the whole file");
  }

  @Test
  void aLaterVersionWaitsForTheAnswerAndOthersDoNot() throws Exception {
    var out = sent("s1");
    bench.session("p-s1", "s1", 2);
    bench.session("p-s1", "other", 1);
    await().atMost(PATIENCE).until(() -> files("rgh").size() == 2);
    assertThat(files("rgh").get(1).ids().keySet()).containsExactly("other");
    assertThat(state("rgh", "s1")).startsWith("queued");
    answer("rgh", "a.ack", framed(out.id() + "-1", ack("1", "AA", out.of("s1"), "")));
    await().atMost(PATIENCE).until(() -> files("rgh").size() == 3);
    assertThat(Files.readString(home.resolve("rgh/" + files("rgh").get(2).id() + ".hl7")))
        .as("knows what the partner has")
        .contains("PID|p-s1|s1|2|1");
  }

  @Test
  void anAnswerThatComesTwiceOrFallsBehindIsCreditedOnce() throws Exception {
    var out = sent("s1");
    var text = framed(out.id() + "-1", ack("1", "AA", out.of("s1"), ""));
    answer("rgh", "a.ack", text);
    answer("rgh", "b.ack", text);
    answer("rgh", "c.ack", framed(out.id() + "-1", ack("9", "AE", out.of("s1"), "")));
    assertThat(state("rgh", "s1")).as("this place in the file was answered").isEqualTo("delivered");
  }

  @Test
  void whatIsNotAnsweredInTimeIsToldAndOpenToAPerson() throws Exception {
    sent("s1");
    assertThat(conditions()).extracting(Condition::key).containsExactly("answers-missing/rgh");
    var delivery = delivery("rgh", "s1").id();
    bench.interventions.cancel(delivery, new Who("anna", "they lost the file"));
    assertThat(state("rgh", "s1")).isEqualTo("cancelled cancelled");
    assertThat(conditions()).isEmpty();
  }

  private List<Condition> conditions() throws Exception {
    var alerts = source.read().alerts();
    return new Watch(bench.jdbc, bench.partners, alerts, List::of, List::of, Clock.systemUTC())
        .conditions();
  }
}

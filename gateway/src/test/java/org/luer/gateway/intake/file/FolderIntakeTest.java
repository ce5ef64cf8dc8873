package org.luer.gateway.intake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.exchange.ExchangeIntake;
import org.luer.gateway.exchange.patientfeed.PatientMatching;
import org.luer.gateway.exchange.patientfeed.PatientMerging;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.journal.Records;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.mllp.Reply;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.core.Translation;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Files of a partner's folder and of an SFTP server, on a real database. */
@SuppressWarnings("NullAway.Init") // by JUnit
class FolderIntakeTest {
  private static final String SETTINGS =
      """
      luer:
        clinic: {id: northlake, name: Northlake, zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        partners:
          - id: rgh
            kind: hospital
            name: General
            zone: America/Chicago
            authority: {namespace: RGHMRN}
            identify: {application: EPIC, facility: RGH}
            sends: {exchanges: [patientfeed], files: {folder: "%s", every: 50ms, settle: 10s, max-file: 5000}}
      """;
  private static final String FHS = "FHS|^~\\&|EPIC|RGH|LUER|NLKC|20250312||night||F77\r";
  private static final String BHS = "BHS|^~\\&|EPIC|RGH|LUER|NLKC|20250312||||B5\r";

  private static final LaneWakeup NOBODY =
      new LaneWakeup() {
        @Override
        public void laneHasWork(Lane lane) {}
      };

  @TempDir private Path home;
  private final Time time = new Time();
  private Path in;
  private HikariDataSource pool;
  private JdbcClient jdbc;
  private Settings settings;
  private Partners partners;
  private PartnerIntake intake;
  private FolderIntake files;
  private Arrivals arrivals;
  private Fault fault;

  /** A clock that a test moves. */
  private static final class Time extends Clock {
    private Instant now = Instant.parse("2025-03-12T13:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now, zone);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Dies where a message with one text is read; breaks the database's work on another. */
  private static final class Fault extends Around {
    private String deadly = "nothing";
    private String breaking = "nothing";
    private final JdbcClient jdbc;

    Fault(MessageReader inner, JdbcClient jdbc) {
      super(inner);
      this.jdbc = jdbc;
    }

    @Override
    public Translation<Content> read(byte[] message, Partner sender) {
      var text = new String(message, StandardCharsets.UTF_8);
      if (text.contains(deadly)) {
        throw new AssertionError("the process died");
      }
      return super.read(message, sender);
    }

    @Override
    public Optional<byte[]> answer(byte[] message, Partner sender, Outcome outcome) {
      if (outcome.accepted()
          && new String(message, StandardCharsets.UTF_8).contains("|" + breaking + "|")) {
        jdbc.sql("select 1/0").query().singleValue(); // ends the transaction that stores it
      }
      return super.answer(message, sender, outcome);
    }
  }

  private static class Around implements MessageReader {
    private final MessageReader inner;

    Around(MessageReader inner) {
      this.inner = inner;
    }

    @Override
    public Set<String> types(Partner sender) {
      return inner.types(sender);
    }

    @Override
    public Translation<Content> read(byte[] message, Partner sender) {
      return inner.read(message, sender);
    }

    @Override
    public Optional<byte[]> answer(byte[] message, Partner sender, Outcome outcome) {
      return inner.answer(message, sender, outcome);
    }
  }

  @BeforeEach
  void open() throws Exception {
    pool = TestDatabase.migrated();
    jdbc = JdbcClient.create(pool);
    in = Files.createDirectory(home.resolve("in"));
    var source =
        new SettingsSource(
            Files.writeString(home.resolve("luer.yaml"), SETTINGS.formatted(in)),
            Map.of(),
            List.of());
    settings = source.read();
    partners = new Partners(source, settings);
    var records = new Records(jdbc);
    var inbox = new Inbox(jdbc);
    var transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    var journal =
        new Journal(
            new JdbcTemplate(pool),
            transaction,
            time,
            partners,
            List.of(),
            NOBODY,
            List.of(new PatientMatching(jdbc, inbox), new PatientMerging(jdbc, records, inbox)),
            List.of(),
            List.of());
    fault = new Fault(new ExchangeIntake(settings.clinic(), records), jdbc);
    intake = new PartnerIntake(journal, partners, settings.clinic(), List.of(fault), time);
    var taken = new TakenFiles(jdbc);
    files = new FolderIntake(intake, journal, taken, transaction, settings.clinic(), time);
    arrivals = new Arrivals(time);
  }

  @AfterEach
  void close() {
    partners.close();
    pool.close();
  }

  @Test
  void whatWasTakenIsOpenToTheGatewayAlone() throws Exception {
    var given = PosixFilePermissions.fromString("rwxr-x---");
    Files.setPosixFilePermissions(Files.createDirectory(in.resolve("done")), given);
    var usual = Files.getPosixFilePermissions(Files.createDirectory(home.resolve("usual")));
    put("night.hl7", FHS + BHS + a08("M1", "ZZONE") + "BTS|1\rFTS|1\r");
    looks();
    var alone = PosixFilePermissions.fromString("rwx------");
    assertThat(Files.getPosixFilePermissions(in.resolve("taken"))).isEqualTo(alone);
    assertThat(Files.getPosixFilePermissions(in.resolve("failed"))).isEqualTo(alone);
    assertThat(Files.getPosixFilePermissions(in.resolve("done"))).isEqualTo(given);
    assertThat(Files.getPosixFilePermissions(in.resolve("answers"))).isEqualTo(usual);
    assertThat(in.resolve("done/night.hl7")).exists();
  }

  @Test
  void aBatchIsTakenAndAnsweredAsABatch() throws Exception {
    put("night.hl7", FHS + BHS + a08("M1", "ZZONE") + a08("M2", "ZZTWO") + "BTS|2\rFTS|1\r");
    looks();
    var lines = List.of(answer("night.hl7.ack").split("\r"));
    assertThat(lines.get(0)).matches("FHS\\|\\^~\\\\&\\|LUER\\|NLKC\\|EPIC\\|RGH\\|.*\\|F77");
    assertThat(lines.get(1)).endsWith("|B5").startsWith("BHS|");
    assertThat(lines).contains("MSA|AA|M1", "MSA|AA|M2", "BTS|2", "FTS|1");
    assertThat(lines.indexOf("MSA|AA|M1")).isLessThan(lines.indexOf("MSA|AA|M2"));
    assertThat(in.resolve("done/night.hl7")).exists();
    assertThat(in.resolve("night.hl7")).doesNotExist();
    assertThat(states()).containsExactly("received", "received");
  }

  @Test
  void aMessageThatCameOverMllpIsKnownAgainInAFile() throws Exception {
    var first =
        intake.accept(
            a08("M1", "ZZONE").getBytes(StandardCharsets.UTF_8),
            new Peer("mllp", "test", Optional.empty()));
    put("plain.hl7", a08("M1", "ZZONE").replace("\r", "\n"));
    looks();
    assertThat(states()).containsExactly("received", "duplicate");
    assertThat(answer("plain.hl7.ack"))
        .isEqualTo(new String(((Reply.Answer) first).bytes(), StandardCharsets.UTF_8));
  }

  @Test
  void aFileThatIsStillWrittenIsNotRead() throws Exception {
    put("a.hl7", BHS + a08("M1", "ZZONE"));
    put("b.hl7.tmp", a08("M9", "ZZNINE"));
    look();
    time.now = time.now.plusSeconds(9);
    look();
    put("a.hl7", BHS + a08("M1", "ZZONE") + a08("M2", "ZZTWO") + "BTS|2\r");
    time.now = time.now.plusSeconds(9);
    look();
    assertThat(states()).isEmpty();
    time.now = time.now.plusSeconds(10);
    look();
    assertThat(states()).containsExactly("received", "received");
    assertThat(in.resolve("b.hl7.tmp")).exists();
  }

  @Test
  void aStopInTheMiddleTakesEachMessageOnce() throws Exception {
    // the second and third have one control id: a file begun anew would take the second again
    put(
        "a.hl7",
        BHS
            + a08("M1", "ZZONE")
            + a08("M2", "ZZTWO")
            + a08("M2", "ZZTHREE")
            + a08("M4", "ZZFOUR")
            + "BTS|4\r");
    fault.deadly = "ZZFOUR";
    assertThatThrownBy(this::looks).hasMessage("the process died");
    assertThat(states()).containsExactly("received", "received", "received");
    assertThat(in.resolve("taken/a.hl7")).exists();
    fault.deadly = "nothing";
    arrivals = new Arrivals(time);
    look();
    assertThat(states()).containsExactly("received", "received", "received", "received");
    assertThat(answer("a.hl7.ack")).contains("MSA|AA|M1", "MSA|AA|M4", "BTS|4");
    assertThat(in.resolve("done/a.hl7")).exists();
  }

  @Test
  void aStopBeforeTheAnswerIsWrittenOrTheFileMovedChangesNothing() throws Exception {
    put("a.hl7", BHS + a08("M1", "ZZONE") + "BTS|1\r");
    for (var step : List.of("write", "move to done")) {
      assertThatThrownBy(() -> lookWith(new Failing(new LocalFolder(in), step)))
          .isInstanceOf(IOException.class);
    }
    var written = answer("a.hl7.ack");
    time.now = time.now.plusSeconds(60);
    look();
    assertThat(answer("a.hl7.ack")).isEqualTo(written);
    assertThat(states()).containsExactly("received");
    assertThat(in.resolve("done/a.hl7")).exists();
  }

  @Test
  void aFaultyFileIsPutAsideWithItsReasonsAndNothingOfItIsTaken() throws Exception {
    put("a.hl7", BHS + a08("M1", "ZZONE") + "BTS|2\r");
    put("b.hl7", "x".repeat(5001));
    looks();
    assertThat(answer("a.hl7.reasons.txt"))
        .isEqualTo("line 6: BTS-1 says 2 messages, the batch has 1\n");
    assertThat(answer("b.hl7.reasons.txt")).contains("5001 bytes, at most 5000");
    assertThat(in.resolve("failed/a.hl7")).exists();
    assertThat(in.resolve("failed/b.hl7")).exists();
    assertThat(states()).containsExactly("refused", "refused");
    assertThat(jdbc.sql("select count(*) from record").query(Integer.class).single()).isZero();
  }

  @Test
  void oneBadMessageStopsNoOther() throws Exception {
    fault.breaking = "M2";
    put(
        "a.hl7",
        BHS
            + a08("M1", "ZZONE").replace("|EPIC|", "|OTHER|")
            + a08("M2", "ZZTWO")
            + a08("M3", "ZZTHREE")
            + "BTS|3\r");
    looks();
    assertThat(answer("a.hl7.ack")).contains("MSA|AR|M1", "MSA|AE|M2", "MSA|AA|M3", "BTS|3");
    assertThat(states()).containsExactly("refused", "refused", "received");
  }

  @Test
  void theSameNameAgainIsKeptBesideTheEarlierOne() throws Exception {
    put("a.hl7", a08("M1", "ZZONE"));
    looks();
    put("a.hl7", a08("M2", "ZZTWO"));
    looks();
    assertThat(states()).containsExactly("received", "received");
    try (var done = Files.list(in.resolve("done"))) {
      assertThat(done).hasSize(2);
    }
  }

  @Test
  void theServiceLooksByItself() throws Exception {
    put("a.hl7", a08("M1", "ZZONE"));
    Files.setLastModifiedTime(in.resolve("a.hl7"), FileTime.fromMillis(1_000_000));
    var steady = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    var fast = new Fast(steady);
    var watch = new FolderWatch(partners, files, pool, fast);
    watch.start();
    while (!Files.exists(in.resolve("done/a.hl7"))) {
      Thread.sleep(20);
    }
    watch.stop();
    assertThat(states()).containsExactly("received");
  }

  /** A clock on which the settling time of ten seconds passes in a tenth of one. */
  private static final class Fast extends Clock {
    private final Clock real;
    private final Instant start;

    Fast(Clock real) {
      this.real = real;
      this.start = real.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return start.plusMillis(100 * Duration.between(start, real.instant()).toMillis());
    }
  }

  @Test
  void anSftpServerIsReadOnlyWhenItsKeyIsKnown() throws Exception {
    put("a.hl7", BHS + a08("M1", "ZZONE") + "BTS|1\r");
    var key = TestSftpServer.pair();
    try (var server = new TestSftpServer(in, key, TestSftpServer.pair().getPublic())) {
      var known = server.settings(TestSftpServer.pair(), home);
      assertThatThrownBy(() -> new SftpFolder(known)).isInstanceOf(IOException.class);
      assertThat(in.resolve("taken")).doesNotExist();
      var right = server.settings(key, home);
      for (int i = 0; i < 2; i++) {
        try (var folder = new SftpFolder(right)) {
          files.look(rgh(), rghFiles(), folder, arrivals);
        }
        time.now = time.now.plusSeconds(10);
      }
      assertThat(answer("a.hl7.ack")).contains("MSA|AA|M1", "BTS|1").contains("|B5\r");
      assertThat(in.resolve("done/a.hl7")).exists();
      try (var folder = new SftpFolder(right)) {
        folder.write(Folder.ANSWERS, "a.hl7.ack", new byte[] {'x'});
      }
      assertThat(answer("a.hl7.ack")).isEqualTo("x");
      Files.writeString(home.resolve("password"), "wrong");
      assertThatThrownBy(() -> new SftpFolder(right)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anSftpServerIsShownAKeyInsteadOfAPassword() throws Exception {
    put("a.hl7", a08("M1", "ZZONE"));
    var key = TestSftpServer.pair();
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var own = generator.generateKeyPair();
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    var pem =
        Files.writeString(
            home.resolve("own.pem"),
            "-----BEGIN PRIVATE KEY-----\n"
                + encoder.encodeToString(own.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
    try (var server = new TestSftpServer(in, key, own.getPublic())) {
      var usual = server.settings(key, home);
      try (var folder =
          new SftpFolder(
              new Partner.Sftp(usual.address(), "rgh", pem, null, usual.knownHostsFile()))) {
        assertThat(folder.list(Folder.IN)).extracting(Folder.Seen::name).containsExactly("a.hl7");
      }
    }
  }

  @Test
  void aFileForAPartnerIsPutOntoItsSftpServer() throws Exception {
    var key = TestSftpServer.pair();
    try (var server = new TestSftpServer(in, key, TestSftpServer.pair().getPublic())) {
      var usual = server.settings(key, home);
      var yaml =
          """
          luer:
            partners:
              - id: rgh
                kind: hospital
                name: General
                zone: America/Chicago
                receives:
                  transport: "%s"
                  format: hl7v2
                  exchanges: [results]
                  batch: {schedule: "0 0 2 * * *", user: rgh, password-file: %s, known-hosts-file: %s}
          """
              .formatted(usual.address(), usual.passwordFile(), usual.knownHostsFile());
      var file = Files.writeString(home.resolve("outbound.yaml"), yaml);
      var settings = new SettingsSource(file, Map.of(), List.of()).read();
      var receives = settings.partners().get(0).receives().get(0);
      OutboundFolder.put(receives, "luer-rgh-1.hl7", new byte[] {'x'});
      OutboundFolder.put(receives, "luer-rgh-1.hl7", new byte[] {'y'});
      assertThat(Files.readString(in.resolve("luer-rgh-1.hl7"))).isEqualTo("y");
      assertThat(in.resolve("taken")).as("no folders of an intake").doesNotExist();
      OutboundFolder.reach(receives);
    }
  }

  /** A folder on which one step fails, once. */
  private record Failing(Folder inner, String step) implements Folder {
    @Override
    public List<Seen> list(String stage) throws IOException {
      return inner.list(stage);
    }

    @Override
    public byte[] read(String stage, String name) throws IOException {
      return inner.read(stage, name);
    }

    @Override
    public void write(String stage, String name, byte[] content) throws IOException {
      fail("write");
      inner.write(stage, name, content);
    }

    @Override
    public void move(String from, String name, String to, String newName) throws IOException {
      fail("move to " + to);
      inner.move(from, name, to, newName);
    }

    private void fail(String at) throws IOException {
      if (at.equals(step)) {
        throw new IOException("the disk is away");
      }
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }

  private Partner rgh() {
    return partners.current().find("rgh").orElseThrow();
  }

  private Partner.Files rghFiles() {
    return Objects.requireNonNull(rgh().sends().files());
  }

  private void put(String name, String content) throws IOException {
    Files.writeString(in.resolve(name), content);
  }

  private void look() throws IOException {
    files.look(rgh(), rghFiles(), new LocalFolder(in), arrivals);
  }

  private void looks() throws IOException {
    lookWith(new LocalFolder(in));
  }

  private void lookWith(Folder folder) throws IOException {
    files.look(rgh(), rghFiles(), folder, arrivals);
    time.now = time.now.plusSeconds(10);
    files.look(rgh(), rghFiles(), folder, arrivals);
  }

  private String answer(String name) throws IOException {
    return Files.readString(in.resolve("answers").resolve(name));
  }

  private List<String> states() {
    return jdbc.sql("select state from message where direction = 'in' order by id")
        .query(String.class)
        .list();
  }

  private static String a08(String id, String family) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312081500-0500||ADT^A08^ADT_A01|"
        + id
        + "|P|2.5.1\rEVN||20250312081455-0500\rPID|1||008"
        + family.length()
        + "^^^RGHMRN^MR||"
        + family
        + "^MARISOL||19840719|F\rPV1|1|N\r";
  }
}

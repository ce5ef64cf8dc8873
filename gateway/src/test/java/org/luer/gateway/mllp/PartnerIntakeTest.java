package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.exchange.ExchangeIntake;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Records;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.core.Translation;

/** What senders are told, and what is kept of it: listener, journal and lanes together. */
@SuppressWarnings("NullAway.Init") // by JUnit
class PartnerIntakeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SETTINGS =
      """
      luer:
        clinic: {id: northlake, name: Northlake, zone: America/Chicago, application: LUER, facility: NLKC}
        mllp: {listeners: [{name: feed, port: 0}]}
        partners:
          - id: rgh
            kind: hospital
            name: General
            zone: America/Chicago
            authority: {namespace: RGHMRN}
            identify: {application: EPIC, facility: RGH}
            sends: {exchanges: [patientfeed, orderintake, results]}
            receives:
              - {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport]}
              - {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [acknowledgement]}
          - {id: mute, kind: hospital, name: Mute, zone: America/Chicago, identify: {application: MUTE}, sends: {exchanges: [orderintake, patientfeed]}}
          - {id: feed, kind: hospital, name: Feed, zone: America/Chicago, identify: {listener: feed}, sends: {exchanges: [patientfeed]}}
          - {id: broken, kind: hospital, name: Broken, identify: {application: BROKEN}}
      """;
  private static final String RDE = example("orderintake/induction-order-for-the-pharmacy/rde_o11");

  /** A reader with a fault of its own. */
  private static final MessageReader FAULTY =
      new MessageReader() {
        @Override
        public Set<String> types(Partner sender) {
          return sender.id().equals("broken") ? Set.of("ORU_R01") : Set.of();
        }

        @Override
        public Translation<Content> read(byte[] message, Partner sender) {
          throw new IllegalStateException("a fault");
        }
      };

  @TempDir private Path folder;
  private HikariDataSource database;
  private MllpPeer rgh;
  private Bench bench;
  private MllpThreads threads;
  private MllpListener listener;
  private PartnerIntake intake;
  private MllpClient client;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    rgh = new MllpPeer(0, MllpPeer.ALL_WELL);
    bench = new Bench(database, folder, SETTINGS.formatted(rgh.port()), "node", true);
    bench.engine.start();
    var clinic = clinic();
    var exchanges = new ExchangeIntake(clinic, new Records(bench.jdbc));
    intake =
        new PartnerIntake(
            bench.journal, bench.partners, clinic, List.of(exchanges, FAULTY), Clock.systemUTC());
    threads = new MllpThreads(8, Duration.ofSeconds(5));
    var framing =
        new Framing(
            1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), true);
    var options =
        new MllpListener.Options(
            "mllp", "127.0.0.1", 0, framing, 10, Duration.ofHours(1), Optional.empty());
    listener = new MllpListener(options, intake, threads);
    client = MllpClient.to(listener.start());
  }

  private ClinicSettings clinic() throws Exception {
    return new SettingsSource(folder.resolve("luer-node.yaml"), java.util.Map.of(), List.of())
        .read()
        .clinic();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    listener.close();
    threads.close();
    bench.close();
    rgh.close();
    database.close();
  }

  @Test
  void aCharacterThatNoDatabaseKeepsDoesNotStopTheFeed() throws Exception {
    var filled = order("EPIC", "RGH", "R1", "", "").replace("|R1|", "|R\u00001\u0000|");
    assertThat(client.ask(filled)).contains("\rMSA|AA|R1");
    var escaped = order("EPIC", "RGH", "R2", "", "").replace("RGHMRN", "RGH\\X00\\MRN");
    assertThat(client.ask(escaped)).contains("\rMSA|A").contains("|R2");
    assertThat(client.ask(order("EPIC", "RGH", "R3", "", ""))).contains("\rMSA|AA|R3");
  }

  @Test
  void aFullyEnhancedOrderIsCommittedNowAndAnsweredLaterByAMessageOfOurOwn() throws Exception {
    var now = client.ask(order("EPIC", "RGH", "R1", "AL", "AL"));
    assertThat(now).contains("|ACK^O11^ACK|").contains("\rMSA|CA|R1").contains("|NE|NE|");
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 1);
    var later = header(rgh.received.get(0));
    assertThat(later.component("MSH", 9, 1)).isEqualTo("RRE");
    assertThat(later.field("MSA", 1)).isEqualTo("AA");
    assertThat(later.field("MSA", 2)).isEqualTo("R1");
    assertThat(later.field("ORC", 1)).isEqualTo("OK");
    assertThat(later.field("MSH", 5) + later.field("MSH", 6)).isEqualTo("EPICRGH");
    assertThat(later.field("MSH", 15) + later.field("MSH", 16)).isEqualTo("ALNE");
    assertThat(later.field("MSH", 10)).isNotIn("", "R1", header(now).field("MSH", 10));
    await().atMost(PATIENCE).until(() -> bench.count("delivered") == 1);
    assertThat(bench.deliveries("rgh"))
        .extracting(m -> m.exchange() + " " + m.type() + " " + m.state())
        .containsExactly("acknowledgement RRE_O12 delivered");

    assertThat(client.ask(order("EPIC", "RGH", "R1", "AL", "AL"))).isEqualTo(now);
    assertThat(bench.deliveries("rgh")).as("answered once").hasSize(1);
  }

  @Test
  void answersFollowAsTheConditionsSay() throws Exception {
    assertThat(client.ask(adt("EPIC", "A1", "|P|2.5.1|||AL|NE", GOOD))).contains("MSA|CA|A1");
    assertThat(client.ask(adt("EPIC", "A2", "|P|2.5.1|||AL|ER", GOOD))).contains("MSA|CA|A2");
    assertThat(client.ask(adt("EPIC", "A3", "|P|2.5.1|||AL|SU", BAD)))
        .as("a refusal that no later answer would tell")
        .contains("MSA|CE|A3")
        .contains("\rERR|");
    assertThat(client.ask(adt("EPIC", "A4", "|P|2.5.1|||AL|NE", BAD))).contains("MSA|CE|A4");
    assertThat(rgh.received).isEmpty();
    assertThat(client.ask(adt("EPIC", "A5", "|P|2.5.1|||AL|SU", GOOD))).contains("MSA|CA|A5");
    assertThat(client.ask(adt("EPIC", "A6", "|P|2.5.1|||AL|ER", BAD)))
        .contains("MSA|CA|A6")
        .doesNotContain("ERR");
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received.get(0)).contains("\rMSA|AA|A5").contains("|ACK^A08^ACK|");
    assertThat(rgh.received.get(1)).contains("\rMSA|AE|A6").contains("\rERR|");

    assertThat(client.ask(adt("EPIC", "A7", "|X|2.5.1|||AL|AL", GOOD))).contains("MSA|CR|A7");
    assertThat(client.ask(adt("EPIC", "A8", "|P|2.5.1|||NE|AL", GOOD))).contains("MSA|AA|A8");
    assertThat(client.ask(adt("EPIC", "A9", "|P|2.5.1|||NE|AL", BAD))).contains("MSA|AE|A9");
    assertThat(client.ask(adt("EPIC", "B1", "|P|2.5.1|||NE|NE", GOOD)))
        .as("it would wait for ever")
        .contains("MSA|CA|B1");
    assertThat(bench.deliveries("rgh")).hasSize(2);
  }

  @Test
  void aSenderThatTakesNoMessagesIsToldAtOnceAndTheOperatorToo() throws Exception {
    assertThat(client.ask(order("MUTE", "M", "M1", "AL", "AL"))).contains("MSA|CA|M1");
    assertThat(item("M1").reason()).hasFieldOrPropertyWithValue("code", "answer-has-no-way");
    assertThat(client.ask(adt("MUTE", "M2", "|P|2.5.1|||AL|AL", BAD))).contains("MSA|CE|M2");
    assertThat(bench.deliveries(null)).noneMatch(m -> m.exchange().equals("acknowledgement"));
  }

  @Test
  void aRepeatedMessageGetsTheAnswerOfTheFirstEvenWithANewTime() throws Exception {
    var first = client.ask(adt("EPIC", "D1", "|P|2.5.1", GOOD));
    var again = adt("EPIC", "D1", "|P|2.5.1", GOOD).replace("|20250312081500|", "|20250312090000|");
    assertThat(client.ask(again)).isEqualTo(first);
    assertThat(items("D1")).extracting(MessageItem::state).contains("duplicate", "received");

    var other = client.ask(adt("EPIC", "D1", "|P|2.5.1", GOOD.replace("MARISOL", "MARIA")));
    assertThat(other).contains("MSA|AA|D1").isNotEqualTo(first);
    assertThat(items("D1").get(0).reason())
        .hasFieldOrPropertyWithValue("code", "control-id-reused");

    assertThat(client.ask(adt("EPIC", "D2", "|P|2.5.1", GOOD.replace("MARISOL", "MARIA"))))
        .contains("MSA|AA|D2");
    assertThat(
            bench
                .jdbc
                .sql("select count(*) from record where kind = 'Patient'")
                .query(Long.class)
                .single())
        .as("the same content under a new id is no new version")
        .isEqualTo(2);

    assertThat(client.ask(adt("EPIC", "D3", "|P|2.5.1", BAD))).contains("MSA|AE|D3");
    assertThat(client.ask(adt("EPIC", "D3", "|P|2.5.1", BAD))).contains("MSA|AE|D3");
    assertThat(items("D3"))
        .as("a refusal is no first")
        .extracting(MessageItem::state)
        .containsExactly("refused", "refused");
  }

  @Test
  void whatPeersDoWrongIsUnderstoodAndTheirBytesAreKept() throws Exception {
    var message = adt("EPIC", "W1", "|P|2.5.1", GOOD.replace("MARISOL", "ZOË"));
    var wires =
        List.of(
            bytes(message.replace('\r', '\n'), StandardCharsets.UTF_8),
            bytes("\ufeff\r\n" + message, StandardCharsets.UTF_8),
            bytes(message.replace("\r", "\r\n"), StandardCharsets.UTF_8),
            bytes(message, Charset.forName("windows-1252")),
            bytes(
                "FHS|^~\\&|EPIC|RGH\rBHS|^~\\&|EPIC|RGH\r" + message + "BTS|1\rFTS|1\r",
                StandardCharsets.UTF_8),
            bytes("HDR 17\r" + message, StandardCharsets.UTF_8),
            bytes(message.strip(), StandardCharsets.UTF_8));
    for (int i = 0; i < wires.size(); i++) {
      var id = "W1" + i;
      var wire =
          bytes(
              new String(wires.get(i), StandardCharsets.ISO_8859_1).replace("|W1|", "|" + id + "|"),
              StandardCharsets.ISO_8859_1);
      var framed = new java.io.ByteArrayOutputStream();
      framed.write(MllpFrameDecoder.VT);
      framed.writeBytes(wire);
      framed.write(MllpFrameDecoder.FS);
      framed.write(MllpFrameDecoder.CR);
      assertThat(client.write(framed.toByteArray()).answer().orElseThrow())
          .as("form %d", i)
          .contains("MSA|AA|" + id);
      assertThat(bench.messages.raw(item(id).id()).orElseThrow().payload()).isEqualTo(wire);
    }
    assertThat(
            bench
                .jdbc
                .sql("select distinct content from record where kind = 'Patient'")
                .query(String.class)
                .list())
        .as("all forms say the same")
        .hasSize(1)
        .first()
        .asString()
        .contains("ZOË");
  }

  @Test
  void whatCannotBeTakenIsRefusedWithItsReasonAndKept() throws Exception {
    var two = adt("EPIC", "X1", "|P|2.5.1", GOOD) + adt("EPIC", "X2", "|P|2.5.1", GOOD);
    assertThat(client.ask(two)).contains("MSA|AR|X1").contains("more than one message");
    assertThat(client.ask(adt("NOBODY", "X3", "|P|2.5.1", GOOD))).contains("MSA|AR|X3");
    assertThat(client.ask(adt("EPIC", "", "|P|2.5.1", GOOD))).contains("MSA|AR|");
    assertThat(client.ask(adt("EPIC", "X4", "|P|2.5.1", GOOD + "NTE|1||" + "x".repeat(1 << 20))))
        .contains("MSA|AR|X4")
        .contains("|104^Value too long^HL70357|")
        .contains("at most 1048576 are taken");
    assertThat(client.ask("MSH|^~\\&|BROKEN|B|L|N|2025||ORU^R01|X5|P|2.5.1\rPID|1\r"))
        .contains("MSA|AE|X5")
        .contains("|207^")
        .doesNotContain("fault");
    assertThat(client.ask(adt("EPIC", "X7", "|P|2.5.1", "EVN|A08|20250310083000-0500\r")))
        .as("a whole segment that is missing has its place, too")
        .contains("MSA|AE|X7")
        .contains("ERR||PID^1|");
    assertThat(client.send("no message at all").ask(adt("EPIC", "X6", "|P|2.5.1", GOOD)))
        .as("what has no header has no answer")
        .contains("MSA|AA|X6");
    for (var id : List.of("X1", "X3", "X4", "X5", "X7")) {
      assertThat(item(id).state()).as(id).isEqualTo("refused");
    }
    var count =
        "select count(*) from message where state = 'refused' and payload_until is not null";
    assertThat(bench.jdbc.sql(count).query(Long.class).single()).isEqualTo(6);
  }

  @Test
  void anAcknowledgementIsKeptAndNeverAcknowledgedUnlessItAsks() throws Exception {
    var ack = "MSH|^~\\&|EPIC|RGH|LUER|NLKC|2025||ACK^R01^ACK|%s|P|2.5.1|||%s\rMSA|%s|L7\r";
    client.send(ack.formatted("K1", "", "AA")).send(ack.formatted("K2", "NE|NE", "AE"));
    assertThat(client.ask(ack.formatted("K3", "AL|NE", "AR"))).contains("MSA|CA|K3");
    assertThat(item("K1").reason()).isNull();
    assertThat(item("K2").reason()).hasFieldOrPropertyWithValue("code", "answers-AE");
    assertThat(item("K3").reason()).hasFieldOrPropertyWithValue("code", "answers-AR");
    assertThat(item("K3").exchange()).isEqualTo("acknowledgement");
  }

  @Test
  void aPartnerMayBeKnownByTheListenerThatItCalls() {
    var message = bytes(adt("ANY", "F1", "|P|2.5.1", GOOD), StandardCharsets.UTF_8);
    assertThat(told(intake.accept(message, new Peer("feed", "test", Optional.empty()))))
        .contains("MSA|AA|F1");
    assertThat(item("F1").partner()).isEqualTo("feed");
    assertThat(told(intake.accept(message, new Peer("mllp", "test", Optional.empty()))))
        .contains("MSA|AR|F1");
  }

  private static final String GOOD =
      "PID|1||00874512^^^RGHMRN^MR||ZZTEST^MARISOL||19840719|F\rPV1|1|N\r";
  private static final String BAD = "PID|1||||ZZTEST^MARISOL||19840719|F\rPV1|1|N\r";

  private static String adt(String from, String id, String more, String segments) {
    return "MSH|^~\\&|%s|RGH|LUER|NLKC|20250312081500||ADT^A08^ADT_A01|%s%s\rEVN||20250312081455\r%s"
        .formatted(from, id, more, segments);
  }

  private static String order(String from, String facility, String id, String accept, String app) {
    var header =
        "MSH|^~\\&|%s|%s|LUER|NLKC|20250311125500-0500||RDE^O11^RDE_O11|%s|P|2.5.1|||%s|%s|USA|UNICODE UTF-8"
            .formatted(from, facility, id, accept, app);
    return header + RDE.substring(RDE.indexOf('\r'));
  }

  private static Hl7v2Text header(String message) {
    return Hl7v2Text.of(message.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static String told(Reply reply) {
    return new String(((Reply.Answer) reply).bytes(), StandardCharsets.UTF_8);
  }

  private List<MessageItem> items(String controlId) {
    return bench
        .messages
        .list(new MessageFilter(null, null, controlId, null, List.of(), null, null, 50))
        .items();
  }

  private MessageItem item(String controlId) {
    return items(controlId).get(0);
  }

  private static byte[] bytes(String text, Charset charset) {
    return text.getBytes(charset);
  }

  private static String example(String name) {
    var path = "/examples/" + name + ".hl7";
    try (var in = PartnerIntakeTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

package org.luer.gateway.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.ExchangeIntake;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.ExchangeRenderer;
import org.luer.gateway.exchange.ExchangeRouting;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.mllp.Reply;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Session reports through journal, lanes and sockets; the mapping stands aside. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SessionReportFlowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String EXAMPLE =
      "/examples/sessionreport/rate-reduced-for-blood-pressure/clinic/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private HikariDataSource database;
  private MllpPeer rgh;
  private Bench bench;
  private PartnerIntake intake;
  private ObjectNode session;
  private ClinicSettings clinic;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    rgh = new MllpPeer(0, MllpPeer.ALL_WELL);
    session = example("session");
    clinic = new SettingsSource(null, Map.of(), List.of()).read().clinic();
    bench = new Bench(database, folder, settings(), "node", true, parts(clinic));
    bench.engine.start();
    intake =
        new PartnerIntake(
            bench.journal,
            bench.partners,
            clinic,
            List.of(new ExchangeIntake(clinic, new Records(bench.jdbc))),
            Clock.systemUTC());
    bench.accept("Patient", patient(), patient(), example("patient").toString());
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    rgh.close();
    database.close();
  }

  @Test
  void finalThenCorrectionThenWithdrawal() throws Exception {
    put(session);
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    put(amended());
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 4);
    put(session.deepCopy().put("status", "entered-in-error"));
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 6);
    assertThat(rgh.received)
        .extracting(SessionReportFlowTest::said)
        .containsExactly(
            "ORU^R01 [F]",
            "RAS^O17 [A]",
            "ORU^R01 [C, F]",
            "RAS^O17 [X]",
            "ORU^R01 [X]",
            "RAS^O17 [D]");
  }

  @Test
  void sameContentAgainDeliversNothingNew() throws Exception {
    put(session);
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    put(session);
    Thread.sleep(500);
    assertThat(rgh.received).hasSize(2);
    assertThat(bench.deliveries("rgh")).hasSize(2);
  }

  @Test
  void correctionOfWhatThePartnerNeverTookIsSentAsNew() throws Exception {
    rgh.close();
    put(session);
    await().atMost(PATIENCE).until(() -> bench.count("retrying") == 1);
    bench
        .jdbc
        .sql(
            "update message set state = 'cancelled', next_attempt_at = null where direction = 'out'")
        .update();
    rgh = new MllpPeer(rgh.port(), MllpPeer.ALL_WELL);
    put(amended());
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received)
        .extracting(SessionReportFlowTest::said)
        .containsExactly("ORU^R01 [F]", "RAS^O17 [A]");
  }

  @Test
  void whatAPartnerSendsReachesThoseThatNameItAndNeverTheSender() {
    var ack = send(message("WARD", "C1", "P", "ORU^R01^ORU_R01", ""));
    assertThat(ack).contains("|ACK^R01^ACK|").contains("\rMSA|AA|C1\r");
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received.get(0)).contains("\rPID|1||00874512^^^RGHMRN");
    assertThat(bench.deliveries(null)).extracting(MessageItem::partner).containsOnly("rgh");
    assertThat(send(message("WARD", "C1", "P", "ORU^R01^ORU_R01", ""))).isEqualTo(ack);
    assertThat(bench.deliveries(null)).hasSize(2);
    assertThat(in()).containsExactly("ward received", "ward duplicate");
  }

  @Test
  void whatIsNotForUsIsRejectedWithTheReason() {
    assertThat(send(message("NOBODY", "C1", "P", "ORU^R01^ORU_R01", "")))
        .contains("MSA|AR|C1")
        .contains("ERR||MSH^1^3|204^");
    assertThat(send(message("WARD", "C2", "T", "ORU^R01^ORU_R01", "")))
        .contains("MSA|AR|C2")
        .contains("ERR||MSH^1^11|202^");
    assertThat(send(message("WARD", "C3", "P", "ADT^A08^ADT_A01", "")))
        .contains("MSA|AR|C3")
        .contains("ERR||MSH^1^9|200^");
    assertThat(send(message("SILENT", "C4", "P", "ORU^R01^ORU_R01", "")))
        .contains("MSA|AR|C4")
        .contains("ERR||MSH^1^9|200^");
    assertThat(send(message("WARD", "", "P", "ORU^R01^ORU_R01", "")))
        .contains("MSA|AR|")
        .contains("ERR||MSH^1^10|101^");
    assertThat(in()).hasSize(5).allMatch(s -> s.endsWith("refused"));
  }

  @Test
  void contentThatCannotBeUsedIsAnError() {
    var nobody = message("WARD", "C1", "P", "ORU^R01^ORU_R01", "");
    assertThat(send(nobody.replaceFirst("00874512[^|]*", "")))
        .contains("MSA|AE|C1")
        .contains("ERR||PID^1^3|101^Required field missing^HL70357|E||||");
    assertThat(send(message("WARD", "C1", "P", "ORU^R01^ORU_R01", "")))
        .as("after AE the same control id is read again")
        .contains("MSA|AA|C1");
  }

  @Test
  void withoutADatabaseNobodyIsAnswered() {
    database.close();
    var message = message("WARD", "C1", "P", "ORU^R01^ORU_R01", "");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> send(message))
        .isInstanceOf(RuntimeException.class);
  }

  /** The type, and what its reports (OBR-25) or administrations (RXA-21) are said to be. */
  private static String said(String message) {
    var segments = message.split("\r", -1);
    var states = new TreeSet<String>();
    for (var segment : segments) {
      var fields = segment.split("\\|", -1);
      if (fields[0].equals("OBR")) {
        states.add(fields[25]);
      } else if (fields[0].equals("RXA")) {
        states.add(fields[21]);
      }
    }
    return segments[0].split("\\|", -1)[8].replaceFirst("\\^[^^]*$", "") + " " + states;
  }

  private ObjectNode amended() {
    var amended = session.deepCopy().put("narrative", "amended");
    amended.putObject("amendment").put("at", "2025-03-12T09:00:00-05:00");
    return amended;
  }

  private List<String> in() {
    return bench
        .jdbc
        .sql(
            "select partner || ' ' || state from message where direction = 'in'"
                + " and partner <> 'clinic' order by id")
        .query(String.class)
        .list();
  }

  private void put(ObjectNode content) {
    bench.accept("InfusionSession", patient(), session.path("id").asText(), content.toString());
  }

  private String patient() {
    return session.path("patientId").asText();
  }

  private String send(String message) {
    var peer = new Peer("mllp", "test", Optional.empty());
    var ack = intake.accept(message.getBytes(StandardCharsets.UTF_8), peer);
    return new String(((Reply.Answer) ack).bytes(), StandardCharsets.UTF_8);
  }

  /** The published example as another sender would send it. */
  private static String message(
      String from, String id, String processing, String type, String more) {
    var body = ORU.substring(ORU.indexOf('\r') + 1);
    return "MSH|^~\\&|APP|%s|LUER|NLKC|20260304101500-0600||%s|%s|%s|2.5.1\r%s%s"
        .formatted(from, type, id, processing, body, more);
  }

  private static final String ORU = oru();

  private static String oru() {
    var name = EXAMPLE.replace("clinic/", "oru_r01.hl7");
    try (var in = SessionReportFlowTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static ObjectNode example(String name) throws IOException {
    var stream =
        Objects.requireNonNull(
            SessionReportFlowTest.class.getResourceAsStream(EXAMPLE + name + ".json"));
    try (stream) {
      return (ObjectNode) JSON.readTree(stream);
    }
  }

  private String settings() {
    return """
           luer:
             partners:
               - id: rgh
                 kind: hospital
                 name: General
                 patients: all
                 receives: {transport: "mllp://127.0.0.1:%d", format: hl7v2, exchanges: [sessionreport], from: [clinic, ward]}
                 dialect: {ack-timeout: 1s, retry-first: 200ms, retry-most: 1s}
               - id: ward
                 kind: hospital
                 name: Ward
                 patients: all
                 identify: {application: APP, facility: WARD}
                 sends: {exchanges: [sessionreport]}
                 receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport], messages: [MDM_T02], from: [clinic]}
               - id: silent
                 kind: hospital
                 name: Silent
                 patients: all
                 identify: {application: APP, facility: SILENT}
           """
        .formatted(rgh.port());
  }

  private static final Disclosure.Circumstances NOW =
      new Disclosure.Circumstances(
          Disclosure.Purpose.DELIVERY, Instant.parse("2025-03-11T12:00:00Z"), Set.of());

  private static Bench.Parts parts(ClinicSettings clinic) {
    List<ExchangePolicy> policies = List.of(new SessionReportPolicy());
    return new Bench.Parts() {
      @Override
      public Renderer renderer(JdbcClient jdbc) {
        var records = new Records(jdbc);
        return ExchangeRenderer.of(
                records,
                clinic,
                policies,
                "test",
                (partner, all) ->
                    all.stream()
                        .map(records::subject)
                        .map(subject -> Disclosure.decide(partner, subject, NOW))
                        .toList())
            .get(0);
      }

      @Override
      public Routing routing(JdbcClient jdbc) {
        return ExchangeRouting.of(jdbc, policies);
      }
    };
  }
}

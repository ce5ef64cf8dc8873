package org.luer.gateway.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.Bench;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.intake.ExchangeTables;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportRecords;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Session reports through journal, lanes and sockets; the mapping stands aside. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SessionReportFlowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String EXAMPLE =
      "/examples/sessionreport/rate-reduced-for-blood-pressure/clinic/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private HikariDataSource database;
  private MllpPeer rgh;
  private Bench bench;
  private PartnerIntake intake;
  private ObjectNode session;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.migrated();
    rgh = new MllpPeer(0, MllpPeer.ALL_WELL);
    session = example("session");
    var report = report();
    var clinic = new SettingsSource(null, Map.of(), List.of()).read().clinic();
    var formats = new PlainFormats(report);
    bench = new Bench(database, folder, settings(), "node", true, parts(clinic, formats));
    bench.engine.start();
    intake =
        new PartnerIntake(
            bench.journal,
            bench.partners,
            clinic,
            List.of(new SessionReportIntake(clinic, formats)),
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
    put(session.deepCopy().put("narrative", "amended"));
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 4);
    put(session.deepCopy().put("status", "entered-in-error"));
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 6);
    assertThat(rgh.received)
        .extracting(SessionReportFlowTest::said)
        .containsExactly(
            "ORU^R01 FINAL nothing",
            "RAS^O17 FINAL nothing",
            "ORU^R01 CORRECTION an earlier one",
            "RAS^O17 CORRECTION an earlier one",
            "ORU^R01 WITHDRAWAL an earlier one",
            "RAS^O17 WITHDRAWAL an earlier one");
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
    put(session.deepCopy().put("narrative", "amended"));
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received)
        .extracting(SessionReportFlowTest::said)
        .containsExactly("ORU^R01 FINAL nothing", "RAS^O17 FINAL nothing");
  }

  @Test
  void whatAPartnerSendsReachesThoseThatNameItAndNeverTheSender() {
    var ack = send(message("WARD", "C1", "P", "ORU^R01^ORU_R01", ""));
    assertThat(ack).contains("|ACK^R01^ACK|").contains("\rMSA|AA|C1\r");
    await().atMost(PATIENCE).until(() -> rgh.received.size() == 2);
    assertThat(rgh.received.get(0)).contains("NTE|ward~");
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
    assertThat(send(message("WARD", "C1", "P", "ORU^R01^ORU_R01", "ZZZ|1\r")))
        .contains("MSA|AE|C1")
        .contains("ERR||PID^1^3|101^Required field missing^HL70357|E||||needs an identifier");
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

  private static String said(String message) {
    var fields = message.split("\r", -1);
    var note = fields[1].split("\\|", -1);
    return fields[0].split("\\|", -1)[8] + " " + note[2] + " " + note[3];
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
    var peer = new Peer("test", Optional.empty());
    var ack = intake.accept(message.getBytes(StandardCharsets.UTF_8), peer);
    return new String(ack.orElseThrow(), StandardCharsets.UTF_8);
  }

  private static String message(
      String from, String id, String processing, String type, String more) {
    return "MSH|^~\\&|APP|%s|LUER|NLKC|20260304||%s|%s|%s|2.5.1\rPID|1\r%s"
        .formatted(from, type, id, processing, more);
  }

  private static ObjectNode example(String name) throws IOException {
    var stream =
        Objects.requireNonNull(
            SessionReportFlowTest.class.getResourceAsStream(EXAMPLE + name + ".json"));
    try (stream) {
      return (ObjectNode) JSON.readTree(stream);
    }
  }

  private static SessionReport report() throws IOException {
    var records = new ArrayList<ClinicRecord>();
    for (var name : List.of("organization", "patient", "order", "session")) {
      records.add(ClinicRecords.read(example(name), "").value().orElseThrow());
    }
    return SessionReportRecords.assemble(records, null).value().orElseThrow().get(0);
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

  private static Bench.Parts parts(ClinicSettings clinic, SessionReportFormats formats) {
    return new Bench.Parts() {
      @Override
      public Renderer renderer(JdbcClient jdbc) {
        return new SessionReportRenderer(
            new Records(jdbc),
            jdbc,
            clinic,
            formats,
            new SessionReportJudge(ExchangeTables.sessionReport("test")));
      }

      @Override
      public Routing routing(JdbcClient jdbc) {
        return new SessionReportRouting(jdbc);
      }
    };
  }
}

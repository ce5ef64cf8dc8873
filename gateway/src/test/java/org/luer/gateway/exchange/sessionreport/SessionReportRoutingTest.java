package org.luer.gateway.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.exchange.ExchangeRouting;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Routing.Change;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What sends what (DESIGN section 5), each line a test. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SessionReportRoutingTest {
  private static final String SETTINGS =
      """
      luer:
        partners:
          - id: plain
            kind: hospital
            name: Plain
            receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport]}
          - id: live
            kind: hospital
            name: Live
            receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport], messages: [ORU_R01]}
            dialect: {live: true}
          - id: early
            kind: hospital
            name: Early
            receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport], order: feed}
            dialect: {unsigned: send}
          - id: fhir
            kind: hospital
            name: Fhir
            receives: {transport: "http://127.0.0.1:1/fhir", format: fhir, exchanges: [sessionreport]}
          - id: relay
            kind: hospital
            name: Relay
            receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [sessionreport], from: [clinic, ward]}
          - id: other
            kind: hospital
            name: Other
            receives: {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [orderintake]}
          - {id: ward, kind: hospital, name: Ward}
      """;
  private static final String UNSIGNED = "{\"status\":\"completed\"}";
  private static final String SIGNED = "{\"status\":\"completed\",\"signature\":{}}";
  private static final String VOID = "{\"status\":\"entered-in-error\"}";

  private static HikariDataSource database;
  private static JdbcClient jdbc;
  private static Map<String, Partner> partners;

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    database = TestDatabase.migrated();
    jdbc = JdbcClient.create(database);
    var file = Files.writeString(folder.resolve("luer.yaml"), SETTINGS);
    var settings = new SettingsSource(file, Map.of(), List.of()).read();
    partners =
        settings.partners().stream()
            .collect(java.util.stream.Collectors.toMap(Partner::id, partner -> partner));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void plannedAndRunningSessionsGoNowhereUnlessLive() {
    for (var status : List.of("planned", "in-progress")) {
      var content = "{\"status\":\"" + status + "\"}";
      assertThat(plan("plain", content)).isEmpty();
      assertThat(plan("early", content)).isEmpty();
      assertThat(plan("live", content)).containsExactly("ORU_R01 preliminary");
    }
  }

  @Test
  void unsignedSessionsGoNowhereUnlessAskedFor() {
    assertThat(plan("plain", UNSIGNED)).isEmpty();
    assertThat(plan("live", UNSIGNED)).isEmpty();
    assertThat(plan("early", UNSIGNED))
        .containsExactly("ORU_R01 preliminary", "RAS_O17 preliminary");
  }

  @Test
  void signedSessionsAreFinal() {
    assertThat(plan("plain", SIGNED)).containsExactly("ORU_R01 new", "RAS_O17 new");
    assertThat(plan("fhir", SIGNED)).containsExactly("Bundle new", "Bundle-2 new");
    assertThat(plan("plain", SIGNED.replace("completed", "not-done"))).hasSize(2);
  }

  @Test
  void amendedSessionsAreCorrectionsToThoseThatWereTold() {
    tell("plain", "amended", 1, "delivered");
    assertThat(plan("plain", "amended", 2, SIGNED))
        .containsExactly("ORU_R01 correct", "RAS_O17 correct");
    assertThat(plan("fhir", "amended", 2, SIGNED)).containsExactly("Bundle new", "Bundle-2 new");
  }

  @Test
  void voidedSessionsAreWithdrawnFromThoseThatWereTold() {
    tell("plain", "void", 1, "delivered");
    tell("live", "void", 1, "queued");
    tell("early", "void", 1, "cancelled");
    assertThat(plan("plain", "void", 2, VOID))
        .containsExactly("ORU_R01 withdraw", "RAS_O17 withdraw");
    assertThat(plan("live", "void", 2, VOID)).containsExactly("ORU_R01 withdraw");
    assertThat(plan("early", "void", 2, VOID)).isEmpty();
    assertThat(plan("fhir", "void", 2, VOID)).isEmpty();
  }

  @Test
  void whatAPartnerSentGoesOnlyWhereItsNameStands() {
    var change = new Change(record("s1", 1, "ward", SIGNED), null, "ward");
    var routing = routing();
    assertThat(routing.plan(change, partner("relay"))).hasSize(2);
    assertThat(routing.plan(change, partner("plain"))).isEmpty();
    assertThat(routing.plan(change, partner("ward"))).isEmpty();
  }

  @Test
  void otherExchangesAndRecordsAreNotItsBusiness() {
    assertThat(plan("other", SIGNED)).isEmpty();
    var order = record("o1", 1, "clinic", SIGNED);
    var renamed =
        new RecordVersion(
            "InfusionOrder",
            "o1",
            1,
            "clinic",
            "p1",
            null,
            null,
            null,
            SIGNED,
            "h",
            "m",
            order.recordedAt());
    var plan = routing().plan(new Change(renamed, null, "clinic"), partner("plain"));
    assertThat(plan).isEmpty();
  }

  @Test
  void feedOrderIsOneLane() {
    var change = new Change(record("s1", 1, "clinic", SIGNED), null, "clinic");
    var routing = routing();
    assertThat(routing.plan(change, partner("early")))
        .extracting(p -> p.lane().patient())
        .containsOnly("*");
    assertThat(routing.plan(change, partner("plain")))
        .extracting(p -> p.lane().patient())
        .containsOnly("p1");
  }

  private static ExchangeRouting routing() {
    return new ExchangeRouting(jdbc, new SessionReportPolicy());
  }

  private static List<String> plan(String partner, String content) {
    return plan(partner, "s1", 1, content);
  }

  private static List<String> plan(String partner, String id, int version, String content) {
    var change = new Change(record(id, version, "clinic", content), null, "clinic");
    return routing().plan(change, partner(partner)).stream()
        .map(SessionReportRoutingTest::text)
        .toList();
  }

  private static String text(PlannedDelivery planned) {
    return planned.type() + " " + planned.action();
  }

  private static Partner partner(String id) {
    return java.util.Objects.requireNonNull(partners.get(id));
  }

  private static RecordVersion record(String id, int version, String owner, String content) {
    return new RecordVersion(
        "InfusionSession",
        id,
        version,
        owner,
        "p1",
        null,
        null,
        null,
        content,
        "hash",
        "m1",
        Instant.EPOCH);
  }

  private static void tell(String partner, String id, int version, String state) {
    jdbc.sql(
            "insert into message (id, direction, exchange, type, partner, record_kind, record_id,"
                + " record_version, state, reason_code, reason_text, media_type, lane_patient, stream, position,"
                + " received_at, changed_at) values (:message, 'out', 'sessionreport', 'ORU_R01', :partner,"
                + " 'InfusionSession', :id, :version, :state, 'x', 'x', 'x', :message, 'clinical', 1,"
                + " now(), now())")
        .param("message", partner + id + version)
        .param("partner", partner)
        .param("id", id)
        .param("version", version)
        .param("state", state)
        .update();
  }
}

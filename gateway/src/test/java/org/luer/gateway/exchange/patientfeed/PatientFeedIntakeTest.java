package org.luer.gateway.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Records;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.mllp.Reply;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.concept.ClinicRecords;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** ADT from a hospital: whose patient it is, and what a merge does, on a real database. */
@SuppressWarnings("NullAway.Init") // by JUnit
class PatientFeedIntakeTest {
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
            sends: {exchanges: [patientfeed, results]}
      """;

  private static final LaneWakeup NOBODY =
      new LaneWakeup() {
        @Override
        public void laneHasWork(Lane lane) {}
      };

  @TempDir private Path folder;
  private HikariDataSource pool;
  private Partners partners;
  private Journal journal;
  private Records records;
  private Inbox inbox;
  private PartnerIntake intake;
  private int messages;

  @BeforeEach
  void open() throws Exception {
    pool = TestDatabase.migrated();
    var jdbc = JdbcClient.create(pool);
    var source =
        new SettingsSource(
            Files.writeString(folder.resolve("luer.yaml"), SETTINGS), Map.of(), List.of());
    var settings = source.read();
    partners = new Partners(source, settings);
    records = new Records(jdbc);
    inbox = new Inbox(jdbc);
    journal =
        new Journal(
            new JdbcTemplate(pool),
            new TransactionTemplate(new JdbcTransactionManager(pool)),
            Clock.systemUTC(),
            partners,
            List.of(),
            NOBODY,
            List.of(new PatientMatching(jdbc, inbox), new PatientMerging(jdbc, records, inbox)),
            List.of(),
            List.of());
    intake =
        new PartnerIntake(
            journal,
            partners,
            settings.clinic(),
            List.of(new ExchangeIntake(settings.clinic(), records)),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    partners.close();
    pool.close();
  }

  @Test
  void aPatientThatNobodyKnowsIsProvisionalWithCandidates() {
    own("p-1", "other-number");
    assertThat(send(a08("00874512", "ZZTEST"))).contains("MSA|AA|");
    var item = items("patient-unmatched").get(0);
    assertThat(details(item).at("/candidates/0/patient").asText()).isEqualTo("p-1");
    assertThat(item.from()).isEqualTo("rgh");
    assertThat(records.latest("Patient", item.content().path("id").asText()))
        .hasValueSatisfying(p -> assertThat(p.owner()).isEqualTo("rgh"));
  }

  @Test
  void anUpdateIsOfferedAndNeverOverwritesTheClinicsRecord() {
    var before = own("p-1", "00874512");
    assertThat(send(a08("00874512", "ZZNEWNAME"))).contains("MSA|AA|");
    var item = items("patient-received").get(0);
    assertThat(details(item).path("patient").asText()).isEqualTo("p-1");
    assertThat(details(item).path("differences").toString()).contains("/names");
    assertThat(records.latest("Patient", "p-1"))
        .hasValueSatisfying(p -> assertThat(p.content()).isEqualTo(before));
    assertThat(items("patient-unmatched")).isEmpty();
  }

  @Test
  void aVisitThatAReportMentionsIsKeptAndNobodyIsToldOfIt() {
    send(a08("00874512", "ZZTEST"));
    assertThat(items("registration-received")).hasSize(1);
    assertThat(send(report("00874513"))).contains("MSA|AA|");
    assertThat(items("observation-received")).hasSize(1);
    assertThat(items("registration-received")).hasSize(1);
    var mentioned =
        JdbcClient.create(pool)
            .sql("select content from record where kind = 'Registration' order by recorded_at desc")
            .query(String.class)
            .list();
    assertThat(mentioned).hasSize(2);
    assertThat(Json.read(mentioned.get(0)).at("/patientType/code").asText()).isEqualTo("CLI");
  }

  @Test
  void whatBelongedToTheRetiredPatientBelongsToTheSurvivingOne() {
    send(a08("00911734", "ZZTEST"));
    send(a08("00874512", "ZZTEST"));
    var retired = patient("00911734");
    var surviving = patient("00874512");
    assertThat(allergies(retired)).hasSize(1);
    assertThat(send(a40("00874512", "00911734"))).contains("MSA|AA|");
    assertThat(allergies(surviving)).hasSize(2);
    assertThat(records.latest("Patient", retired).orElseThrow().content())
        .contains("\"mergedInto\":\"" + surviving + "\"");
    assertThat(items("merge-review")).isEmpty();
    send(a08("00911734", "ZZTEST").replace("Hives", "Rash"));
    assertThat(allergies(surviving)).anyMatch(a -> a.contains("Rash"));
  }

  @Test
  void aMergeOfTwoOfTheClinicsPatientsIsPutBeforeTheClinic() {
    own("p-1", "00874512");
    own("p-2", "00911734");
    send(a08("00911734", "ZZTEST"));
    send(a08("00874512", "ZZTEST"));
    assertThat(send(a40("00874512", "00911734"))).contains("MSA|AA|");
    assertThat(details(items("merge-review").get(0)).path("conflicts").toString())
        .contains("two-patients-of-the-clinic");
    assertThat(allergies(patient("00874512"))).hasSize(1);
  }

  @Test
  void aMergeInACircleIsPutBeforeTheClinic() {
    send(a08("00911734", "ZZTEST"));
    send(a08("00874512", "ZZTEST"));
    send(a40("00874512", "00911734"));
    send(a40("00911734", "00874512"));
    assertThat(details(items("merge-review").get(0)).path("conflicts").toString())
        .contains("circle");
  }

  private List<Inbox.Item> items(String kind) {
    return inbox.open(0, 100).stream().filter(i -> i.kind().equals(kind)).toList();
  }

  private static JsonNode details(Inbox.Item item) {
    return Objects.requireNonNull(item.details());
  }

  private String patient(String number) {
    return inbox.open(0, 100).stream()
        .map(Inbox.Item::content)
        .filter(c -> c.path("kind").asText().equals("Patient"))
        .filter(c -> c.at("/identifiers/0/value").asText().equals(number))
        .map(c -> c.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private List<String> allergies(String patient) {
    return records.about(patient, "rgh", Set.of("Allergy")).stream()
        .filter(r -> patientOf(Json.read(r.content())).equals(patient))
        .filter(r -> records.latest("Allergy", r.id()).orElseThrow().version() == r.version())
        .map(r -> r.content())
        .toList();
  }

  private static String patientOf(JsonNode content) {
    return content.path("patientId").asText();
  }

  /** A patient of the clinic, as the clinic sent it. */
  private String own(String id, String number) {
    var content =
        """
        {"kind":"Patient","id":"%s","identifiers":[{"value":"%s","authority":"RGHMRN","type":"MR"}],
         "names":[{"use":"official","family":"ZZTEST","given":["MARISOL"]}],"birthDate":"1984-07-19"}
        """
            .formatted(id, number);
    var read = ClinicRecords.read(content).value().orElseThrow().get(0);
    journal.accept(
        new Reception(
            "patients",
            "Patient",
            "clinic",
            "test",
            null,
            "application/json",
            content.getBytes(StandardCharsets.UTF_8),
            List.of(RecordFactsReader.of(read, content)),
            null),
        null);
    return content;
  }

  private String send(String message) {
    var answer =
        intake.accept(
            message.getBytes(StandardCharsets.UTF_8), new Peer("mllp", "test", Optional.empty()));
    return new String(((Reply.Answer) answer).bytes(), StandardCharsets.UTF_8);
  }

  private String msh(String event) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312081500-0500||ADT^"
        + event
        + "|M"
        + ++messages
        + "|P|2.5.1\rEVN||20250312081455-0500\r";
  }

  private String report(String number) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312081500-0500||ORU^R01^ORU_R01|M"
        + ++messages
        + "|P|2.5.1\rPID|1||"
        + number
        + "^^^RGHMRN^MR||ZZTEST^MARISOL||19840719|F\r"
        + "PV1|1|O|LAB^^^RGH|||||||||||||||CLI|778900^^^RGH^VN\r"
        + "ORC|RE|1^RGH|2^LAB\r"
        + "OBR|1|1^RGH|2^LAB|24323-8^Comprehensive metabolic panel^LN|||20250312080000-0500"
        + "||||||||||||||20250312081000-0500||LAB|F\r"
        + "OBX|1|NM|2160-0^Creatinine^LN||0.9|mg/dL^^UCUM|0.6-1.2|N|||F\r";
  }

  private String a08(String number, String family) {
    return msh("A08^ADT_A01")
        + "PID|1||"
        + number
        + "^^^RGHMRN^MR||"
        + family
        + "^MARISOL||19840719|F\rPV1|1|N\r"
        + "AL1|1|DA^Drug allergy^HL70127|91936005^Allergy to penicillin^SCT|MO|Hives\r";
  }

  private String a40(String surviving, String retired) {
    return msh("A40^ADT_A39")
        + "PID|1||"
        + surviving
        + "^^^RGHMRN^MR||ZZTEST^MARISOL||19840719|F\rMRG|"
        + retired
        + "^^^RGHMRN^MR\r";
  }
}

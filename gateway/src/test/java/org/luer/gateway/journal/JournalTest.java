package org.luer.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.journal.Acceptance.Accepted;
import org.luer.gateway.journal.Acceptance.Duplicate;
import org.luer.gateway.journal.Acceptance.Written;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The journal on a real server: one transaction, versions, duplicates, lanes. */
@SuppressWarnings("NullAway.Init") // by JUnit
class JournalTest {
  private static final String SETTINGS =
      """
      luer:
        partners:
          - {id: rgh, kind: hospital, name: General, authority: {namespace: RGHMRN}}
          - {id: ward, kind: hospital, name: Ward, patients: all}
      """;

  private static HikariDataSource pool;
  private static JdbcClient jdbc;
  private static TransactionTemplate transaction;
  private static Partners partners;

  private final List<Lane> woken = new ArrayList<>();
  private final Records records = new Records(jdbc);
  private final Messages messages = new Messages(jdbc);
  private Journal journal;

  @BeforeAll
  static void open(@TempDir Path temporary) throws Exception {
    pool = TestDatabase.migrated();
    jdbc = JdbcClient.create(pool);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    var file = Files.writeString(temporary.resolve("luer.yaml"), SETTINGS);
    var source = new SettingsSource(file, Map.of(), List.of());
    partners = new Partners(source, source.read());
  }

  @AfterAll
  static void close() {
    partners.close();
    pool.close();
  }

  @BeforeEach
  void empty() {
    jdbc.sql("truncate record, patient_identifier, lane, attempt, message, ledger").update();
    journal = journal((change, partner) -> planned(change.current(), partner.id()));
  }

  private Journal journal(Routing routing) {
    return new Journal(
        new JdbcTemplate(pool),
        transaction,
        Clock.systemUTC(),
        partners,
        List.of(routing),
        new LaneWakeup() {
          @Override
          public void laneHasWork(Lane lane) {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
            synchronized (woken) {
              woken.add(lane);
            }
          }
        });
  }

  private static List<PlannedDelivery> planned(RecordVersion record, String partner) {
    if (!record.kind().equals("InfusionSession")) {
      return List.of();
    }
    var lane = new Lane(partner, record.patientId(), Lane.Stream.CLINICAL);
    return List.of(
        new PlannedDelivery("sessionreport", "ORU_R01", lane, "new", null),
        new PlannedDelivery(
            "sessionreport", "RAS_O17", lane, "new", new Reason("unmapped", "A code has no row.")));
  }

  private static Reception patient(String id, String namespace) {
    var content = "{\"kind\":\"Patient\",\"id\":\"%s\"}".formatted(id);
    var identifiers = List.of(new PatientIdentifier(namespace, null, "MR", "1"));
    return reception(
        "clinic",
        null,
        new RecordFacts("Patient", id, id, null, null, null, List.of(), identifiers, content));
  }

  private static Reception session(String id, String content) {
    return session("clinic", null, id, content);
  }

  private static Reception session(
      String sender, @Nullable String controlId, String id, String content) {
    return reception(
        sender,
        controlId,
        new RecordFacts(
            "InfusionSession", id, "p1", "o1", null, "completed", List.of(), List.of(), content));
  }

  private static Reception reception(String sender, @Nullable String controlId, RecordFacts facts) {
    return new Reception(
        "sessions",
        facts.kind(),
        sender,
        null,
        controlId,
        "application/json",
        facts.content().getBytes(StandardCharsets.UTF_8),
        List.of(facts),
        controlId == null ? null : id -> ("answer to " + id).getBytes(StandardCharsets.UTF_8));
  }

  private List<MessageItem> out() {
    return list(null, 500).items().stream().filter(i -> i.direction().equals("out")).toList();
  }

  private Messages.Page list(@Nullable String after, int limit) {
    return messages.list(new MessageFilter(null, null, null, null, List.of(), null, after, limit));
  }

  @Test
  void writesMessageRecordDeliveriesAndLanesTogether() {
    journal.accept(patient("p1", "RGHMRN"), null);
    var accepted = (Accepted) journal.accept(session("s1", "{\"n\":1}"), null);

    assertThat(records.latest("InfusionSession", "s1").orElseThrow())
        .matches(
            r -> r.version() == 1 && r.content().equals("{\"n\":1}") && r.owner().equals("clinic"));
    var item = messages.find(accepted.messageId()).orElseThrow();
    assertThat(item.state()).isEqualTo("received");
    assertThat(item.record()).isEqualTo("InfusionSession/s1");
    assertThat(out())
        .extracting(MessageItem::partner)
        .containsExactly("ward", "ward", "rgh", "rgh");
    assertThat(out())
        .extracting(MessageItem::type)
        .containsExactly("RAS_O17", "ORU_R01", "RAS_O17", "ORU_R01");
    assertThat(out())
        .extracting(MessageItem::state)
        .containsExactly("held", "queued", "held", "queued");
    assertThat(out().get(0).reason()).isEqualTo(new Reason("unmapped", "A code has no row."));
    assertThat(woken).hasSize(2);
    assertThat(
            new String(
                messages.raw(accepted.messageId()).orElseThrow().payload(), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":1}");
  }

  @Test
  void sendsToNobodyWhosePatientItIsNot() {
    journal.accept(patient("p1", "OTHER"), null);
    journal.accept(session("s1", "{}"), null);
    assertThat(out()).extracting(MessageItem::partner).containsOnly("ward");
  }

  @Test
  void neverSendsBackToTheSource() {
    journal.accept(patient("p1", "RGHMRN"), null);
    journal.accept(session("ward", "c1", "s1", "{}"), null);
    assertThat(out()).extracting(MessageItem::partner).containsOnly("rgh");
  }

  @Test
  void answersUnchangedContentAsBefore() {
    var first = journal.accept(session("s1", "{\"a\":1,\"b\":2}"), null);
    var sent = out().size();
    var second = (Duplicate) journal.accept(session("s1", "{ \"b\":2, \"a\":1 }"), null);
    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.versions()).isEqualTo(((Accepted) first).versions());
    assertThat(out()).hasSize(sent);
    assertThat(list(null, 500).items().get(0).state()).isEqualTo("duplicate");

    var other = (Accepted) journal.accept(session("s1", "{\"a\":1.0,\"b\":2}"), null);
    assertThat(other.versions().get(0).version()).isEqualTo(2);
    assertThat(out()).hasSize(2 * sent);
  }

  @Test
  void guardsTheVersionThatTheSenderExpects() {
    journal.accept(session("s1", "{\"n\":1}"), null);
    assertThatThrownBy(() -> journal.accept(session("s1", "{\"n\":2}"), 0))
        .isInstanceOfSatisfying(VersionConflict.class, e -> assertThat(e.actual()).isEqualTo(1));
    assertThat(records.latest("InfusionSession", "s1").orElseThrow().version()).isEqualTo(1);
    journal.accept(session("s1", "{\"n\":2}"), 1);
    assertThat(journal.accept(session("s1", "{\"n\":2}"), 1)).isInstanceOf(Duplicate.class);
  }

  @Test
  void letsNobodyOverwriteTheRecordOfAnother() {
    journal.accept(session("s1", "{\"n\":1}"), null);
    assertThatThrownBy(() -> journal.accept(session("ward", "c1", "s1", "{\"n\":2}"), null))
        .isInstanceOf(OwnedByAnother.class);
    assertThat(list(null, 500).items()).noneMatch(i -> "c1".equals(i.controlId()));
  }

  @Test
  void replaysTheStoredAnswerForARepeatedControlId() {
    var first = (Accepted) journal.accept(session("ward", "c1", "s1", "{\"n\":1}"), null);
    var again = (Duplicate) journal.accept(session("ward", "c1", "s1", "{\"n\":1}"), null);
    assertThat(again.answer()).isEqualTo(first.answer()).isNotEmpty();
    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(again.versions()).isEqualTo(first.versions());

    var reused = (Accepted) journal.accept(session("ward", "c1", "s1", "{\"n\":2}"), null);
    assertThat(messages.find(reused.messageId()).orElseThrow().reason())
        .isNotNull()
        .matches(reason -> reason.code().equals("control-id-reused"));
    assertThat(journal.accept(session("rgh", "c1", "s9", "{\"n\":1}"), null))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void writesNothingWhenRoutingFails() {
    var failing =
        journal(
            (change, partner) -> {
              throw new IllegalStateException("broken");
            });
    assertThatThrownBy(() -> failing.accept(session("s1", "{}"), null)).hasMessage("broken");
    assertThat(list(null, 500).items()).isEmpty();
    assertThat(records.exists("InfusionSession", "s1")).isFalse();
  }

  @Test
  void keepsRefusedMessages() {
    var id =
        journal.refuse(
            session("s1", "{\"x\":1}"), new Reason("invalid", "Two fields are missing."));
    assertThat(messages.find(id).orElseThrow().state()).isEqualTo("refused");
    assertThat(messages.raw(id)).isPresent();
    assertThat(records.exists("InfusionSession", "s1")).isFalse();
  }

  @Test
  void numbersALaneInTheOrderOfCommitsUnderConcurrentSenders() throws Exception {
    var work =
        IntStream.range(0, 60)
            .<Callable<Acceptance>>mapToObj(
                i -> () -> journal.accept(session("s" + i % 7, "{\"n\":" + i + "}"), null))
            .toList();
    var threads = Executors.newFixedThreadPool(8);
    try {
      for (var done : threads.invokeAll(work)) {
        assertThat(done.get()).isInstanceOf(Accepted.class);
      }
    } finally {
      threads.shutdownNow();
    }
    var positions =
        jdbc.sql(
                "select position from message where direction = 'out' and partner = 'ward' order by position")
            .query(Long.class)
            .list();
    assertThat(positions)
        .containsExactlyElementsOf(IntStream.range(0, 120).mapToObj(Long::valueOf).toList());
    var versions =
        jdbc.sql(
                "select record_version from message where direction = 'out' and record_id = 's3' order by position")
            .query(Integer.class)
            .list();
    assertThat(versions).isSorted();
  }

  @Test
  void letsOnlyThoseWaitForARecordWhoChangeIt() throws Exception {
    journal.accept(session("s1", "{\"n\":1}"), null);
    var threads = Executors.newFixedThreadPool(2);
    try (var other = pool.getConnection()) {
      other.setAutoCommit(false);
      other
          .prepareStatement(
              "select pg_advisory_xact_lock(hashtextextended('record/InfusionSession/s1', 0))")
          .execute();
      var same = threads.submit(() -> journal.accept(session("s1", "{\"n\":1}"), null));
      assertThat(same.get()).isInstanceOf(Duplicate.class);
      var changed = threads.submit(() -> journal.accept(session("s1", "{\"n\":2}"), null));
      waits(changed);
      other.commit();
      assertThat(changed.get().versions()).extracting(Written::version).containsExactly(2);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until it waits for a lock. */
  private static void waits(Future<?> work) throws InterruptedException {
    var waiting =
        "select exists (select 1 from pg_locks l join pg_database d on d.oid = l.database"
            + " where d.datname = current_database() and not l.granted)";
    while (!jdbc.sql(waiting).query(Boolean.class).single()) {
      assertThat(work).isNotDone();
      Thread.sleep(10);
    }
  }

  @Test
  void seesWhatAnotherChangedWhileItWaited() throws Exception {
    journal.accept(session("s1", "{\"n\":1}"), null);
    journal.accept(session("s2", "{\"n\":1}"), null);
    var both =
        new Reception(
            "sessions",
            "InfusionSession",
            "clinic",
            null,
            null,
            "application/json",
            new byte[] {1},
            List.of(
                session("s1", "{\"n\":1}").records().get(0),
                session("s2", "{\"n\":2}").records().get(0)),
            null);
    var threads = Executors.newFixedThreadPool(1);
    try (var other = pool.getConnection()) {
      other.setAutoCommit(false);
      other
          .prepareStatement(
              "select pg_advisory_xact_lock(hashtextextended('record/InfusionSession/s2', 0))")
          .execute();
      var accepted = threads.submit(() -> journal.accept(both, null));
      waits(accepted);
      other
          .prepareStatement(
              "insert into record (kind, id, version, owner, patient_id, content, content_hash,"
                  + " message_id, recorded_at) select kind, id, 2, owner, patient_id, '{}', 'other',"
                  + " message_id, now() from record where id = 's1'")
          .execute();
      other.commit();
      assertThat(accepted.get().versions())
          .as("what was equal when it began is not any more")
          .extracting(Written::version)
          .containsExactly(3, 2);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void pagesStayStableWhileMessagesArrive() {
    IntStream.range(0, 10).forEach(i -> journal.accept(patient("q" + i, "X"), null));
    var seen = new ArrayList<String>();
    var page = list(null, 4);
    while (true) {
      page.items().forEach(item -> seen.add(item.id()));
      journal.accept(patient("late" + seen.size(), "X"), null);
      if (page.next() == null) {
        break;
      }
      page = list(page.next(), 4);
    }
    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void knowsWhosePatientARecordIsAbout() {
    journal.accept(patient("p1", "RGHMRN"), null);
    journal.accept(patient("p1", "OTHER"), null); // no new content: nothing changes
    var order =
        new RecordFacts(
            "InfusionOrder",
            "o1",
            "p1",
            "o1",
            null,
            "active",
            List.of(),
            List.of(),
            "{\"kind\":\"InfusionOrder\"}");
    journal.accept(reception("ward", "c1", order), null);
    journal.accept(reception("clinic", null, referral("r1", "accepted", "1234567893")), null);
    journal.accept(reception("clinic", null, referral("r2", "accepted", "2000000036")), null);
    journal.accept(reception("clinic", null, referral("r2", "completed", "2000000036")), null);
    journal.accept(session("s1", "{}"), null);

    var subject = records.subject(records.latest("InfusionSession", "s1").orElseThrow());
    assertThat(subject.authorities()).containsExactly("RGHMRN");
    assertThat(subject.sources()).containsExactly("ward");
    assertThat(subject.lineage()).isEmpty();
    assertThat(subject.referrers()).containsExactly("1234567893");
    var foreign = records.subject(records.latest("InfusionOrder", "o1").orElseThrow());
    assertThat(foreign.lineage()).containsExactly("ward");
  }

  private static RecordFacts referral(String id, String status, String npi) {
    var content = "{\"status\":\"%s\"}".formatted(status);
    return new RecordFacts(
        "Referral", id, "p1", null, null, status, List.of(npi), List.of(), content);
  }
}

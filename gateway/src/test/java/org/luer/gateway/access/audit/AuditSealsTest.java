package org.luer.gateway.access.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.AuditTrail.PurposeOfUse;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whatever is done to a sealed audit is found. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AuditSealsTest {
  private static final Agent READER = new Agent("app", "practice", null, PurposeOfUse.TREAT);
  private static final Instant BEGIN = Instant.parse("2025-03-11T10:00:00Z");

  @TempDir private Path home;
  private HikariDataSource database;
  private JdbcClient jdbc;
  private final List<AuditSeals> nodes = new ArrayList<>();
  private Instant now = BEGIN;

  /** A clock that this test sets. */
  private final Clock clock =
      new Clock() {
        @Override
        public java.time.ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbc = JdbcClient.create(database);
  }

  @AfterEach
  void close() {
    nodes.forEach(AuditSeals::close);
    database.close();
  }

  private NodeKey key(String node) throws IOException {
    return NodeKey.in(Files.createDirectories(home.resolve(node)));
  }

  private AuditSeals node(String name) throws IOException {
    var node =
        new AuditSeals(
            jdbc, new TransactionTemplate(new JdbcTransactionManager(database)), clock, key(name));
    nodes.add(node);
    return node;
  }

  private void read(int count) {
    var audit = new Audit(jdbc, clock);
    for (int i = 0; i < count; i++) {
      audit.read(READER, "p-" + i, "Patient/p-" + i);
    }
  }

  private void later(Duration by) {
    now = now.plus(by);
  }

  private AuditProof.Report verify() throws IOException {
    return new AuditProof(jdbc, clock, key("a")).verify();
  }

  private List<String> found() throws IOException {
    return verify().findings().stream()
        .map(f -> f.kind() + (f.event() == null ? "" : " " + f.event()))
        .distinct()
        .toList();
  }

  /** Three seals of two events each. */
  private AuditSeals sealed() throws IOException {
    var node = node("a");
    for (int i = 0; i < 3; i++) {
      read(2);
      assertThat(node.seal()).isEqualTo(2);
      later(Duration.ofSeconds(1));
    }
    return node;
  }

  @Test
  void whatNobodyTouchedIsIntact() throws IOException {
    sealed();
    var report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.intact()).isTrue();
    assertThat(report.events()).isEqualTo(6);
    assertThat(report.seals()).isEqualTo(3);
    assertThat(report.node()).isEqualTo(key("a").node());
  }

  @Test
  void nothingNewMakesNoSeal() throws IOException {
    var node = sealed();
    assertThat(node.seal()).isZero();
    assertThat(verify().seals()).isEqualTo(3);
  }

  @Test
  void newEventsAreNotMissedBeforeTheirSeal() throws IOException {
    sealed();
    read(1);
    var report = verify();
    assertThat(report.intact()).isTrue();
    assertThat(report.unsealed()).isEqualTo(1);
  }

  @Test
  void findsAChangedEvent() throws IOException {
    sealed();
    jdbc.sql("update audit_event set patient = 'p-9' where id = 3").update();
    assertThat(found()).containsExactly("changed 3");
  }

  @Test
  void findsEveryChangedColumn() throws IOException {
    sealed();
    for (var column :
        List.of(
            "event", "actor", "partner", "about", "reason", "record", "message", "query", "address",
            "purpose")) {
      jdbc.sql(
              "update audit_event set "
                  + column
                  + " = coalesce("
                  + column
                  + ", '') || '!' where id = 3")
          .update();
      assertThat(found()).as(column).containsExactly("changed 3");
      jdbc.sql(
              "update audit_event set "
                  + column
                  + " = nullif(left("
                  + column
                  + ", -1), '') where id = 3")
          .update();
      assertThat(found()).as(column).isEmpty();
    }
    jdbc.sql("update audit_event set at = at + interval '1 microsecond' where id = 3").update();
    assertThat(found()).containsExactly("changed 3");
  }

  @Test
  void findsARemovedEvent() throws IOException {
    sealed();
    jdbc.sql("delete from audit_event where id = 2").update();
    assertThat(found()).containsExactly("removed 2");
  }

  @Test
  void findsAnInsertedEvent() throws IOException {
    var node = sealed();
    later(Duration.ofHours(1));
    jdbc.sql(
            "insert into audit_event (at, event, outcome, actor) values"
                + " ('2025-03-11T10:00:01Z', 'resource-read', 'done', 'mallory')")
        .update();
    node.seal();
    assertThat(found()).containsExactly("inserted 7");
  }

  @Test
  void findsEventsThatChangedPlaces() throws IOException {
    sealed();
    jdbc.sql(
            "update audit_event a set patient = b.patient, record = b.record from audit_event b"
                + " where (a.id, b.id) in ((3, 4), (4, 3))")
        .update();
    assertThat(found()).containsExactly("changed 3", "changed 4");
  }

  @Test
  void findsAnotherOrderInASeal() throws IOException {
    sealed();
    jdbc.sql("update audit_seal set events = array[4, 3] where number = 2").update();
    assertThat(found()).containsExactly("reordered");
  }

  @Test
  void findsAForgedSeal() throws IOException {
    sealed();
    jdbc.sql("update audit_event set actor = 'other' where id = 6").update();
    var seal =
        jdbc.sql("select * from audit_seal where number = 3").query(AuditSeals::map).single();
    var event = jdbc.sql("select * from audit_event where id = 6").query(Audit::entry).single();
    var digests = seal.digests().clone();
    System.arraycopy(Seal.digest(event), 0, digests, Seal.DIGEST, Seal.DIGEST);
    var forged =
        new Seal(
            seal.node(),
            3,
            seal.at(),
            seal.events(),
            digests,
            seal.previous(),
            "",
            seal.hash(),
            seal.signature());
    jdbc.sql("update audit_seal set digests = :digests, hash = :hash where number = 3")
        .param("digests", digests)
        .param("hash", forged.computed())
        .update();
    assertThat(found()).contains("forged");
  }

  @Test
  void findsARemovedSeal() throws IOException {
    sealed();
    jdbc.sql("delete from audit_event where id in (3, 4)").update();
    jdbc.sql("delete from audit_seal where number = 2").update();
    assertThat(found()).contains("removed");
  }

  @Test
  void findsAnEndThatWasCutOff() throws IOException {
    sealed();
    jdbc.sql("delete from audit_event where id > 4").update();
    jdbc.sql("delete from audit_seal where number = 3").update();
    assertThat(found()).containsExactly("cut");
  }

  /** A restored database is such a one, too: it is said, and everything goes on. */
  @Test
  void endThatWasCutOffStaysSaidWhenTheChainGoesOn() throws IOException {
    var node = sealed();
    jdbc.sql("delete from audit_event where id > 4").update();
    jdbc.sql("delete from audit_seal where number = 3").update();
    read(1);
    node.seal();
    node.seal();
    assertThat(found()).containsExactly("noted 8");
    assertThat(verify().intact()).isTrue();
    assertThat(node("a").seal()).isZero();
  }

  @Test
  void nodesWitnessEachOther() throws IOException {
    var a = node("a");
    var b = node("b");
    read(1);
    assertThat(b.seal()).isEqualTo(1);
    read(2);
    assertThat(a.seal()).as("what the other node sealed is not sealed again").isEqualTo(2);
    assertThat(verify().findings()).isEmpty();
    jdbc.sql("delete from audit_event where id = 1").update();
    jdbc.sql("delete from audit_seal where node = :b").param("b", key("b").node()).update();
    assertThat(found()).containsExactly("cut");
  }

  @Test
  void anotherKeyUnderTheNameOfANodeIsOfNoUse() throws IOException {
    var b = node("b");
    read(1);
    b.seal();
    jdbc.sql("update audit_node set public_key = :key where node = :b")
        .param("key", key("c").encoded())
        .param("b", key("b").node())
        .update();
    assertThat(found()).containsExactly("forged");
  }

  @Test
  void newStartContinuesTheChainAndSealsWhatWasLeft() throws IOException {
    sealed();
    read(1);
    later(Duration.ofHours(3));
    assertThat(node("a").seal()).isEqualTo(1);
    later(Duration.ofHours(1));
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().events()).isEqualTo(7);
  }

  @Test
  void eventThatCommitsLateIsSealedAll() throws Exception {
    var node = node("a");
    try (var slow = database.getConnection()) {
      slow.setAutoCommit(false);
      try (var statement = slow.createStatement()) {
        statement.execute(
            "insert into audit_event (at, event, outcome, actor) values"
                + " ('2025-03-11T10:00:00Z', 'resource-read', 'done', 'slow')");
      }
      read(3);
      assertThat(node.seal()).isEqualTo(3);
      later(Duration.ofSeconds(30));
      read(1);
      assertThat(node.seal()).isEqualTo(1);
      slow.commit();
    }
    later(Duration.ofSeconds(61));
    assertThat(node.seal()).isEqualTo(1);
    later(Duration.ofHours(1));
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().events()).isEqualTo(5);
  }

  @Test
  void manyEventsBehindOldOnesAreEachSealedOnce() throws IOException {
    var node = node("a");
    for (int round = 0; round < 40; round++) {
      read(5);
      assertThat(node.seal()).isEqualTo(5);
      later(Duration.ofMinutes(2));
    }
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().events()).isEqualTo(200);
  }

  @Test
  void keyIsNobodyElses() throws IOException {
    key("a");
    assertThat(Files.getPosixFilePermissions(home.resolve("a/audit.key")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }
}

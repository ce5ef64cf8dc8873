package org.luer.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.AuditTrail.Attempt;
import org.luer.gateway.access.AuditTrail.PurposeOfUse;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the audit keeps of reads, searches, exports, refusals and disclosures. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AuditTrailTest {
  private static final Agent READER =
      new Agent("practice-app", "practice", "192.0.2.7", PurposeOfUse.TREAT);
  private static final Instant NOW = Instant.parse("2025-03-11T10:00:00Z");

  private HikariDataSource database;
  private JdbcClient jdbc;
  private Audit audit;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbc = JdbcClient.create(database);
    audit = new Audit(jdbc, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void readSaysWhoSawWhatOfWhom() {
    audit.read(READER, "p-1", "Observation/o-1/_history/2");
    assertThat(audit.after(0, 10))
        .singleElement()
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(
            new Audit.Entry(
                0,
                NOW,
                "resource-read",
                "done",
                "practice-app",
                "practice",
                null,
                null,
                "p-1",
                "Observation/o-1/_history/2",
                null,
                null,
                "192.0.2.7",
                "TREAT"));
  }

  @Test
  void searchIsKeptOnceForEachPatientFound() {
    audit.searched(READER, "Observation?category=vital-signs", List.of("p-2", "p-1", "p-2"));
    audit.searched(READER, "Observation?code=nothing", Set.of());
    assertThat(audit.after(0, 10))
        .extracting(Audit.Entry::patient, Audit.Entry::query)
        .containsExactly(
            tuple("p-1", "Observation?category=vital-signs"),
            tuple("p-2", "Observation?category=vital-signs"),
            tuple(null, "Observation?code=nothing"));
  }

  @Test
  void onlyEventsOfAPatientAreFoundByPatient() {
    audit.read(READER, "p-1", "Patient/p-1");
    audit.disclosed(READER, "p-2", "InfusionSession/s-1/1", "m-1", "patients-all");
    audit.refused(READER, Attempt.READ, "p-1", "Observation/o-9", "not-a-patient-of-partner");
    audit.exported(READER, "Group/g/$export", List.of("p-1", "p-2"));
    assertThat(audit.after(0, 10, "p-1"))
        .extracting(Audit.Entry::event)
        .containsExactly("resource-read", "read-refused", "data-exported");
    assertThat(audit.after(0, 10, "p-2"))
        .extracting(Audit.Entry::event)
        .containsExactly("record-disclosed", "data-exported");
    assertThat(audit.after(0, 10, "p' or '1'='1")).isEmpty();
  }

  @Test
  void whatIsRolledBackDidNotHappen() {
    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(
            status -> {
              audit.read(READER, "p-1", "Patient/p-1");
              status.setRollbackOnly();
            });
    assertThat(audit.after(0, 10)).isEmpty();
  }

  /** The rest of the surrounding transaction must not lose its flush. */
  @Test
  void waitsForTheDiskInsideAnothersTransaction() {
    var setting =
        new TransactionTemplate(new JdbcTransactionManager(database))
            .execute(
                status -> {
                  audit.read(READER, "p-1", "Patient/p-1");
                  return jdbc.sql("show synchronous_commit").query(String.class).single();
                });
    assertThat(setting).isNotEqualTo("off");
    audit.read(READER, "p-1", "Patient/p-1");
    assertThat(jdbc.sql("show synchronous_commit").query(String.class).single())
        .isNotEqualTo("off");
  }

  @Test
  void namesThatSomebodyClaimsAreCutAndCleaned() {
    audit.read(
        new Agent("a\n" + "b".repeat(500), null, null, null), null, "Patient/" + "x".repeat(500));
    var entry = audit.after(0, 1).get(0);
    assertThat(entry.actor()).hasSize(200).startsWith("a?b");
    assertThat(entry.record()).hasSize(200);
  }
}

package org.luer.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The cursor of a reader and those who write meanwhile. */
@SuppressWarnings("NullAway.Init") // by JUnit
class InboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private HikariDataSource database;
  private JdbcClient jdbc;
  private TransactionTemplate transaction;
  private Inbox inbox;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbc = JdbcClient.create(database);
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    inbox = new Inbox(jdbc);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void writersDoNotWaitForEachOtherAndACursorSkipsNothing() throws Exception {
    var written = new CountDownLatch(1);
    var commit = new CountDownLatch(1);
    var slow =
        CompletableFuture.runAsync(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      add("slow");
                      TransactionSynchronizationManager.registerSynchronization(
                          new TransactionSynchronization() {
                            @Override
                            public void beforeCommit(boolean readOnly) {
                              written.countDown();
                              quietly(commit);
                            }
                          });
                    }));
    quietly(written);
    transaction.executeWithoutResult(status -> add("quick"));
    var read = CompletableFuture.supplyAsync(() -> inbox.open(0, 10));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.sql(
                            "select count(*) from pg_locks where locktype = 'advisory' and not granted")
                        .query(Long.class)
                        .single()
                    == 1);
    assertThat(read).as("waits for what was written before").isNotDone();
    commit.countDown();
    slow.get();
    assertThat(read.get())
        .extracting(Inbox.Item::record)
        .containsExactly("Referral/slow", "Referral/quick");
    assertThat(inbox.open(read.get().get(1).id(), 10)).isEmpty();
  }

  private void add(String id) {
    var now = Instant.now();
    jdbc.sql(
            "insert into record (kind, id, version, owner, patient_id, content, content_hash,"
                + " message_id, recorded_at) values ('Referral', :id, 1, 'rgh', 'p1', '{}', 'h',"
                + " 'm1', :now)")
        .param("id", id)
        .param("now", Records.at(now))
        .update();
    inbox.received(
        new RecordVersion("Referral", id, 1, "rgh", "p1", null, null, null, "{}", "h", "m1", now),
        null,
        now);
  }

  private static void quietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

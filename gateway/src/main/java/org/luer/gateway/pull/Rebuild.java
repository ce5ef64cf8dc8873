package org.luer.gateway.pull;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the index anew, record by record in a transaction each, while the old rows are searched:
 * all of it when asked to, and at the start what a journal from before the index lacks.
 */
final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final int AT_ONCE = 200;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Records records;
  private final FhirIndex index;
  private final Clock clock;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicInteger written = new AtomicInteger();

  Rebuild(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Records records,
      FhirIndex index,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.records = records;
    this.index = index;
    this.clock = clock;
  }

  /**
   * How far it is.
   *
   * @param running whether records are being written now
   * @param written how many were, since the gateway started
   * @param records of the clinic that the index should hold
   * @param missing of those, how many it does not
   */
  record State(boolean running, int written, int records, int missing) {}

  /** At the start: the gateway serves what there is. */
  @EventListener
  void ready(ApplicationReadyEvent event) {
    start(true);
  }

  /** Writes all of it, in the background; nothing new begins while it is being written. */
  void start() {
    start(false);
  }

  private void start(boolean onlyMissing) {
    if (running.compareAndSet(false, true)) {
      var thread = new Thread(() -> work(onlyMissing), "fhir-index");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void work(boolean onlyMissing) {
    try {
      int count = run(onlyMissing);
      if (count > 0) {
        LOG.info("{} records were written into the index of the FHIR interface", count);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "The index of the FHIR interface could not be completed: {}", e.getClass().getName());
    } finally {
      running.set(false);
    }
  }

  /** Writes those anew of which something else is told by now although nobody wrote them. */
  void turned() {
    var turned =
        jdbc.sql(
                "select kind, record from fhir_unit where turns_at <= :now order by turns_at limit :limit")
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .param("limit", AT_ONCE)
            .query((row, n) -> List.of(row.getString("kind"), row.getString("record")))
            .list();
    for (var one : turned) {
      transaction.executeWithoutResult(status -> write(one.get(0), one.get(1)));
    }
  }

  State state() {
    return jdbc.sql(
            "select count(*) as records, count(*) filter (where not exists (select 1 from fhir_unit u"
                + " where u.kind = r.kind and u.record = r.id)) as missing from record r"
                + " where version = 1 and owner = 'clinic' and kind = any(:kinds::text[])")
        .param("kinds", index.kinds().toArray(String[]::new))
        .query(
            (row, n) ->
                new State(
                    running.get(), written.get(), row.getInt("records"), row.getInt("missing")))
        .single();
  }

  /**
   * Goes through the clinic's records in the order of their names.
   *
   * @param onlyMissing those that have no rows yet
   * @return how many records were written
   */
  private int run(boolean onlyMissing) {
    int count = 0;
    var kind = "";
    var id = "";
    while (true) {
      var some = after(kind, id, onlyMissing);
      for (var one : some) {
        transaction.executeWithoutResult(status -> write(one.get(0), one.get(1)));
        count++;
        written.incrementAndGet();
      }
      if (some.size() < AT_ONCE) {
        return count;
      }
      kind = some.get(some.size() - 1).get(0);
      id = some.get(some.size() - 1).get(1);
    }
  }

  private List<List<String>> after(String kind, String id, boolean onlyMissing) {
    return jdbc.sql(
            "select kind, id from record r where version = 1 and owner = 'clinic'"
                + " and (kind, id) > (:kind, :id) and kind = any(:kinds::text[])"
                + (onlyMissing
                    ? " and not exists (select 1 from fhir_unit u where u.kind = r.kind and u.record = r.id)"
                    : "")
                + " order by kind, id limit :limit")
        .param("kind", kind)
        .param("id", id)
        .param("kinds", index.kinds().toArray(String[]::new))
        .param("limit", AT_ONCE)
        .query((row, n) -> List.of(row.getString("kind"), row.getString("id")))
        .list();
  }

  /** Takes the record's turn, so that a version that arrives meanwhile is not overwritten. */
  private void write(String kind, String id) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
        .param("lock", "record/" + kind + "/" + id)
        .query(row -> {});
    records.latest(kind, id).ifPresent((RecordVersion v) -> index.index(v, clock.instant()));
  }
}

package org.luer.gateway.access.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the audit, once a second where there is something to seal.
 *
 * <p>Whoever writes an event pays for one row; the chain is made here. Nodes take turns by a lock
 * of the database, each continues its own chain and signs the newest seals of the others with its
 * own. An event whose transaction takes longer than {@link #LATE} to commit is not sealed any more,
 * and said to be by {@code luer audit verify}.
 */
final class AuditSeals implements AutoCloseable {
  /** Event: the newest seal of a node was gone when the next one was made. */
  static final String CUT = "audit-cut";

  private static final Logger LOG = LoggerFactory.getLogger(AuditSeals.class);
  private static final Duration LATE = Duration.ofMinutes(15);
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Duration THOROUGH = Duration.ofMinutes(1);
  private static final Duration WITNESS = Duration.ofMinutes(1);
  private static final int MOST = 10_000;
  private static final long LOCK = 0x4c756572417564L;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final NodeKey key;
  private final ScheduledExecutorService timer;
  private final Audit audit;
  private @Nullable Future<?> turns;
  private boolean failing;
  private String newest = "";

  // what is sealed of the events above the floor, as far as this node has read the seals
  private long floor;
  private BitSet sealed = new BitSet();
  private long read;
  private long raised;
  private long usual;
  private long sample;
  private Instant sampledAt = Instant.EPOCH;
  private Instant thoroughAt = Instant.EPOCH;
  private boolean started;

  AuditSeals(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, NodeKey key) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.key = key;
    this.audit = new Audit(jdbc, clock);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "audit-seal");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Seals from now on, each second. */
  void start() {
    turns = timer.scheduleWithFixedDelay(this::turn, 1, 1, TimeUnit.SECONDS);
  }

  private void turn() {
    try {
      seal();
      failing = false;
    } catch (DataAccessException | TransactionException | IOException | IllegalStateException e) {
      if (!failing) {
        LOG.error("The audit cannot be sealed for now: {}", e.getClass().getSimpleName());
      }
      failing = true;
    }
  }

  /**
   * Seals what was committed since the last time.
   *
   * @return how many events were sealed
   */
  synchronized int seal() throws IOException {
    int all = 0;
    Optional<Seal> made;
    if (!started) {
      newest = String.join("", key.remembered());
    }
    do {
      made = Objects.requireNonNull(transaction.execute(status -> next()));
      if (made.isPresent()) {
        key.remember(made.get());
        newest = made.get().line();
        all += made.get().events().size();
      }
    } while (made.isPresent() && made.get().events().size() == MOST);
    return all;
  }

  private Optional<Seal> next() {
    if (!jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
        .param("lock", LOCK)
        .query(Boolean.class)
        .single()) {
      return Optional.empty(); // another node is at it
    }
    catchUp();
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var events = open(now);
    var last = last();
    started = true;
    var witnessed = witnessed();
    if (events.isEmpty() && !worthWitnessing(last, witnessed, now)) {
      return Optional.empty();
    }
    cutOff(last);
    var seal = seal(last, events, witnessed, now);
    insert(seal);
    seal.events().forEach(this::mark);
    return Optional.of(seal);
  }

  /** Reads the seals that others made meanwhile; at first those of the last while. */
  private void catchUp() {
    if (!started) {
      introduce();
      var newest =
          jdbc.sql("select max(at) from audit_seal").query(OffsetDateTime.class).optional();
      var from = newest.map(at -> at.minus(LATE)).orElse(null);
      floor =
          jdbc.sql(
                  "select coalesce(max(e), 0) from audit_seal, unnest(events) e where at < :from::timestamptz")
              .param("from", from)
              .query(Long.class)
              .single();
      read =
          jdbc.sql("select coalesce(max(id), 0) from audit_seal where at < :from::timestamptz")
              .param("from", from)
              .query(Long.class)
              .single();
    }
    jdbc.sql("select id, events from audit_seal where id > :read order by id")
        .param("read", read)
        .query(
            row -> {
              ids(row).forEach(this::mark);
              read = row.getLong("id");
            });
  }

  private void introduce() {
    jdbc.sql(
            "insert into audit_node (node, public_key, since) values (:node, :key, :now)"
                + " on conflict do nothing")
        .param("node", key.node())
        .param("key", key.encoded())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  private void mark(long event) {
    if (event > floor) {
      sealed.set(Math.toIntExact(event - floor));
    }
  }

  /**
   * Committed and not sealed. What is dated long ago was not written by a gateway that runs.
   * Usually only what is new is looked at, now and then also what took long to commit.
   */
  private List<Audit.Entry> open(Instant now) {
    var thorough = !started || !now.isBefore(thoroughAt.plus(THOROUGH));
    if (thorough) {
      raise(now);
      thoroughAt = now;
    }
    if (!now.isBefore(sampledAt.plus(USUAL))) {
      usual = sample;
      sample = floor + Math.max(0, sealed.length() - 1);
      sampledAt = now;
    }
    var ids =
        jdbc
            .sql("select id from audit_event where id > :from order by id")
            .param("from", thorough ? floor : Math.max(floor, usual))
            .query(Long.class)
            .list()
            .stream()
            .filter(id -> !sealed.get(Math.toIntExact(id - floor)))
            .toArray(Long[]::new);
    if (ids.length == 0) {
      return List.of();
    }
    return jdbc.sql(
            "select * from audit_event where id = any(:ids) and (not :running or at > :oldest)"
                + " order by id limit :most")
        .param("ids", ids)
        .param("running", started)
        .param("oldest", now.minus(LATE).atOffset(ZoneOffset.UTC))
        .param("most", MOST)
        .query(Audit::entry)
        .list();
  }

  /** Forgets what is so old that nothing comes any more. */
  private void raise(Instant now) {
    var old =
        jdbc.sql(
                "select coalesce(max(e), 0) from audit_seal, unnest(events) e where id <= :read"
                    + " and id > :raised and at < :oldest")
            .param("read", read)
            .param("raised", raised)
            .param("oldest", now.minus(LATE).atOffset(ZoneOffset.UTC))
            .query(Long.class)
            .single();
    raised =
        jdbc.sql("select coalesce(max(id), :raised) from audit_seal where at < :oldest")
            .param("raised", raised)
            .param("oldest", now.minus(LATE).atOffset(ZoneOffset.UTC))
            .query(Long.class)
            .single();
    if (old > floor) {
      var by = Math.toIntExact(old - floor);
      sealed = sealed.get(by, Math.max(by, sealed.length()));
      floor = old;
    }
  }

  /** That the newest seal is gone is said in the audit itself, since the next one would hide it. */
  private void cutOff(Optional<Seal> last) {
    if (!newest.isEmpty() && !newest.equals(last.map(Seal::line).orElse(""))) {
      audit.record(
          new Audit.Event(
              CUT,
              Audit.Outcome.REFUSED,
              "node " + key.node(),
              null,
              newest,
              "The newest seal of this node was gone from the database: it was cut short or restored."));
    }
  }

  private Optional<Seal> last() {
    return jdbc.sql("select * from audit_seal where node = :node order by number desc limit 1")
        .param("node", key.node())
        .query(AuditSeals::map)
        .optional();
  }

  private String witnessed() {
    return String.join(
        "\n",
        jdbc
            .sql(
                "select distinct on (node) * from audit_seal where node <> :node"
                    + " order by node, number desc")
            .param("node", key.node())
            .query(AuditSeals::map)
            .list()
            .stream()
            .map(Seal::line)
            .toList());
  }

  private static boolean worthWitnessing(Optional<Seal> last, String witnessed, Instant now) {
    return !witnessed.isEmpty()
        && last.map(l -> !l.witnessed().equals(witnessed) && l.at().isBefore(now.minus(WITNESS)))
            .orElse(true);
  }

  private Seal seal(Optional<Seal> last, List<Audit.Entry> events, String witnessed, Instant now) {
    var digests = new ByteArrayOutputStream();
    events.forEach(event -> digests.writeBytes(Seal.digest(event)));
    var unsigned =
        new Seal(
            key.node(),
            last.map(Seal::number).orElse(0L) + 1,
            now,
            events.stream().map(Audit.Entry::id).toList(),
            digests.toByteArray(),
            last.map(Seal::hash).orElse(new byte[0]),
            witnessed,
            new byte[0],
            new byte[0]);
    var hash = unsigned.computed();
    return new Seal(
        unsigned.node(),
        unsigned.number(),
        now,
        unsigned.events(),
        unsigned.digests(),
        unsigned.previous(),
        witnessed,
        hash,
        key.sign(hash));
  }

  private void insert(Seal seal) {
    read =
        jdbc.sql(
                "insert into audit_seal (node, number, at, events, digests, previous, witnessed, hash,"
                    + " signature) values (:node, :number, :at, :events, :digests, :previous,"
                    + " :witnessed, :hash, :signature) returning id")
            .param("node", seal.node())
            .param("number", seal.number())
            .param("at", seal.at().atOffset(ZoneOffset.UTC))
            .param("events", seal.events().toArray(Long[]::new))
            .param("digests", seal.digests())
            .param("previous", seal.previous())
            .param("witnessed", seal.witnessed())
            .param("hash", seal.hash())
            .param("signature", seal.signature())
            .query(Long.class)
            .single();
  }

  static Seal map(ResultSet row, int number) throws SQLException {
    return new Seal(
        row.getString("node"),
        row.getLong("number"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        ids(row),
        row.getBytes("digests"),
        row.getBytes("previous"),
        row.getString("witnessed"),
        row.getBytes("hash"),
        row.getBytes("signature"));
  }

  private static List<Long> ids(ResultSet row) throws SQLException {
    Array events = row.getArray("events");
    return Arrays.asList((Long[]) events.getArray());
  }

  @Override
  public void close() {
    var running = turns;
    if (running != null) {
      running.cancel(false);
    }
    timer.shutdown();
    try {
      if (timer.awaitTermination(5, TimeUnit.SECONDS)) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.luer.gateway.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What partners should have of a record, by the settings as they are now, beside what they got.
 *
 * <p>Expected is what the routings would plan for the newest version if it came now, and disclosure
 * permits. It is computed without the deliveries, so that one that was never made is missed: the
 * partner, its subscription or the patient's number at it may have come after the record.
 */
public final class Expectations {
  private static final Logger LOG = LoggerFactory.getLogger(Expectations.class);
  private static final String MISSING = "missing";
  private static final Reason NEVER_MADE =
      new Reason(
          "never-made",
          "It was never made ready: when the record came the partner was not entitled to it. Replay the record's message to the partner.");

  /** Records that one look takes on: as many as a second of work. */
  private static final int BATCH = 1000;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Partners partners;
  private final List<Routing> routings;
  private final Records records;
  private final Disclosures disclosures;
  private final Clock clock;
  private Position reached = new Position("", "", "");

  /**
   * One kind of message for one partner.
   *
   * @param version of the record that it is about: the newest, or an earlier one that still waits
   * @param state of the delivery, or {@code missing}
   * @param message the delivery; null when it is missing or its metadata were removed
   * @param since when it was delivered; of anything else, since when it waits
   */
  public record Part(
      String exchange,
      String type,
      int version,
      String state,
      @Nullable String message,
      Instant since,
      int attempts,
      @Nullable Reason reason) {
    boolean delivered() {
      return state.equals("delivered");
    }
  }

  /** One partner that is entitled to the record, or gets it. */
  public record Entitled(String partner, int expected, int delivered, List<Part> parts) {}

  /**
   * How far the newest version of a record has come.
   *
   * @param summary such as {@code 3 of 4 delivered}
   * @param message the received message that brought the version, to be replayed
   */
  public record State(
      String record,
      int version,
      @Nullable String status,
      String message,
      int expected,
      int delivered,
      String summary,
      List<Entitled> partners) {}

  private record Position(String message, String kind, String id) {}

  private record Kind(String partner, String exchange, String family) {
    static Kind of(String partner, PlannedDelivery planned) {
      return new Kind(partner, planned.exchange(), planned.family());
    }
  }

  /** Expectations by these routings. */
  public Expectations(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      List<Routing> routings,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.partners = partners;
    this.routings = List.copyOf(routings);
    this.records = new Records(jdbc);
    this.disclosures = new Disclosures(records, partners, clock);
    this.clock = clock;
  }

  /** How far the newest version of this record has come; empty when there is no such record. */
  public Optional<State> of(String kind, String id) {
    return records.latest(kind, id).map(this::state);
  }

  private State state(RecordVersion newest) {
    var parts = new TreeMap<String, List<Part>>();
    var made = made(newest);
    made.forEach(
        (key, part) -> {
          if (!unneeded(part)) {
            parts.computeIfAbsent(key.partner(), p -> new ArrayList<>()).add(part);
          }
        });
    missing(newest, made)
        .forEach(
            (key, part) -> parts.computeIfAbsent(key.partner(), p -> new ArrayList<>()).add(part));
    var entitled = new ArrayList<Entitled>();
    parts.forEach((partner, of) -> entitled.add(new Entitled(partner, of.size(), got(of), of)));
    int expected = entitled.stream().mapToInt(Entitled::expected).sum();
    int delivered = entitled.stream().mapToInt(Entitled::delivered).sum();
    return new State(
        newest.reference(),
        newest.version(),
        newest.status(),
        newest.messageId(),
        expected,
        delivered,
        expected == 0 ? "nothing to deliver" : delivered + " of " + expected + " delivered",
        entitled);
  }

  private static int got(List<Part> parts) {
    return (int) parts.stream().filter(Part::delivered).count();
  }

  private static boolean unneeded(Part part) {
    var reason = part.reason();
    return reason != null && reason.code().equals("nothing-to-say");
  }

  /**
   * Of each kind of message the delivery that tells how it stands: one that arrived, else the
   * newest that is not superseded; of earlier versions only what is not settled.
   */
  private Map<Kind, Part> made(RecordVersion newest) {
    var made = new LinkedHashMap<Kind, Part>();
    jdbc.sql(
            "select id, partner, exchange, type, record_version, state, reason_code, reason_text, attempts,"
                + " received_at, changed_at from message where direction = 'out' and record_kind = :kind"
                + " and record_id = :id and (record_version = :version or record_version < :version"
                + " and state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected'))"
                + " order by record_version desc, state = 'delivered' desc, state = 'superseded', id desc")
        .param("kind", newest.kind())
        .param("id", newest.id())
        .param("version", newest.version())
        .query(
            row -> {
              var type = row.getString("type");
              var key =
                  new Kind(
                      row.getString("partner"),
                      row.getString("exchange"),
                      PlannedDelivery.family(type));
              made.putIfAbsent(key, part(row, type));
            });
    return made;
  }

  private static Part part(ResultSet row, String type) throws SQLException {
    var state = row.getString("state");
    var code = row.getString("reason_code");
    return new Part(
        row.getString("exchange"),
        type,
        row.getInt("record_version"),
        state,
        row.getString("id"),
        Records.instant(row, state.equals("delivered") ? "changed_at" : "received_at"),
        row.getInt("attempts"),
        code == null ? null : new Reason(code, row.getString("reason_text")));
  }

  /** What the routings would plan and what neither a delivery nor the ledger knows of. */
  private Map<Kind, Part> missing(RecordVersion newest, Map<Kind, Part> made) {
    var missing = new LinkedHashMap<Kind, Part>();
    Set<String> taken = null;
    Disclosure.Subject subject = null;
    for (var partner : partners.current().all()) {
      for (var planned : planned(newest, partner)) {
        var key = Kind.of(partner.id(), planned);
        var there = made.get(key);
        if (there != null && there.version() == newest.version()) {
          continue;
        }
        subject = subject == null ? records.subject(newest) : subject;
        taken = taken == null ? taken(newest) : taken;
        if (!taken.contains(partner.id() + "/" + key.family())
            && disclosures.decide(partner, subject, Disclosure.Purpose.DELIVERY).permitted()) {
          missing.put(
              key,
              new Part(
                  planned.exchange(),
                  planned.type(),
                  newest.version(),
                  MISSING,
                  null,
                  newest.recordedAt(),
                  0,
                  NEVER_MADE));
        }
      }
    }
    return missing;
  }

  private List<PlannedDelivery> planned(RecordVersion newest, Partner partner) {
    var change = new Routing.Change(newest, null, newest.owner());
    return routings.stream().flatMap(r -> r.plan(change, partner).stream()).toList();
  }

  /** Partner and kind of message of what was taken although its delivery may be gone by now. */
  private Set<String> taken(RecordVersion newest) {
    return jdbc.sql(
            "select distinct l.partner || '/' || split_part(t.key, '_', 1) from ledger l, jsonb_each(l.state) t"
                + " where l.record_kind = :kind and l.record_id = :id"
                + " and (t.value ->> 'version')::int >= :version")
        .param("kind", newest.kind())
        .param("id", newest.id())
        .param("version", newest.version())
        .query(String.class)
        .set();
  }

  /**
   * Looks at the next records that are not older than this, and again at those of which something
   * was missing, and notes what is. A round through all of them takes as many looks as it needs.
   */
  public synchronized void look(Duration age) {
    var from = clock.instant().minus(age);
    jdbc.sql("delete from missing_delivery where recorded_at < :from")
        .param("from", Records.at(from))
        .update();
    jdbc.sql("select distinct record_kind, record_id from missing_delivery limit :most")
        .param("most", BATCH)
        .query((row, n) -> new Position("", row.getString(1), row.getString(2)))
        .list()
        .forEach(this::note);
    var next = next(Ulids.from(from));
    next.forEach(this::note);
    reached = next.size() < BATCH ? new Position("", "", "") : next.get(next.size() - 1);
  }

  private List<Position> next(String from) {
    return jdbc.sql(
            "select r.message_id, r.kind, r.id from record r where r.message_id >= :from"
                + " and (r.message_id, r.kind, r.id) > (:message, :kind, :id)"
                + " and not exists (select 1 from record n where n.kind = r.kind and n.id = r.id"
                + "   and n.version > r.version) order by 1, 2, 3 limit :most")
        .param("from", from)
        .param("message", reached.message())
        .param("kind", reached.kind())
        .param("id", reached.id())
        .param("most", BATCH)
        .query((row, n) -> new Position(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }

  private void note(Position record) {
    try {
      records.latest(record.kind(), record.id()).ifPresent(this::note);
    } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
      LOG.error(
          "What is due of a record of message {} cannot be told: {}",
          record.message(),
          e.getClass().getName());
    }
  }

  private void note(RecordVersion newest) {
    var missing = missing(newest, made(newest));
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("delete from missing_delivery where record_kind = :kind and record_id = :id")
              .param("kind", newest.kind())
              .param("id", newest.id())
              .update();
          missing.forEach((key, part) -> insert(newest, key.partner(), part));
        });
  }

  private void insert(RecordVersion newest, String partner, Part part) {
    jdbc.sql(
            "insert into missing_delivery (partner, record_kind, record_id, record_version, exchange, type,"
                + " message_id, recorded_at, found_at) values (:partner, :kind, :id, :version, :exchange, :type,"
                + " :message, :recorded, :now) on conflict do nothing")
        .param("partner", partner)
        .param("kind", newest.kind())
        .param("id", newest.id())
        .param("version", newest.version())
        .param("exchange", part.exchange())
        .param("type", part.type())
        .param("message", newest.messageId())
        .param("recorded", Records.at(newest.recordedAt()))
        .param("now", Records.at(clock.instant()))
        .update();
  }
}

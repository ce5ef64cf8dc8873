package org.luer.gateway.journal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.journal.Acceptance.Accepted;
import org.luer.gateway.journal.Acceptance.Duplicate;
import org.luer.gateway.journal.Acceptance.Written;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what arrives and what follows from it, in one transaction per message.
 *
 * <p>A method that returns has committed. A method that throws has written nothing; after a lost
 * connection it may have committed all the same, so the sender repeats and gets the first answer.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final JdbcOperations database;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Ulids ids;
  private final Records records;
  private final Partners partners;
  private final List<Routing> routings;
  private final List<Incoming> incoming;
  private final List<Derivation> derivations;
  private final List<Indexing> indexings;
  private final Deliveries deliveries;
  private final Inbox inbox;
  private final Disclosures disclosures;
  private final AuditTrail audit;

  public Journal(
      JdbcOperations database,
      TransactionTemplate transaction,
      Clock clock,
      Partners partners,
      List<Routing> routings,
      LaneWakeup wakeup) {
    this(database, transaction, clock, partners, routings, wakeup, List.of(), List.of(), List.of());
  }

  /** A journal in which records mean more than being kept. */
  public Journal(
      JdbcOperations database,
      TransactionTemplate transaction,
      Clock clock,
      Partners partners,
      List<Routing> routings,
      LaneWakeup wakeup,
      List<Incoming> incoming,
      List<Derivation> derivations,
      List<Indexing> indexings) {
    this.indexings = List.copyOf(indexings);
    this.incoming = List.copyOf(incoming);
    this.derivations = List.copyOf(derivations);
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.transaction = transaction;
    this.clock = clock;
    this.ids = new Ulids(clock);
    this.records = new Records(jdbc);
    this.partners = partners;
    this.routings = List.copyOf(routings);
    this.deliveries = new Deliveries(database, ids, wakeup);
    this.inbox = new Inbox(jdbc);
    this.disclosures = new Disclosures(records, partners, clock);
    this.audit = new Audit(jdbc, clock);
  }

  /**
   * Accepts a message: writes it, new versions of its records, their deliveries and the lanes'
   * turns.
   *
   * @param expectedVersion of the one record that it carries; null = whichever it is at
   * @throws VersionConflict if the record is at another version and the content is new
   * @throws OwnedByAnother if a record belongs to another owner
   */
  public Acceptance accept(Reception reception, @Nullable Integer expectedVersion) {
    long since = Traces.now();
    var acceptance =
        Objects.requireNonNull(transaction.execute(status -> write(reception, expectedVersion)));
    trace(
        since,
        acceptance.messageId(),
        reception,
        acceptance instanceof Accepted ? "received" : "duplicate");
    return acceptance;
  }

  /** Records a message that was understood well enough to say what is wrong with it. */
  public String refuse(Reception reception, Reason reason) {
    long since = Traces.now();
    var refused =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  var id = ids.next();
                  var answer = reception.answer() == null ? null : reception.answer().apply(id);
                  write(received(id, reception, null, "refused", reason, null, answer));
                  later(id, reception);
                  return id;
                }));
    trace(since, refused, reception, "refused");
    return refused;
  }

  private static void trace(long since, String id, Reception reception, String state) {
    Traces.taken(since, id, reception.exchange(), reception.type(), reception.sender(), state);
  }

  /** Puts the answer that is to follow into a lane of the sender. */
  private void later(String id, Reception reception) {
    var later = reception.extras().later();
    if (later != null) {
      deliveries.insert(later.apply(id), reception.sender(), id, clock.instant());
    }
  }

  private Acceptance write(Reception reception, @Nullable Integer expected) {
    var id = ids.next();
    var identity = reception.extras().identity();
    var hash = identity == null ? CanonicalJson.hash(reception.payload()) : identity;
    var warning = reception.extras().note();
    var all = resolved(reception);
    var hashes = all.stream().map(facts -> CanonicalJson.hash(facts.content())).toList();
    var known = records.inTurn(reception.sender(), reception.controlId(), all, hashes);
    var earlier = known.repeated();
    if (earlier != null) {
      if (hash.equals(earlier.hash())) {
        var answer = earlier.answer();
        write(received(id, reception, null, "duplicate", repeats(earlier.id()), hash, answer));
        return new Duplicate(earlier.id(), versionsOf(earlier.id()), earlier.answer());
      }
      warning =
          new Reason(
              "control-id-reused",
              "The control id came before with other content, in message " + earlier.id() + ".");
      LOG.warn(
          "Sender {} reused the control id of message {} in {}",
          reception.sender(),
          earlier.id(),
          id);
    }
    var told = new Told(all, hashes, known.newest());
    return versions(id, hash, warning, reception, expected, told);
  }

  /**
   * What a message says.
   *
   * @param hashes of the contents
   * @param before what was known of the same records, by {@link RecordFacts#reference()}
   */
  private record Told(
      List<RecordFacts> all, List<String> hashes, Map<String, RecordVersion> before) {}

  private Acceptance versions(
      String id,
      String hash,
      @Nullable Reason warning,
      Reception reception,
      @Nullable Integer expected,
      Told told) {
    var all = told.all();
    var before = told.before();
    var now = clock.instant();
    var written = new ArrayList<Written>();
    var changes = new ArrayList<Routing.Change>();
    var kept = new Together(database);
    var untold = new ArrayList<Routing.Change>();
    RecordVersion about = null;
    for (int i = 0; i < all.size(); i++) {
      var facts = all.get(i);
      var content = told.hashes().get(i);
      var latest = before.get(facts.reference());
      var version = latest;
      if (version == null || !version.contentHash().equals(content)) {
        version = next(facts, latest, content, id, reception, expected, now);
        Records.insert(facts, version, kept);
        before.put(facts.reference(), version);
        var change = new Routing.Change(version, latest, reception.sender());
        changes.add(change);
        if (!facts.aside() && !reception.sender().equals(Reception.CLINIC)) {
          untold.add(change);
          if (facts.kind().equals("PatientMerge")) { // may file others elsewhere
            kept.run();
            tell(untold, now);
            before.putAll(records.latest(all));
          }
        }
      }
      written.add(new Written(facts.kind(), facts.id(), version.version()));
      about = version;
    }
    if (changes.isEmpty() && about != null && reception.controlId() == null) {
      write(received(id, reception, about, "duplicate", repeats(about.messageId()), hash, null));
      return new Duplicate(about.messageId(), written, null);
    }
    var answer = answer(id, reception, before);
    kept.add(received(id, reception, about, "received", warning, hash, answer).statement());
    var subject = simple(changes) ? records.subject(kept, changes.get(0).current()) : null;
    kept.run();
    tell(untold, now);
    derive(List.copyOf(changes), id, reception, now, changes);
    var versions = changes.stream().map(Routing.Change::current).toList();
    versions.forEach(version -> before.put(version.reference(), version));
    var extras = reception.extras();
    var finish =
        extras.later() == null
            && extras.then() == null
            && !reception.sender().equals(Reception.CLINIC);
    Fresh.during(
        before,
        versions,
        subject,
        () ->
            deliveries.insert(
                plan(changes), id, reception.actor(), now, new ArrayList<>(), finish));
    later(id, reception);
    index(changes, now);
    if (extras.then() != null) {
      extras.then().accept(id);
    }
    return new Accepted(id, written, answer);
  }

  /** A partner's one record, of which nothing follows but that others are told of it. */
  private boolean simple(List<Routing.Change> changes) {
    return changes.size() == 1
        && !changes.get(0).sender().equals(Reception.CLINIC)
        && incoming.stream().noneMatch(one -> one.concerns(changes.get(0).current().kind()));
  }

  /** The answer may ask for records of the message, which are written after it. */
  private static byte @Nullable [] answer(
      String id, Reception reception, Map<String, RecordVersion> newest) {
    var asked = reception.answer();
    if (asked == null) {
      return null;
    }
    var answer = new byte[1][];
    Fresh.during(newest, List.of(), () -> answer[0] = asked.apply(id));
    return answer[0];
  }

  private void write(MessageRow row) {
    Together.run(database, row.statement());
  }

  /** Adds what follows from the clinic's own records; what cannot be made is told, never lost. */
  private void derive(
      List<Routing.Change> causes,
      String id,
      Reception reception,
      Instant now,
      List<Routing.Change> changes) {
    for (var cause : causes) {
      if (!cause.current().owner().equals(Reception.CLINIC)) {
        continue;
      }
      for (var derivation : derivations) {
        try {
          for (var facts : derivation.of(cause.current())) {
            var latest = records.latest(facts.kind(), facts.id()).orElse(null);
            var hash = CanonicalJson.hash(facts.content());
            if (latest == null || !latest.contentHash().equals(hash)) {
              var version = next(facts, latest, hash, id, reception, null, now);
              var kept = new Together(database);
              Records.insert(facts, version, kept);
              kept.run();
              changes.add(new Routing.Change(version, latest, reception.sender()));
            }
          }
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
          LOG.error("Nothing could be derived in message {}: {}", id, e.getClass().getName());
          var reason =
              new Reason("not-derived", "What follows from this record could not be made.");
          inbox.add(cause.current(), "derivation-failed", reason, null, now);
        }
      }
    }
  }

  private void index(List<Routing.Change> changes, Instant now) {
    var own =
        changes.stream()
            .map(Routing.Change::current)
            .filter(v -> v.owner().equals(Reception.CLINIC))
            .toList();
    if (!own.isEmpty()) {
      indexings.forEach(one -> one.written(own, now));
    }
  }

  private List<RecordFacts> resolved(Reception reception) {
    var all = reception.records();
    if (!reception.sender().equals(Reception.CLINIC)) {
      for (var one : incoming) {
        all = one.resolved(all, reception.sender());
      }
    }
    return all;
  }

  /** Tells the clinic what its partners sent; nothing is left to tell. */
  private void tell(List<Routing.Change> untold, Instant now) {
    for (var change : untold) {
      var told = false;
      for (var one : incoming) {
        told |=
            one.concerns(change.current().kind())
                && one.received(change.current(), change.previous(), now);
      }
      if (!told) {
        inbox.received(change.current(), change.previous(), now);
      }
    }
    untold.clear();
  }

  /** The version that a record gets. */
  private static RecordVersion next(
      RecordFacts facts,
      @Nullable RecordVersion latest,
      String hash,
      String messageId,
      Reception reception,
      @Nullable Integer expected,
      Instant now) {
    var version = latest == null ? 0 : latest.version();
    if (latest != null && !latest.owner().equals(reception.sender())) {
      throw new OwnedByAnother();
    }
    if (expected != null && expected != version) {
      throw new VersionConflict(version);
    }
    return new RecordVersion(
        facts.kind(),
        facts.id(),
        version + 1,
        reception.sender(),
        facts.patientId(),
        facts.orderId(),
        facts.visitId(),
        facts.status(),
        facts.content(),
        hash,
        messageId,
        now);
  }

  private List<Deliveries.Due> plan(List<Routing.Change> changes) {
    var due = new ArrayList<Deliveries.Due>();
    var snapshot = partners.current();
    for (var change : changes) {
      Disclosure.@Nullable Subject subject = null; // looked up for what somebody would be told
      for (var partner : snapshot.all()) {
        var planned = routings.stream().flatMap(r -> r.plan(change, partner).stream()).toList();
        if (planned.isEmpty()) {
          continue;
        }
        subject = subject == null ? records.subject(change.current()) : subject;
        var verdict = disclosures.decide(partner, subject, Disclosure.Purpose.DELIVERY);
        planned.stream()
            .flatMap(one -> disclosed(one, verdict).stream())
            .forEach(one -> due.add(Deliveries.Due.of(one, change.current())));
        if (verdict.judged()) {
          withheld(partner, change.current(), verdict);
        }
      }
    }
    return due;
  }

  /**
   * What becomes of a delivery: a claim is held rather than left out or thinned; what was told and
   * is void is taken back from whoever has it.
   */
  private static Optional<Routing.PlannedDelivery> disclosed(
      Routing.PlannedDelivery planned, Disclosure.Verdict verdict) {
    if (verdict.permitted() || (verdict.judged() && planned.action().equals("withdraw"))) {
      return Optional.of(planned);
    }
    return verdict.judged() && planned.lane().stream() == Lane.Stream.MONEY
        ? Optional.of(planned.held(Reason.withheldClaim(verdict.named())))
        : Optional.empty();
  }

  private void withheld(Partner partner, RecordVersion record, Disclosure.Verdict verdict) {
    audit.withheld(
        new AuditTrail.Agent(
            Partners.CLINIC, partner.id(), null, AuditTrail.PurposeOfUse.of(partner)),
        record.patientId(),
        record.reference() + "/" + record.version(),
        verdict.named());
  }

  private MessageRow received(
      String id,
      Reception reception,
      @Nullable RecordVersion about,
      String state,
      @Nullable Reason reason,
      @Nullable String hash,
      byte @Nullable [] answer) {
    var repeated = state.equals("duplicate"); // the first one's bytes are kept once
    return new MessageRow(
        id,
        "in",
        reception.exchange(),
        reception.type(),
        reception.sender(),
        reception.actor(),
        about,
        null,
        reception.controlId(),
        state,
        reason,
        null,
        null,
        null,
        null,
        reception.mediaType(),
        repeated ? null : reception.payload(),
        answer,
        hash,
        clock.instant());
  }

  private static Reason repeats(String messageId) {
    return new Reason(
        "repeats-message", "The content is that of message " + messageId + "; nothing was sent.");
  }

  private List<Written> versionsOf(String messageId) {
    return jdbc.sql(
            "select kind, id, version from record where message_id = :message order by kind, id")
        .param("message", messageId)
        .query(
            (row, n) ->
                new Written(row.getString("kind"), row.getString("id"), row.getInt("version")))
        .list();
  }
}

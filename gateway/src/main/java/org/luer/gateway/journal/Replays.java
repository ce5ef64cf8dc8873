package org.luer.gateway.journal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Deliveries.Due;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends again: a new delivery that is linked to its original.
 *
 * <p>The replay of a delivery that was held or rejected takes that one's turn in the lane, so that
 * later versions of the record still come after it; the original becomes superseded. Any other goes
 * to the end of the lane.
 */
public final class Replays {
  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
  private static final Set<String> STUCK = Set.of("held", "rejected");
  private static final Set<String> MOVING = Set.of("queued", "sending", "retrying", "ambiguous");

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Partners partners;
  private final Records records;
  private final Disclosures disclosures;
  private final Payloads payloads;
  private final Deliveries deliveries;
  private final List<Routing> routings;

  /** Why a message cannot be replayed, in words for the operator. */
  public static final class NotReplayable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    NotReplayable(String reason) {
      super(reason);
      this.reason = reason;
    }

    @Override
    public String getMessage() {
      return reason;
    }
  }

  /** Replays in the journal's database. */
  public Replays(
      JdbcOperations database,
      TransactionTemplate transaction,
      Clock clock,
      Partners partners,
      List<Routing> routings,
      LaneWakeup wakeup) {
    this.jdbc = JdbcClient.create(database);
    this.transaction = transaction;
    this.clock = clock;
    this.partners = partners;
    this.records = new Records(jdbc);
    this.disclosures = new Disclosures(records, partners, clock);
    this.payloads = new Payloads(jdbc);
    this.routings = routings;
    this.deliveries = new Deliveries(database, new Ulids(clock), wakeup);
  }

  /**
   * Replays a delivery to its partner, or what a received message brought to the partners named.
   *
   * @param asNew render anew instead of sending the identical bytes
   * @param recorded called inside the transaction with the ids of the new deliveries
   * @return ids of the new deliveries, at least one
   */
  public List<String> replay(
      String id, String actor, boolean asNew, Set<String> to, Consumer<List<String>> recorded) {
    var created =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  var made = again(id, actor, asNew, to);
                  recorded.accept(made);
                  return made;
                }));
    LOG.info("Message {} replayed by {} as {}", id, actor, created);
    return created;
  }

  private List<String> again(String id, String actor, boolean asNew, Set<String> to) {
    var original = original(id);
    if (review(id)) {
      throw new NotReplayable("The delivery is held for review; release it with a reason.");
    }
    return original.lane() == null
        ? received(original, actor, to)
        : delivery(original, original.lane(), actor, asNew, to);
  }

  /**
   * Does as if it replayed a delivery: what holds it back now would hold it back then.
   *
   * @throws NotReplayable as replaying would
   */
  public void tryOut(String id, String actor, boolean asNew) {
    transaction.executeWithoutResult(
        status -> {
          status.setRollbackOnly();
          again(id, actor, asNew, Set.of());
        });
  }

  /**
   * Lets a delivery go that was held for review: rendered anew, in its turn.
   *
   * @param recorded called inside the transaction with the id of the new delivery
   * @return its id
   */
  public String release(String id, String actor, Consumer<String> recorded) {
    var created =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  var original = original(id);
                  if (original.lane() == null || !review(id)) {
                    throw new NotReplayable("The message is not held for review.");
                  }
                  var made = delivery(original, original.lane(), actor, true, Set.of());
                  recorded.accept(made.get(0));
                  return made.get(0);
                }));
    LOG.info("Message {} released by {} as {}", id, actor, created);
    return created;
  }

  /** Whether it is held for review; locks it, so that it is released once. */
  boolean review(String id) {
    return jdbc.sql(
            "select id from message where id = :id and state = 'held' and reason_code = :review"
                + " for update")
        .param("id", id)
        .param("review", Reason.REVIEW)
        .query(String.class)
        .optional()
        .isPresent();
  }

  private List<String> delivery(
      Original original, Lane lane, String actor, boolean asNew, Set<String> to) {
    if (!to.isEmpty() && !to.equals(Set.of(lane.partner()))) {
      throw new NotReplayable(
          "A delivery is replayed to its own partner only; replay the received message instead.");
    }
    if (MOVING.contains(original.state())) {
      throw new NotReplayable("The delivery is still under way.");
    }
    permit(lane.partner(), original.record());
    if (!asNew && original.rendered() && original.payload() == null) {
      throw new NotReplayable("The bytes were removed when their time was over; replay it as new.");
    }
    var payload = asNew ? null : original.payload();
    var created = repeat(original, lane, actor, payload);
    if (payload != null) {
      jdbc.sql(
              "update message set (control_id, facts) ="
                  + " (select control_id, facts from message where id = :old) where id = :new")
          .param("old", original.id())
          .param("new", created)
          .update();
    }
    if (STUCK.contains(original.state())) {
      takeTurn(
          original.id(), created, new Reason("replayed", "Replayed as message " + created + "."));
    }
    return List.of(created);
  }

  /** Adds a delivery at the end of the lane that repeats this one, with these bytes or anew. */
  String repeat(Original original, Lane lane, String actor, byte @Nullable [] payload) {
    var planned =
        new PlannedDelivery(original.exchange(), original.type(), lane, original.action(), null);
    var due = new Due(planned, original.record(), original.id(), payload, original.mediaType());
    var created = new ArrayList<String>();
    deliveries.insert(List.of(due), original.source(), actor, clock.instant(), created);
    return created.get(0);
  }

  /**
   * Swaps the places of both in the lane; the lane's row is locked by the insert before.
   *
   * @param reason why the original is superseded
   */
  void takeTurn(String original, String replay, Reason reason) {
    var mine = position(original);
    var end = position(replay);
    move(replay, -1);
    move(original, end);
    move(replay, mine);
    jdbc.sql(
            "update message set state = 'superseded', reason_code = :code, reason_text = :text,"
                + " next_attempt_at = null, changed_at = :now where id = :id")
        .param("code", reason.code())
        .param("text", reason.text())
        .param("now", Records.at(clock.instant()))
        .param("id", original)
        .update();
  }

  private long position(String id) {
    return jdbc.sql("select position from message where id = :id")
        .param("id", id)
        .query(Long.class)
        .single();
  }

  private void move(String id, long position) {
    jdbc.sql("update message set position = :position where id = :id")
        .param("position", position)
        .param("id", id)
        .update();
  }

  private List<String> received(Original original, String actor, Set<String> to) {
    if (to.isEmpty()) {
      throw new NotReplayable(
          "A received message is replayed to named partners: give them in \"to\".");
    }
    return elsewhere(original, actor, to, exchange -> true);
  }

  /** Plans the record of this message for these partners, in their ways. */
  List<String> elsewhere(
      Original original, String actor, Set<String> to, Predicate<String> exchanges) {
    var record = original.record();
    var previous = records.find(record.kind(), record.id(), record.version() - 1).orElse(null);
    var due = new ArrayList<Due>();
    for (var name : to) {
      permit(name, record);
      var partner = partners.current().find(name).orElseThrow();
      var change = new Routing.Change(record, previous, record.owner());
      for (var routing : routings) {
        routing.plan(change, partner).stream()
            .filter(planned -> exchanges.test(planned.exchange()))
            .forEach(
                planned ->
                    due.add(new Due(planned, record, original.id(), null, Deliveries.UNRENDERED)));
      }
    }
    if (due.isEmpty()) {
      throw new NotReplayable("The partners named take nothing of this record.");
    }
    var created = new ArrayList<String>();
    deliveries.insert(due, original.id(), actor, clock.instant(), created);
    return created;
  }

  void permit(String name, RecordVersion record) {
    var partner =
        partners
            .current()
            .find(name)
            .orElseThrow(() -> new NotReplayable("There is no partner " + name + "."));
    var verdict = disclosures.delivery(partner, record);
    if (!verdict.permitted()) {
      throw new NotReplayable(
          "Disclosure to " + name + " is not permitted: " + verdict.named() + ".");
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
  record Original(
      String id,
      String exchange,
      String type,
      String state,
      String action,
      String source,
      RecordVersion record,
      @Nullable Lane lane,
      String mediaType,
      boolean rendered,
      byte @Nullable [] payload) {
    private Original with(byte @Nullable [] bytes) {
      return new Original(
          id, exchange, type, state, action, source, record, lane, mediaType, rendered, bytes);
    }
  }

  /** What lies in a file and may never be answered is as open to a person as what got no answer. */
  private static String state(String state, @Nullable String reason) {
    return Reason.WAITS_FOR_ANSWER.equals(reason) && state.equals("sending") ? "ambiguous" : state;
  }

  Original original(String id) {
    return jdbc.sql("select * from message where id = :id for update")
        .param("id", id)
        .query(
            (row, n) -> {
              var kind = row.getString("record_kind");
              if (kind == null) {
                throw new NotReplayable("The message brought no record.");
              }
              var record =
                  records
                      .find(kind, row.getString("record_id"), row.getInt("record_version"))
                      .orElseThrow();
              var stream = row.getString("stream");
              return new Original(
                  id,
                  row.getString("exchange"),
                  row.getString("type"),
                  state(row.getString("state"), row.getString("reason_code")),
                  Objects.requireNonNullElse(row.getString("action"), "new"),
                  Objects.requireNonNullElse(row.getString("source"), id),
                  record,
                  stream == null
                      ? null
                      : new Lane(
                          row.getString("partner"),
                          row.getString("lane_patient"),
                          Lane.Stream.of(stream)),
                  row.getString("media_type"),
                  row.getString("payload_until") != null,
                  null);
            })
        .optional()
        .map(found -> found.with(payloads.find(id).orElse(null)))
        .orElseThrow(() -> new NotReplayable("There is no such message."));
  }
}

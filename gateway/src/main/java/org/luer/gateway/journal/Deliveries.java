package org.luer.gateway.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes planned deliveries into their lanes; part of the journal's transaction. */
final class Deliveries {
  static final String UNRENDERED = "application/octet-stream";

  private final JdbcOperations database;
  private final JdbcClient jdbc;
  private final Ulids ids;
  private final LaneWakeup wakeup;

  /** A delivery together with the version that it is about. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
  record Due(
      PlannedDelivery planned,
      RecordVersion record,
      @Nullable String replayOf,
      byte @Nullable [] payload,
      String mediaType) {
    static Due of(PlannedDelivery planned, RecordVersion record) {
      return new Due(planned, record, null, null, UNRENDERED);
    }
  }

  Deliveries(JdbcOperations database, Ulids ids, LaneWakeup wakeup) {
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.ids = ids;
    this.wakeup = wakeup;
  }

  /**
   * Adds the deliveries at the end of their lanes. Lanes are locked in one fixed order, so that two
   * transactions never wait for each other; a lane's order is the order of commits.
   */
  void insert(
      List<Due> due, String source, @Nullable String actor, Instant now, List<String> created) {
    insert(due, source, actor, now, created, false);
  }

  /**
   * The same.
   *
   * @param finish nothing but the commit follows: what the transaction writes last goes with it
   */
  void insert(
      List<Due> due,
      String source,
      @Nullable String actor,
      Instant now,
      List<String> created,
      boolean finish) {
    var byLane = new TreeMap<Lane, List<Due>>();
    due.forEach(d -> byLane.computeIfAbsent(d.planned().lane(), lane -> new ArrayList<>()).add(d));
    byLane.forEach(
        (lane, deliveries) -> {
          var several = deliveries.size() > 1 || deliveries.get(0).record().version() > 1;
          var position = several ? reserve(lane, deliveries.size()) : null;
          // one at the end of its lane is written together with the lane's task
          var task = several ? Optional.<LaneWakeup.Task>empty() : wakeup.task(lane);
          for (var delivery : deliveries) {
            if (delivery.record().version() > 1) {
              supersedeUnreviewed(delivery, now);
            }
            var id = ids.next();
            var row = row(id, delivery, source, actor, position, now);
            var next = task.isEmpty() ? null : queued(id, delivery, now);
            // one of several would let the sender wait for all of them
            var ahead =
                next == null || due.size() > 1 || task.get().owner() == null
                    ? null
                    : wakeup.ahead(lane, next).orElse(null);
            if (task.isEmpty()) {
              Together.run(database, row.statement());
            } else if (written(row, task.get(), ahead, lane.equals(byLane.lastKey()) && finish)) {
              wakeup.written(lane, task.get(), next, ahead);
            } else if (ahead != null) { // another delivery of the lane is at work
              ahead.drop();
            }
            position = position == null ? null : position + 1;
            created.add(id);
          }
          if (task.isEmpty()) {
            wakeup.laneHasWork(lane);
          }
        });
  }

  private boolean written(
      MessageRow row, LaneWakeup.Task task, LaneWakeup.@Nullable Ahead ahead, boolean last) {
    var together = new Together(database);
    together.add(row.statement(task, ahead == null ? null : ahead.made()));
    if (last) {
      Inbox.last().forEach(together::add);
    }
    return together.run(Deliveries::isTrue);
  }

  private static Boolean isTrue(ResultSet rows) throws SQLException {
    return rows.next() && rows.getBoolean(1);
  }

  /** What the lane is to do next; null where that is to be looked up. */
  private static LaneWakeup.@Nullable Queued queued(String id, Due due, Instant now) {
    var planned = due.planned();
    return planned.hold() != null || due.replayOf() != null || due.payload() != null
        ? null
        : new LaneWakeup.Queued(
            id, planned.exchange(), planned.type(), due.record(), planned.action(), now);
  }

  /**
   * Adds an answer to its sender; answers of one sender keep their order, in a lane that nothing
   * else goes through: it may be locked after all others.
   *
   * @param source the message that is answered
   * @return its lane, which has work now
   */
  Lane insert(Later answer, String sender, String source, Instant now) {
    var lane = new Lane(sender, "~answers", Lane.Stream.IDENTITY);
    var row =
        new MessageRow(
            ids.next(),
            "out",
            Later.EXCHANGE,
            answer.type(),
            sender,
            null,
            null,
            "answer",
            answer.controlId(),
            "queued",
            null,
            null,
            source,
            lane,
            null,
            answer.mediaType(),
            answer.payload(),
            null,
            null,
            now);
    Together.run(database, row.statement());
    wakeup.laneHasWork(lane);
    return lane;
  }

  /** What nobody released is overtaken by the version that came after it. */
  private void supersedeUnreviewed(Due due, Instant now) {
    jdbc.sql(
            "update message set state = 'superseded', reason_code = 'newer-version', reason_text ="
                + " 'A newer version of the record takes its place.', changed_at = :now"
                + " where direction = 'out' and partner = :partner and lane_patient = :patient"
                + " and stream = :stream and record_kind = :kind and record_id = :record"
                + " and record_version < :version and type = :type"
                + " and state = 'held' and reason_code = :review")
        .param("now", Records.at(now))
        .param("partner", due.planned().lane().partner())
        .param("patient", due.planned().lane().patient())
        .param("stream", due.planned().lane().stream().code())
        .param("kind", due.record().kind())
        .param("record", due.record().id())
        .param("version", due.record().version())
        .param("type", due.planned().type())
        .param("review", Reason.REVIEW)
        .update();
  }

  private static MessageRow row(
      String id,
      Due due,
      String source,
      @Nullable String actor,
      @Nullable Long position,
      Instant now) {
    var planned = due.planned();
    return new MessageRow(
        id,
        "out",
        planned.exchange(),
        planned.type(),
        planned.lane().partner(),
        actor,
        due.record(),
        planned.action(),
        null,
        planned.hold() == null ? "queued" : "held",
        planned.hold(),
        due.replayOf(),
        source,
        planned.lane(),
        position,
        due.mediaType(),
        due.payload(),
        null,
        null,
        now);
  }

  private long reserve(Lane lane, int count) {
    return jdbc.sql(MessageRow.RESERVE)
        .param("partner", lane.partner())
        .param("lanePatient", lane.patient())
        .param("stream", lane.stream().code())
        .param("count", count)
        .query(Long.class)
        .single();
  }
}

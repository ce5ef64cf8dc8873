package org.luer.gateway.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of the message table as it is first written.
 *
 * @param position in its lane; null in a lane = at its end
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
record MessageRow(
    String id,
    String direction,
    String exchange,
    String type,
    String partner,
    @Nullable String actor,
    @Nullable RecordVersion record,
    @Nullable String action,
    @Nullable String controlId,
    String state,
    @Nullable Reason reason,
    @Nullable String replayOf,
    @Nullable String source,
    @Nullable Lane lane,
    @Nullable Long position,
    String mediaType,
    byte @Nullable [] payload,
    byte @Nullable [] answer,
    @Nullable String hash,
    Instant now) {

  /** Takes the next {@code :count} positions of a lane, whose row it locks; gives the first. */
  static final String RESERVE =
      "insert into lane (partner, lane_patient, stream, next_position)"
          + " values (:partner, :lanePatient, :stream, :count)"
          + " on conflict (partner, lane_patient, stream)"
          + " do update set next_position = lane.next_position + :count"
          + " returning next_position - :count";

  /** Gives the lane its turn if it has none coming; after its row was locked. */
  private static final String TASK =
      "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,"
          + " last_heartbeat, version) select :taskName, :taskInstance, :taskDue,"
          + " :taskOwner::text is not null, :taskOwner,"
          + " case when :taskOwner::text is not null then :now::timestamptz end, :taskVersion"
          + " from reserved on conflict (task_name, task_instance) do nothing returning 1";

  /** Keeps what was made of it and begins its first attempt, if the task was not there before. */
  private static final String BEGUN =
      "made (keep_until) as (insert into payload (message_id, keep_until, content)"
          + " select :id, "
          + Payloads.until(":partner", ":now")
          + ", :made from tasked returning keep_until),"
          + " begun as (insert into attempt (message_id, n, started_at)"
          + " select :id, 1, :now from tasked)";

  /** The value of a column of what is written as begun, and of what is not. */
  private static String either(boolean perhaps, String begun, String otherwise) {
    return perhaps
        ? "case when exists (select 1 from tasked) then " + begun + " else " + otherwise + " end"
        : otherwise;
  }

  /** Writes it. */
  Together.Statement statement() {
    return statement(null, null);
  }

  /**
   * Writes it; with a task, gives one row: true when the task was not there before.
   *
   * @param task of its lane, at whose end it is put: written with it; null = none
   * @param made what it sends: if the task was not there before, its first attempt has begun with
   *     this; null = not known
   */
  Together.Statement statement(LaneWakeup.@Nullable Task task, LaneWakeup.@Nullable Made made) {
    var atEnd = lane != null && position == null;
    var with = new ArrayList<String>();
    if (payload != null) {
      with.add("kept as (" + Payloads.KEPT + ")");
    }
    if (atEnd) {
      with.add("reserved (first) as (" + RESERVE + ")");
    }
    if (task != null) {
      with.add("tasked as (" + TASK + ")");
    }
    var begins = made != null;
    if (begins) {
      with.add(BEGUN);
    }
    var sql =
        (with.isEmpty() ? "" : "with " + String.join(", ", with) + " ")
            + "insert into message (id, direction, exchange, type, partner, actor, patient, order_id, visit_id,"
            + " record_kind, record_id, record_version, action, control_id, state, reason_code, reason_text,"
            + " replay_of, source, lane_patient, stream, position, media_type, payload_until, answer, content_hash,"
            + " next_attempt_at, received_at, changed_at, attempts, facts) values (:id, :direction,"
            + " :exchange, "
            + either(begins, ":madeType", ":type")
            + ", :partner, :actor, :patient, :order, :visit, :kind, :record, :version, :action, "
            + either(begins, ":madeControl", ":control")
            + ", "
            + either(begins, "'sending'", ":state")
            + ", :reasonCode, :reasonText, :replayOf, :source, :lanePatient, :stream,"
            + (atEnd ? " (select first from reserved)" : " :position")
            + ", "
            + either(begins, ":madeMediaType", ":mediaType")
            + ", "
            + (payload == null
                ? either(begins, "(select keep_until from made)", "null")
                : "(select keep_until from kept)")
            + ", :answer, :hash, "
            + either(begins, "null", ":due")
            + ", :now, :now, "
            + either(begins, "1", "0")
            + ", "
            + either(begins, ":facts::jsonb", "null")
            + ")"
            + (task == null ? "" : " returning exists (select 1 from tasked)");
    var params = new HashMap<String, @Nullable Object>();
    params.put("id", id);
    params.put("direction", direction);
    params.put("exchange", exchange);
    params.put("type", type);
    params.put("partner", partner);
    params.put("actor", actor);
    params.put("patient", record == null ? null : record.patientId());
    params.put("order", record == null ? null : record.orderId());
    params.put("visit", record == null ? null : record.visitId());
    params.put("kind", record == null ? null : record.kind());
    params.put("record", record == null ? null : record.id());
    params.put("version", record == null ? null : record.version());
    params.put("action", action);
    params.put("control", controlId);
    params.put("state", state);
    params.put("reasonCode", reason == null ? null : reason.code());
    params.put("reasonText", reason == null ? null : reason.text());
    params.put("replayOf", replayOf);
    params.put("source", source);
    params.put("lanePatient", lane == null ? null : lane.patient());
    params.put("stream", lane == null ? null : lane.stream().code());
    params.put("position", position);
    params.put("count", 1);
    params.put("taskName", task == null ? null : task.name());
    params.put("taskInstance", task == null ? null : task.instance());
    params.put("taskDue", task == null ? null : Records.at(task.due()));
    params.put("taskOwner", task == null ? null : task.owner());
    params.put("taskVersion", task == null ? null : task.version());
    params.put("mediaType", mediaType);
    params.put("payload", payload);
    params.put("answer", answer);
    params.put("hash", hash);
    params.put("due", state.equals("queued") ? Records.at(now) : null);
    params.put("made", made == null ? null : made.payload());
    params.put("madeType", made == null ? null : made.type());
    params.put("madeControl", made == null ? null : made.controlId());
    params.put("madeMediaType", made == null ? null : made.mediaType());
    params.put("facts", made == null ? null : made.facts());
    params.put("now", Records.at(now));
    return new Together.Statement(sql, params);
  }
}

package org.luer.gateway.journal;

import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  void insert(JdbcClient jdbc) {
    insert(jdbc, null, null);
  }

  /** The value of a column of what is written as begun, and of what is not. */
  private static String either(boolean perhaps, String begun, String otherwise) {
    return perhaps
        ? "case when exists (select 1 from tasked) then " + begun + " else " + otherwise + " end"
        : otherwise;
  }

  /**
   * Writes it.
   *
   * @param task of its lane, at whose end it is put: written with it; null = none
   * @param made what it sends: if the task was not there before, its first attempt has begun with
   *     this; null = not known
   * @return true when the task was not there before
   */
  boolean insert(JdbcClient jdbc, LaneWakeup.@Nullable Task task, LaneWakeup.@Nullable Made made) {
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
    var statement =
        jdbc.sql(
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
                    + (task == null ? "" : " returning exists (select 1 from tasked)"))
            .param("id", id)
            .param("direction", direction)
            .param("exchange", exchange)
            .param("type", type)
            .param("partner", partner)
            .param("actor", actor)
            .param("patient", record == null ? null : record.patientId())
            .param("order", record == null ? null : record.orderId())
            .param("visit", record == null ? null : record.visitId())
            .param("kind", record == null ? null : record.kind())
            .param("record", record == null ? null : record.id())
            .param("version", record == null ? null : record.version())
            .param("action", action)
            .param("control", controlId)
            .param("state", state)
            .param("reasonCode", reason == null ? null : reason.code())
            .param("reasonText", reason == null ? null : reason.text())
            .param("replayOf", replayOf)
            .param("source", source)
            .param("lanePatient", lane == null ? null : lane.patient())
            .param("stream", lane == null ? null : lane.stream().code())
            .param("position", position)
            .param("count", 1)
            .param("taskName", task == null ? null : task.name())
            .param("taskInstance", task == null ? null : task.instance())
            .param("taskDue", task == null ? null : Records.at(task.due()))
            .param("taskOwner", task == null ? null : task.owner())
            .param("taskVersion", task == null ? null : task.version())
            .param("mediaType", mediaType)
            .param("payload", payload)
            .param("answer", answer)
            .param("hash", hash)
            .param("due", state.equals("queued") ? Records.at(now) : null)
            .param("made", made == null ? null : made.payload())
            .param("madeType", made == null ? null : made.type())
            .param("madeControl", made == null ? null : made.controlId())
            .param("madeMediaType", made == null ? null : made.mediaType())
            .param("facts", made == null ? null : made.facts())
            .param("now", Records.at(now));
    if (task != null) {
      return statement.query(Boolean.class).single();
    }
    statement.update();
    return false;
  }
}

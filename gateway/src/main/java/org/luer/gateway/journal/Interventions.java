package org.luer.gateway.journal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.journal.Replays.NotReplayable;
import org.luer.gateway.journal.Replays.Original;
import org.luer.mappings.hl7v2.PreParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a person does to one delivery: hold, release, cancel, edit, redirect. Each is audited with
 * who and why in the transaction that does it. While an answer is outstanding nothing is possible.
 */
public final class Interventions {
  /** Code of a delivery that an operator keeps back. */
  public static final String HELD_BY_OPERATOR = "held-by-operator";

  private static final Logger LOG = LoggerFactory.getLogger(Interventions.class);
  private static final Set<String> WAITING = Set.of("queued", "retrying", "ambiguous");
  private static final Set<String> OPEN =
      Set.of("queued", "retrying", "ambiguous", "held", "rejected");
  private static final Pattern FRAMING = Pattern.compile("[\\x0b\\x1c\\x00]");
  private static final Pattern SEGMENT_END = Pattern.compile("[\r\n]");

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Replays replays;
  private final Audit audit;
  private final LaneWakeup wakeup;

  /** Who does it and why: one sentence without patient data. */
  public record Who(String actor, String why) {}

  /** Interventions in the journal's database. */
  public Interventions(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      Replays replays,
      Audit audit,
      LaneWakeup wakeup) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.replays = replays;
    this.audit = audit;
    this.wakeup = wakeup;
  }

  /** What is done to a delivery whose lane is locked. */
  private interface Act {
    List<String> on(Original original, Lane lane);
  }

  /** Keeps a delivery back; later versions of its record wait behind it. */
  public void hold(String id, Who who) {
    act(
        "delivery-held",
        id,
        who,
        (original, lane) -> {
          only(WAITING, original, "Only what waits to be sent can be held");
          settle(id, "held", new Reason(HELD_BY_OPERATOR, by("Held", who)));
          return List.of(id);
        });
  }

  /**
   * Lets a held delivery go, in its turn.
   *
   * @return the delivery that goes: a new one when it was held for review, else the same
   */
  public String release(String id, Who who) {
    if (Boolean.TRUE.equals(transaction.execute(status -> replays.review(id)))) {
      var event =
          new Event("delivery-released", Outcome.DONE, who.actor(), partner(id), id, who.why());
      return replays.release(id, who.actor(), made -> audit.record(event));
    }
    return act(
            "delivery-released",
            id,
            who,
            (original, lane) -> {
              only(Set.of("held"), original, "Only what is held can be released");
              replays.permit(lane.partner(), original.record());
              jdbc.sql(
                      "update message set state = 'queued', reason_code = null, reason_text = null,"
                          + " next_attempt_at = :now, changed_at = :now where id = :id")
                  .param("now", Records.at(clock.instant()))
                  .param("id", id)
                  .update();
              return List.of(id);
            })
        .get(0);
  }

  /** Gives a delivery up for good; later versions of its record go on. */
  public void cancel(String id, Who who) {
    act(
        "delivery-cancelled",
        id,
        who,
        (original, lane) -> {
          only(OPEN, original, "Only what was not delivered can be cancelled");
          settle(id, "cancelled", new Reason("cancelled", by("Cancelled", who)));
          return List.of(id);
        });
  }

  /**
   * Sends other bytes instead; the original keeps its own. What was not delivered is superseded and
   * gives its turn away.
   *
   * @param bytes a message of the same type: HL7 v2 with MSH-10, or FHIR JSON
   * @return the new delivery
   */
  public String edit(String id, byte[] bytes, Who who) {
    return act(
            "delivery-edited",
            id,
            who,
            (original, lane) -> {
              var controlId = controlId(original, bytes);
              replays.permit(lane.partner(), original.record());
              var made = replays.repeat(original, lane, who.actor(), bytes);
              jdbc.sql(
                      "update message set control_id = :control, media_type = :media where id = :id")
                  .param("control", controlId.orElse(null))
                  .param("media", mediaType(original))
                  .param("id", made)
                  .update();
              if (OPEN.contains(original.state())) {
                replays.takeTurn(id, made, new Reason("edited", by("Edited as " + made, who)));
              }
              return List.of(made);
            })
        .get(0);
  }

  /**
   * Sends what it says to another partner, in that one's way and only if Disclosure permits it.
   * What was not delivered is superseded.
   *
   * @return the new deliveries
   */
  public List<String> redirect(String id, String to, Who who) {
    return act(
        "delivery-redirected",
        id,
        who,
        (original, lane) -> {
          if (original.state().equals("superseded")) {
            throw new NotReplayable("Another delivery has taken its place already.");
          }
          if (to.equals(lane.partner())) {
            throw new NotReplayable("It goes to that partner already; replay it instead.");
          }
          var made =
              replays.elsewhere(original, who.actor(), Set.of(to), original.exchange()::equals);
          if (OPEN.contains(original.state())) {
            settle(
                id,
                "superseded",
                new Reason("redirected", by("Redirected to " + to + " as " + made.get(0), who)));
          }
          return made;
        });
  }

  private List<String> act(String event, String id, Who who, Act act) {
    var made =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  lockLane(id); // before the message, as delivery does
                  var original = replays.original(id);
                  var lane = original.lane();
                  if (lane == null) {
                    throw new NotReplayable("The message was received; this is for deliveries.");
                  }
                  if (original.state().equals("sending")) {
                    throw new NotReplayable("It is being sent; the answer is outstanding.");
                  }
                  var result = act.on(original, lane);
                  wakeup.laneHasWork(lane);
                  audit.record(
                      new Event(event, Outcome.DONE, who.actor(), lane.partner(), id, who.why()));
                  return result;
                }));
    LOG.info("{} {} by {}: {}", event, id, who.actor(), made);
    return made;
  }

  private void lockLane(String id) {
    jdbc.sql(
            "select 1 from lane l join message m on l.partner = m.partner"
                + " and l.lane_patient = m.lane_patient and l.stream = m.stream"
                + " where m.id = :id for update of l")
        .param("id", id)
        .query(row -> {});
  }

  private String partner(String id) {
    return jdbc.sql("select partner from message where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private static void only(Set<String> states, Original original, String otherwise) {
    if (!states.contains(original.state())) {
      throw new NotReplayable(otherwise + "; it is " + original.state() + ".");
    }
  }

  private void settle(String id, String state, Reason reason) {
    jdbc.sql(
            "update message set state = :state, reason_code = :code, reason_text = :text,"
                + " next_attempt_at = null, changed_at = :now where id = :id")
        .param("state", state)
        .param("code", reason.code())
        .param("text", reason.text())
        .param("now", Records.at(clock.instant()))
        .param("id", id)
        .update();
  }

  private static String by(String what, Who who) {
    return what + " by " + who.actor() + ": " + who.why();
  }

  private static String mediaType(Original original) {
    return original.type().startsWith("Bundle")
        ? "application/fhir+json"
        : "x-application/hl7-v2+er7";
  }

  /** MSH-10 of the edited bytes; empty for FHIR. */
  private static Optional<String> controlId(Original original, byte[] bytes) {
    if (original.type().startsWith("Bundle")) {
      if (!json(bytes)) {
        throw new NotReplayable("The edited text must be a FHIR Bundle in JSON.");
      }
      return Optional.empty();
    }
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    var header = SEGMENT_END.split(text, 2)[0];
    if (!header.startsWith("MSH") || header.length() < 8) {
      throw new NotReplayable("The edited text must be an HL7 v2 message that begins with MSH.");
    }
    if (FRAMING.matcher(text).find()) {
      throw new NotReplayable(
          "The edited text holds a character that frames messages (VT, FS) or NUL.");
    }
    if (PreParser.messages(text).size() > 1) {
      throw new NotReplayable("The edited text holds more than one message.");
    }
    if (!text.contains("\r")) {
      throw new NotReplayable("Segments of HL7 v2 end in a carriage return; there is none.");
    }
    var fields = header.split(Pattern.quote(header.substring(3, 4)), -1);
    var parts = original.type().split("_", 2);
    var type = fields.length > 8 ? fields[8] : "";
    if (!(type + "^").replace('^', '_').startsWith(parts[0] + "_")) {
      throw new NotReplayable("The edited message must be of the same type (MSH-9).");
    }
    if (fields.length < 10 || fields[9].isBlank()) {
      throw new NotReplayable("The edited message needs a control id (MSH-10).");
    }
    return Optional.of(fields[9]);
  }

  private static boolean json(byte[] bytes) {
    try {
      return "Bundle".equals(CanonicalJson.read(bytes).path("resourceType").asText());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return false;
    }
  }
}

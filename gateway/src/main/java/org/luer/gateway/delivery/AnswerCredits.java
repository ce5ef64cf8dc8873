package org.luer.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.journal.Credits;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.journal.Later;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.mllp.Hl7v2Text;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Credits answers that do not come on the connection of their message: those in the partner's files
 * and application answers that follow a commit answer (HL7 v2.5.1 ch. 2.9 and 2.10.3).
 *
 * <p>An answer belongs to the delivery to the same partner whose control id MSA-2 names; where the
 * frame around it names a file, to the message in that file only. Of what was taken and is refused
 * later, the ledger forgets that the partner has it. What cannot be credited says so beside the
 * received message and changes nothing.
 */
final class AnswerCredits implements Credits {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerCredits.class);

  /** The name of a file, or FHS-11 or BHS-11 in it, by {@link OutboundFile}. */
  private static final Pattern FILE =
      Pattern.compile("(luer-[a-z0-9-]+-[0-9]{14}-([0-9]{1,18}))(-1)?(\\.hl7)?");

  private final JdbcClient jdbc;
  private final DeliveryStore store;
  private final Ledger ledger;
  private final Partners partners;
  private final RetryPolicy policy;
  private final LaneWakeup wakeup;
  private final Clock clock;

  AnswerCredits(
      JdbcClient jdbc,
      DeliveryStore store,
      Ledger ledger,
      Partners partners,
      RetryPolicy policy,
      LaneWakeup wakeup,
      Clock clock) {
    this.jdbc = jdbc;
    this.store = store;
    this.ledger = ledger;
    this.partners = partners;
    this.policy = policy;
    this.wakeup = wakeup;
    this.clock = clock;
  }

  /**
   * A delivery as it was sent.
   *
   * @param file in which it went; null = by a connection
   * @param attempt with which it went into the file
   * @param answered whether its place in the file was answered
   */
  private record Sent(String id, @Nullable Long file, int position, int attempt, boolean answered) {
    boolean byFile() {
      return file != null;
    }
  }

  @Override
  public void credit(Acknowledged answer) {
    var bytes = message(answer.bytes());
    var text = Hl7v2Text.of(bytes);
    if (text.isEmpty() || partners.current().find(answer.partner()).isEmpty()) {
      return;
    }
    var named = text.get().field("MSA", 2).strip();
    var framed = answer.files().stream().map(String::strip).filter(f -> !f.isEmpty()).toList();
    var files =
        framed.stream()
            .flatMap(f -> file(answer.partner(), f).stream())
            .collect(Collectors.toSet());
    if (!framed.isEmpty() && files.size() != 1) {
      note(
          answer,
          new Reason(
              "answers-no-file",
              "It names no file, or several, that went to this partner (FHS-12, BHS-12)."));
      return;
    }
    var file = files.stream().findFirst();
    var outcome = AckInterpreter.interpret(named, bytes, false);
    var whole = file(answer.partner(), named);
    if (outcome.kind() == Kind.AMBIGUOUS) {
      note(
          answer,
          new Reason("answers-unclear", "It says nothing certain: " + outcome.text() + "."));
    } else if (whole.isEmpty()) {
      one(answer, bytes, named, file, outcome);
    } else if (file.isPresent() && !file.equals(whole)) {
      note(answer, new Reason("answers-no-file", "Its frame names another file than MSA-2."));
    } else {
      whole(answer, bytes, whole.get(), outcome);
    }
  }

  /** The same with a header that reads as MSH: FHS and BHS have its separators. */
  private static byte[] message(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.startsWith("FHS") || text.startsWith("BHS")
        ? ("MSH" + text.substring(3)).getBytes(StandardCharsets.ISO_8859_1)
        : bytes;
  }

  private Optional<Long> file(String partner, String named) {
    var parts = FILE.matcher(named);
    return parts.matches()
        ? jdbc.sql(
                "select id from outbound_file where id = :id and partner = :partner and name = :name")
            .param("id", Long.valueOf(parts.group(2)))
            .param("partner", partner)
            .param("name", parts.group(1) + ".hl7")
            .query(Long.class)
            .optional()
        : Optional.empty();
  }

  private void one(
      Acknowledged answer, byte[] bytes, String named, Optional<Long> file, Outcome outcome) {
    var sent =
        jdbc.sql(
                "select m.id, i.file, i.position, i.attempt, i.answered_at is not null as answered"
                    // nothing but the control id is written so that an index could serve it
                    + " from (select * from message o where o.control_id = :control"
                    + " and o.partner || '' = :partner and o.direction || '' = 'out' offset 0) m"
                    + " left join outbound_item i on i.message_id = m.id where m.attempts > 0"
                    + (file.isPresent() ? " and i.file = " + file.get() : "")
                    + " order by m.id desc, i.file desc limit 1")
            .param("partner", answer.partner())
            .param("control", named)
            .query(
                (row, n) ->
                    new Sent(
                        row.getString("id"),
                        row.getObject("file", Long.class),
                        row.getInt("position"),
                        row.getInt("attempt"),
                        row.getBoolean("answered")))
            .optional();
    if (sent.isEmpty()) {
      note(
          answer,
          new Reason(
              "answers-nothing-known",
              "It names no message that went to this partner%s (MSA-2)."
                  .formatted(file.isPresent() ? " in that file" : "")));
      return;
    }
    jdbc.sql("update message set answers = :delivery where id = :id")
        .param("delivery", sent.get().id())
        .param("id", answer.message())
        .update();
    apply(sent.get(), outcome, bytes);
  }

  /** An answer for every message of a file that has none of its own. */
  private void whole(Acknowledged answer, byte[] bytes, long file, Outcome outcome) {
    var open =
        jdbc.sql(
                "select message_id, position, attempt from outbound_item"
                    + " where file = :file and answered_at is null order by position")
            .param("file", file)
            .query(
                (row, n) -> new Sent(row.getString(1), file, row.getInt(2), row.getInt(3), false))
            .list();
    var all =
        new Outcome(
            outcome.kind(),
            outcome.code(),
            outcome.text() + " to the whole file",
            Optional.empty(),
            outcome.locations());
    open.forEach(sent -> apply(sent, all, bytes));
    note(
        answer,
        new Reason(
            "answers-file",
            "It answers a file as a whole: %d messages that had no answer."
                .formatted(open.size())));
  }

  private void apply(Sent sent, Outcome outcome, byte[] bytes) {
    var now = clock.instant();
    var delivery = store.find(sent.id()).orElseThrow();
    if (delivery.exchange().equals(Later.EXCHANGE) || sent.answered()) {
      return; // is about no record; or was answered before
    }
    store.lock(delivery.lane());
    boolean taken = outcome.kind() == Kind.DELIVERED;
    if (sent.byFile()) {
      answered(sent, now);
      if (!taken && sent.attempt() != delivery.attempts()) {
        return; // it went again meanwhile: that attempt has an answer of its own
      }
    }
    var state = state(sent.id());
    var partner = partners.current().find(delivery.lane().partner()).orElseThrow();
    var verdict =
        policy.after(outcome, partner.dialect(), partner.delivery(), delivery.attempts(), now);
    switch (state) {
      case "sending" -> {
        // the answer on the connection is still to come and must not undo this one
        boolean loose = !sent.byFile() && verdict.next().isPresent();
        var reason = new Reason(outcome.code(), outcome.text());
        end(delivery, outcome, bytes, loose ? Verdict.held(reason) : verdict, now);
      }
      case "ambiguous", "retrying" -> end(delivery, outcome, bytes, verdict, now);
      case "queued", "held" -> {
        if (taken && uncertain(sent.id())) {
          reopen(sent.id());
          end(delivery, outcome, bytes, verdict, now);
        }
      }
      case "delivered" -> {
        if (!taken) {
          withdraw(delivery, outcome, bytes, verdict, now);
        }
      }
      default -> LOG.debug("{} is {} and stays so", sent.id(), state);
    }
  }

  private void end(Delivery delivery, Outcome outcome, byte[] bytes, Verdict verdict, Instant now) {
    var result = new Shipment.Result(outcome, bytes);
    store.end(delivery, delivery.attempts(), null, result, verdict, now, null);
    done(delivery, verdict);
  }

  /** Takes back that a message was delivered. */
  private void withdraw(
      Delivery delivery, Outcome outcome, byte[] bytes, Verdict verdict, Instant now) {
    jdbc.sql(
            "update message set state = :state, reason_code = :code, reason_text = :text,"
                + " next_attempt_at = :next, answer = :answer, changed_at = :now where id = :id")
        .param("state", verdict.state())
        .param("code", outcome.code())
        .param("text", outcome.text() + ", after it had been taken")
        .param("next", verdict.next().map(DeliveryStore::utc).orElse(null))
        .param("answer", bytes)
        .param("now", DeliveryStore.utc(now))
        .param("id", delivery.id())
        .update();
    ledger.lost(delivery, now);
    done(delivery, verdict);
  }

  private void done(Delivery delivery, Verdict verdict) {
    wakeup.laneHasWork(delivery.lane());
    Traces.answered(
        delivery.id(),
        delivery.attempts(),
        delivery.lane().partner(),
        verdict.state(),
        verdict.code());
    LOG.info(
        "{} {} to {}: {} {} by a later answer",
        delivery.id(),
        delivery.type(),
        delivery.lane().partner(),
        verdict.state(),
        verdict.code());
  }

  private void answered(Sent sent, Instant now) {
    jdbc.sql(
            "update outbound_item set answered_at = :now where file = :file and position = :position")
        .param("now", DeliveryStore.utc(now))
        .param("file", Objects.requireNonNull(sent.file()))
        .param("position", sent.position())
        .update();
  }

  private String state(String id) {
    return jdbc.sql("select state from message where id = :id for update")
        .param("id", id)
        .query(String.class)
        .single();
  }

  /** Whether the last attempt may have reached the partner. */
  private boolean uncertain(String id) {
    return jdbc.sql(
            "select coalesce(outcome, 'ambiguous') = 'ambiguous' from attempt"
                + " where message_id = :id order by n desc limit 1")
        .param("id", id)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private void reopen(String id) {
    jdbc.sql("update message set state = 'ambiguous' where id = :id").param("id", id).update();
  }

  /** Says beside the received acknowledgement why it changed nothing, or what it changed. */
  private void note(Acknowledged answer, Reason reason) {
    jdbc.sql(
            "update message set reason_code = :code, reason_text = :text where id = :id"
                + " and (reason_code is null or reason_code like 'answers-%')")
        .param("code", reason.code())
        .param("text", reason.text())
        .param("id", answer.message())
        .update();
  }
}

package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Outcome;
import org.luer.gateway.delivery.Shipment;
import org.luer.gateway.exchange.InsurerWords;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Incoming;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.exchange.charges.InsurerRequests;

/**
 * What becomes of claims: by the end of their delivery, and by the insurer's answers whichever way
 * they come. Each answer is a record of the insurer in the journal; what it means for the claim is
 * written in the same transaction.
 */
final class ClaimProgress implements Incoming {
  static final String ANSWER = "claim-answer";
  static final String REVIEW = "claim-review";
  static final String UNKNOWN = "claim-unknown";
  static final String REJECTED = "claim-rejected";

  private final ClaimStore store;
  private final ClaimAnswers answers;
  private final Records records;
  private final Inbox inbox;
  private final Partners partners;
  private final BiConsumer<String, Instant> indexed;
  private final Supplier<Journal> journal;

  /**
   * Progress of claims.
   *
   * @param indexed told of a claim of which the insurer may read something else now
   */
  ClaimProgress(
      ClaimStore store,
      ClaimAnswers answers,
      Records records,
      Inbox inbox,
      Partners partners,
      BiConsumer<String, Instant> indexed,
      Supplier<Journal> journal) {
    this.store = store;
    this.answers = answers;
    this.records = records;
    this.inbox = inbox;
    this.partners = partners;
    this.indexed = indexed;
    this.journal = journal;
  }

  /** Whether an answer can be read at all. */
  boolean readable(Partner insurer, JsonNode answer) {
    return answers.read(insurer, answer, null).value().isPresent();
  }

  // --- the end of a delivery

  /** What follows from an attempt to tell the insurer; in the transaction that notes its end. */
  void ended(Delivery delivery, String state, Shipment.Result result, Instant now) {
    var found = store.lock(delivery.recordId());
    if (found.isEmpty() || !found.get().insurer().equals(delivery.lane().partner())) {
      return;
    }
    var row = found.get();
    var voids = delivery.action().equals("withdraw");
    var reason = new Reason(result.outcome().code(), result.outcome().text());
    switch (state) {
      case "delivered" -> delivered(row, voids, delivery, result, now);
      case "rejected" ->
          rejected(row, voids, delivery, reason, InsurerWords.of(result.answer()), now);
      case "held" -> held(row, voids, delivery, reason, now);
      case "ambiguous" -> ambiguous(row, voids, delivery, reason, now);
      default -> {
        // it certainly has not got it: the lane tries again
      }
    }
    indexed.accept(row.id(), now);
  }

  private void delivered(
      ClaimRow row, boolean voids, Delivery delivery, Shipment.Result result, Instant now) {
    var insurer = partners.current().find(row.insurer());
    var answer =
        insurer.isEmpty() || result.answer().length == 0
            ? Optional.<JsonNode>empty()
            : ClaimWire.answer(result.answer(), voids ? taken(row) : number(row));
    if (voids) {
      voided(row, answer, delivery, now);
    } else if (!row.state().decided() && row.state() != ClaimState.PENDED) {
      store.move(row.id(), ClaimState.SENT, null, row.insurer(), "sent", delivery.id(), now);
      insurer.ifPresent(i -> store.askAt(row.id(), now.plus(i.insurer().inquireEvery())));
    }
    store.voiding(row.id(), voids);
    answer.ifPresent(a -> take(insurer.orElseThrow(), a, row));
    store.voiding(row.id(), false);
  }

  private void voided(ClaimRow row, Optional<JsonNode> answer, Delivery delivery, Instant now) {
    var refused = answer.filter(a -> a.path("outcome").asText().equals("error")).isPresent();
    if (refused) {
      var reason = new Reason("void-refused", "The insurer refused the void; the claim may stand.");
      store.move(
          row.id(), ClaimState.REVIEW, reason, row.insurer(), "void-refused", delivery.id(), now);
      tell(row, delivery.id(), REVIEW, reason, now);
    } else {
      store.move(row.id(), ClaimState.VOIDED, null, row.insurer(), "voided", delivery.id(), now);
    }
    store.askAt(row.id(), null);
    store.voidProposed(row.id(), false);
  }

  private void rejected(
      ClaimRow row,
      boolean voids,
      Delivery delivery,
      Reason reason,
      Optional<ArrayNode> said,
      Instant now) {
    var to = voids ? ClaimState.REVIEW : ClaimState.REJECTED;
    var event = voids ? "void-refused" : "rejected";
    store.move(row.id(), to, reason, row.insurer(), event, delivery.id(), now);
    said.ifPresent(words -> store.said(row.id(), words));
    store.askAt(row.id(), null);
    tell(row, delivery.id(), voids ? REVIEW : REJECTED, reason, said, now);
  }

  private void held(ClaimRow row, boolean voids, Delivery delivery, Reason reason, Instant now) {
    var to = voids ? ClaimState.VOID_REQUESTED : ClaimState.UNDELIVERED;
    store.move(row.id(), to, reason, row.insurer(), "delivery-held", delivery.id(), now);
    tell(row, delivery.id(), REVIEW, reason, now);
  }

  private void ambiguous(
      ClaimRow row, boolean voids, Delivery delivery, Reason reason, Instant now) {
    if (!voids && row.state() != ClaimState.UNCERTAIN) {
      store.move(
          row.id(), ClaimState.UNCERTAIN, reason, row.insurer(), "no-answer", delivery.id(), now);
    }
  }

  private static JsonNode number(ClaimRow row) {
    return ClinicJson.mapper().createObjectNode().put("value", row.id());
  }

  /** What is sent to take it back: of a request for authorization it has a number of its own. */
  private static JsonNode taken(ClaimRow row) {
    return row.use().equals(Claim.Use.PREAUTHORIZATION.code())
        ? ClinicJson.mapper()
            .createObjectNode()
            .put("value", row.id() + InsurerRequests.CANCELLATION)
        : number(row);
  }

  // --- answers

  /** Takes an answer that came to a question or a delivery; the same one again changes nothing. */
  void take(Partner insurer, JsonNode answer, ClaimRow asked) {
    var facts = answers.read(insurer, answer, asked).value();
    facts.ifPresent(
        f -> {
          var known = records.latest(f.kind(), f.id());
          if (known.filter(v -> Json.read(v.content()).equals(Json.read(f.content()))).isEmpty()) {
            journal.get().accept(reception(insurer, answer, f), null);
          }
        });
  }

  private static Reception reception(Partner insurer, JsonNode answer, RecordFacts facts) {
    return new Reception(
        ClaimExchanges.CLAIM,
        ClaimWire.type(answer),
        insurer.id(),
        null,
        null,
        "application/fhir+json",
        answer.toString().getBytes(StandardCharsets.UTF_8),
        List.of(facts),
        null);
  }

  @Override
  public boolean concerns(String kind) {
    return ClaimAnswers.KINDS.contains(kind);
  }

  @Override
  public boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now) {
    var tree = Json.read(version.content());
    var row =
        Optional.ofNullable(tree.path("claimId").asText(null))
            .flatMap(store::lock)
            .filter(r -> r.insurer().equals(version.owner()));
    if (row.isEmpty()) {
      var why =
          new Reason(
              "unknown-claim", "It answers to a claim that the clinic has not sent this insurer.");
      inbox.add(version, UNKNOWN, why, null, now);
    } else {
      apply(row.get(), tree, version, now);
      indexed.accept(row.get().id(), now);
    }
    return true;
  }

  private void apply(ClaimRow row, JsonNode answer, RecordVersion version, Instant now) {
    if (row.voiding()) {
      var said = answer.path("disposition").asText(null);
      store.note(
          row.id(), row.state(), said, row.insurer(), "void-answered", version.messageId(), now);
      return;
    }
    if (!row.state().told() || row.state().over() || row.state() == ClaimState.VOID_REQUESTED) {
      late(row, version, now);
      return;
    }
    var number = answer.at("/identifiers/0/value").asText(null);
    store.answered(row.id(), version.content(), number);
    if (version.kind().equals(ClaimAnswers.AUTHORIZATION)) {
      ClaimAnswers.kept(version.content(), Authorization.class)
          .ifPresent(a -> authorized(row, a, version, now));
      return;
    }
    switch (answer.path("result").asText()) {
      case "queued" -> pended(row, version, now);
      case "error" -> refused(row, answer, version, now);
      default -> decided(row, version, now);
    }
  }

  private void authorized(ClaimRow row, Authorization answer, RecordVersion version, Instant now) {
    if (answer.result() == ClaimOutcome.Result.ERROR) {
      refused(row, Json.read(version.content()), version, now);
      return;
    }
    var to =
        switch (answer.decision()) {
          case APPROVED, NOT_NEEDED -> ClaimState.APPROVED;
          case PARTIAL -> ClaimState.PARTLY_APPROVED;
          case DENIED -> ClaimState.DENIED;
          case CANCELLED -> ClaimState.VOIDED;
          case PENDED -> ClaimState.PENDED;
          default -> ClaimState.REVIEW;
        };
    if (to == ClaimState.PENDED) {
      pended(row, version, now);
      return;
    }
    var numbers = String.join(", ", answer.numbers());
    var why =
        new Reason(
            to.code(), numbers.isEmpty() ? to.meaning() : to.meaning() + " Number: " + numbers);
    store.move(row.id(), to, why, row.insurer(), "answered", version.messageId(), now);
    store.askAt(row.id(), null);
    if (to == ClaimState.APPROVED || to == ClaimState.PARTLY_APPROVED) {
      replaced(row, now); // an update that is denied leaves the request as it was decided
    }
    inbox.add(version, "authorization-answer", why, details(row, to, null), now);
  }

  private void late(ClaimRow row, RecordVersion version, Instant now) {
    var why =
        new Reason(
            "late-answer",
            "The claim is "
                + row.state().code()
                + "; its money is unchanged until somebody looks.");
    store.note(
        row.id(), row.state(), why.text(), row.insurer(), "late-answer", version.messageId(), now);
    inbox.add(version, REVIEW, why, details(row, row.state(), null), now);
  }

  private void pended(ClaimRow row, RecordVersion version, Instant now) {
    var why = new Reason("pended", "The insurer decides later; it is asked for it.");
    store.move(row.id(), ClaimState.PENDED, why, row.insurer(), "pended", version.messageId(), now);
    partners
        .current()
        .find(row.insurer())
        .ifPresent(i -> store.askAt(row.id(), now.plus(i.insurer().inquireEvery())));
    inbox.add(version, ANSWER, why, details(row, ClaimState.PENDED, null), now);
  }

  private void refused(ClaimRow row, JsonNode answer, RecordVersion version, Instant now) {
    var codes = new TreeSet<String>();
    answer.path("errors").forEach(e -> codes.add(e.at("/code/code").asText("without code")));
    var why =
        new Reason(
            "answer-error",
            "The insurer could not process it"
                + (codes.isEmpty() ? "." : " (" + String.join(", ", codes) + ")."));
    store.move(
        row.id(), ClaimState.REJECTED, why, row.insurer(), "rejected", version.messageId(), now);
    var said = InsurerWords.of(answer);
    said.ifPresent(words -> store.said(row.id(), words));
    store.askAt(row.id(), null);
    var details = details(row, ClaimState.REJECTED, null);
    said.ifPresent(words -> details.set("said", words));
    inbox.add(version, REJECTED, why, details, now);
  }

  private void decided(ClaimRow row, RecordVersion version, Instant now) {
    var claim = answers.content(row).orElseThrow();
    var money = ClaimMoney.of(claim, answers.all(row));
    var review = review(money);
    var to = review == null ? decision(money) : ClaimState.REVIEW;
    store.move(row.id(), to, review, row.insurer(), "answered", version.messageId(), now);
    store.askAt(row.id(), null);
    replaced(row, now);
    var why = review == null ? new Reason(to.code(), to.meaning()) : review;
    inbox.add(version, review == null ? ANSWER : REVIEW, why, details(row, to, money), now);
  }

  /** The claim in whose place this one stands is over once the insurer decided. */
  private void replaced(ClaimRow row, Instant now) {
    if (row.replaces() != null) {
      store
          .lock(row.replaces())
          .filter(old -> old.state() != ClaimState.REPLACED)
          .ifPresent(
              old -> {
                store.askAt(old.id(), null);
                store.move(
                    old.id(), ClaimState.REPLACED, null, row.insurer(), "replaced", null, now);
              });
    }
  }

  private static @Nullable Reason review(ClaimMoney money) {
    if (!money.balances()) {
      return new Reason(
          "does-not-balance",
          "The answer leaves " + money.unexplained().toPlainString() + " unexplained.");
    }
    return money.reversed()
        ? new Reason("reversed", "The insurer took its decision back and has not made another.")
        : null;
  }

  private static ClaimState decision(ClaimMoney money) {
    return money.allDenied()
        ? ClaimState.DENIED
        : money.someDenied() || money.lines().stream().anyMatch(l -> !l.decided())
            ? ClaimState.PARTLY_PAID
            : ClaimState.PAID;
  }

  private static ObjectNode details(ClaimRow row, ClaimState state, @Nullable ClaimMoney money) {
    var details = ClinicJson.mapper().createObjectNode();
    details.put("claim", row.id()).put("state", state.code());
    if (money != null) {
      details
          .put("charge", money.charge())
          .put("paid", money.paid())
          .put("patient", money.patient())
          .put("unexplained", money.unexplained());
    }
    return details;
  }

  private void tell(ClaimRow row, String message, String kind, Reason reason, Instant now) {
    tell(row, message, kind, reason, Optional.empty(), now);
  }

  private void tell(
      ClaimRow row,
      String message,
      String kind,
      Reason reason,
      Optional<ArrayNode> said,
      Instant now) {
    var details = details(row, row.state(), null);
    said.ifPresent(words -> details.set("said", words));
    records
        .latest("Claim", row.id())
        .ifPresent(v -> inbox.add(v, row.insurer(), message, kind, reason, details, now));
  }

  /** What a question for a claim came to. */
  void asked(ClaimRow row, Partner insurer, Shipment.Result result, Instant now) {
    var outcome = result.outcome();
    var answer =
        outcome.kind() == Outcome.Kind.DELIVERED
            ? ClaimWire.answer(result.answer(), number(row))
            : Optional.<JsonNode>empty();
    store.askAt(
        row.id(),
        outcome.code().equals("not-asked") ? null : now.plus(insurer.insurer().inquireEvery()));
    answer.ifPresent(a -> take(insurer, a, row));
  }
}

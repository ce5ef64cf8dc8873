package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a person does to a claim. Each deed is one transaction with its row in the audit, and doing
 * it again changes nothing.
 */
final class ClaimDesk {
  private final ClaimStore store;
  private final ClaimCases cases;
  private final ClaimProposals proposals;
  private final ClaimSupport support;
  private final AuthorizationUpdates updates;
  private final Records records;
  private final Supplier<Journal> journal;
  private final Partners partners;
  private final Audit audit;
  private final TransactionTemplate transaction;
  private final BiConsumer<String, Instant> indexed;
  private final Clock clock;

  /**
   * A desk.
   *
   * @param indexed told of a claim that its insurer may not read any more
   */
  ClaimDesk(
      ClaimStore store,
      ClaimCases cases,
      ClaimProposals proposals,
      AuthorizationUpdates updates,
      Records records,
      Supplier<Journal> journal,
      Partners partners,
      Audit audit,
      TransactionTemplate transaction,
      BiConsumer<String, Instant> indexed,
      Clock clock) {
    this.store = store;
    this.cases = cases;
    this.proposals = proposals;
    this.support = new ClaimSupport(records);
    this.updates = updates;
    this.records = records;
    this.journal = journal;
    this.partners = partners;
    this.audit = audit;
    this.transaction = transaction;
    this.indexed = indexed;
    this.clock = clock;
  }

  /** Why something cannot be done now. */
  static final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final HttpStatus status;

    NotPossible(HttpStatus status, String why) {
      super(why, null, false, false);
      this.status = status;
    }

    HttpStatus status() {
      return status;
    }
  }

  /**
   * Takes a request for prior authorization that the clinic brings; it is sent when it is
   * confirmed.
   *
   * @return its number
   */
  String ask(JsonNode content, String actor) {
    var read = ClinicRecords.read(content, "");
    var claim =
        read.value()
            .filter(Claim.class::isInstance)
            .map(Claim.class::cast)
            .orElseThrow(
                () ->
                    new NotPossible(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "It is no Claim: "
                            + read.issues().stream()
                                .map(i -> i.path() + " " + i.text())
                                .collect(Collectors.joining("; "))));
    return inTransaction(() -> asked(claim, actor));
  }

  private String asked(Claim claim, String actor) {
    if (claim.use() != Claim.Use.PREAUTHORIZATION) {
      throw wrong("/use must be preauthorization.");
    }
    var patient = records.latest("Patient", claim.patientId());
    if (patient.filter(p -> p.owner().equals(Reception.CLINIC)).isEmpty()) {
      throw wrong("/patientId names no patient of the clinic.");
    }
    if (claim.replaces() != null) {
      throw wrong("/replaces: post the changed request to /api/v1/authorizations/{id}/update.");
    }
    if (records.exists("Claim", claim.id())) {
      throw not("There is a claim of this number already.");
    }
    var insurer =
        cases
            .insurer(claim.coverageIds())
            .orElseThrow(
                () -> wrong("/coverageIds/0 is no coverage of an insurer among the partners."));
    propose(claim, insurer, patient.get(), null, actor, "brought");
    return claim.id();
  }

  /**
   * Keeps a request as a proposal.
   *
   * @param open the proposal that it takes the place of; null = it is a new one
   */
  private void propose(
      Claim claim,
      Partner insurer,
      RecordVersion patient,
      @Nullable ClaimRow open,
      String actor,
      String event) {
    var findings = cases.findings(claim, insurer, List.of(patient));
    var errors = ClaimCases.errors(findings);
    var state = errors ? ClaimState.HELD : ClaimState.PROPOSED;
    var found = ClaimCases.json(findings).toString();
    var now = clock.instant();
    if (open == null) {
      store.insert(
          new ClaimStore.Fresh(
              claim.id(),
              Claim.Use.PREAUTHORIZATION.code(),
              null,
              claim.patientId(),
              insurer.id(),
              state,
              1,
              null,
              found,
              claim.replaces(),
              null),
          now);
    } else {
      store.revised(open.id(), open.version() + 1, found, now);
    }
    var content = ClinicRecords.tree(claim);
    content.put("status", Claim.Status.DRAFT.code());
    accept(ClaimProposals.facts(content), actor);
    var why = errors ? new Reason("findings", "An error was found in it; see findings.") : null;
    store.move(claim.id(), state, why, actor, event, null, now);
  }

  /**
   * Proposes the update of a request for prior authorization that the insurer has. The same again
   * changes nothing; another one takes the place of a proposal that waits.
   *
   * @param wanted the request as it should be; null = as it is, with the records as they are now
   * @return the number of the update
   */
  String update(String id, @Nullable JsonNode wanted, String actor) {
    return inTransaction(
        () -> {
          var row = locked(id);
          AuthorizationUpdates.possible(row);
          var open = updates.open(row);
          var number = open.map(ClaimRow::id).orElseGet(() -> updates.number(row));
          var update = updates.of(row, wanted, number);
          var insurer = insurer(row);
          if (!updates.news(row, update, insurer)) {
            throw not("Nothing of it, and no record that goes with it, has changed since.");
          }
          if (open.filter(o -> updates.same(o, update)).isEmpty()) {
            var patient = records.latest("Patient", row.patient()).orElseThrow();
            propose(update, insurer, patient, open.orElse(null), actor, "update-proposed");
            audited("authorization-update-proposed", actor, row, null);
          }
          return number;
        });
  }

  private static NotPossible wrong(String why) {
    return new NotPossible(HttpStatus.UNPROCESSABLE_ENTITY, why);
  }

  /**
   * Lets a proposal go to the insurer.
   *
   * @return the claim's id
   */
  String confirm(String id, String actor) {
    return inTransaction(
        () -> {
          var row = locked(id);
          if (!row.state().open()) {
            if (row.sendVersion() != null) {
              return id; // it was confirmed before
            }
            throw not("It is " + row.state().code() + ": there is nothing to confirm.");
          }
          var replaced = row.replaces() == null ? null : locked(row.replaces());
          if (replaced != null && row.use().equals(Claim.Use.PREAUTHORIZATION.code())) {
            AuthorizationUpdates.possible(replaced);
          }
          if (replaced != null && !settled(replaced)) {
            throw not(
                "The claim that it replaces is "
                    + replaced.state().code()
                    + "; its delivery has to be settled first.");
          }
          var version = newest(row);
          var insurer = insurer(row);
          var claim = ClaimCases.read(version, Claim.class).orElseThrow();
          var findings = cases.findings(claim, insurer, evidence(row));
          var found = ClaimCases.json(findings).toString();
          var now = clock.instant();
          store.revised(id, row.version(), found, now);
          if (ClaimCases.errors(findings)) {
            var why = new Reason("findings", "An error was found in it; see findings.");
            store.move(id, ClaimState.HELD, why, actor, "held", null, now);
            return id;
          }
          if (claim.use() == Claim.Use.PREAUTHORIZATION) {
            store.support(id, ClaimSupport.json(support.chosen(claim, insurer)).toString());
          }
          store.move(id, ClaimState.CONFIRMED, null, actor, "confirmed", null, now);
          if (replaced != null) {
            store.replacedBy(replaced.id(), id);
            store.note(
                replaced.id(), replaced.state(), null, actor, "replacement-confirmed", null, now);
          }
          send(row, version, Claim.Status.ACTIVE, actor);
          audited("claim-confirmed", actor, row, null);
          return id;
        });
  }

  /**
   * Takes a claim back: a proposal at once, what the insurer has by a void.
   *
   * @param reason why, in plain words
   */
  String cancel(String id, @Nullable String reason, String actor) {
    return inTransaction(
        () -> {
          var row = locked(id);
          var now = clock.instant();
          var why = reason == null ? null : new Reason("by-person", reason);
          if (row.state().open() || (row.state() == ClaimState.UNDELIVERED && neverTold(row))) {
            store.move(id, ClaimState.WITHDRAWN, why, actor, "withdrawn", null, now);
            indexed.accept(id, now);
            audited("claim-withdrawn", actor, row, reason);
            return id;
          }
          switch (row.state()) {
            case VOID_REQUESTED, VOIDED, WITHDRAWN -> {
              return id;
            }
            case REJECTED, REPLACED ->
                throw not("It is " + row.state().code() + ": nothing of it stands.");
            case CONFIRMED, UNCERTAIN, UNDELIVERED ->
                throw not(
                    "Its delivery is not settled; cancel or wait for message of this claim first.");
            default -> {
              store.move(id, ClaimState.VOID_REQUESTED, why, actor, "void-requested", null, now);
              store.askAt(id, null);
              send(row, newest(row), Claim.Status.CANCELLED, actor);
              audited("claim-void-requested", actor, row, reason);
              return id;
            }
          }
        });
  }

  /**
   * Proposes the claim anew out of its charge as it is now: a replacement of what the insurer has,
   * else a new claim.
   *
   * @return the id of the proposal
   */
  String replace(String id, String actor) {
    return inTransaction(
        () -> {
          var row = locked(id);
          if (row.charge() == null) {
            throw not("The clinic brought this claim itself; bring the new one too.");
          }
          var charge =
              records
                  .latest("Charge", row.charge())
                  .orElseThrow(() -> not("Its charge is not known any more."));
          var made = proposals.propose(charge, true);
          if (made.isEmpty()) {
            throw not("Nothing has changed in its charge, session and coverage since.");
          }
          accept(made.get(0), actor);
          audited("claim-replacement-proposed", actor, row, null);
          return made.get(0).id();
        });
  }

  private static boolean settled(ClaimRow row) {
    return switch (row.state()) {
      case CONFIRMED, UNCERTAIN, UNDELIVERED -> false;
      default -> true;
    };
  }

  private boolean neverTold(ClaimRow row) {
    return store.deliveries(row.id()).stream()
        .allMatch(
            d ->
                "cancelled".equals(d.get("state")) || Integer.valueOf(0).equals(d.get("attempts")));
  }

  /** Writes the version that the insurer is to have; routing plans its delivery. */
  private void send(ClaimRow row, RecordVersion version, Claim.Status status, String actor) {
    var content = (ObjectNode) Json.read(version.content());
    content.put("status", status.code());
    var facts = ClaimProposals.facts(content);
    store.send(row.id(), version.version() + 1, actor);
    var message = accept(facts, actor);
    var planned =
        store.deliveries(row.id()).stream().map(d -> d.get("message")).anyMatch(m -> m != null);
    if (!planned) {
      throw not("No delivery could be planned: see the settings of " + row.insurer() + ".");
    }
    Objects.requireNonNull(message);
  }

  private String accept(RecordFacts facts, String actor) {
    return journal
        .get()
        .accept(
            new Reception(
                "claims",
                "Claim",
                Reception.CLINIC,
                actor,
                null,
                "application/json",
                facts.content().getBytes(StandardCharsets.UTF_8),
                List.of(facts),
                null),
            null)
        .messageId();
  }

  private List<RecordVersion> evidence(ClaimRow row) {
    var evidence = new ArrayList<RecordVersion>();
    if (row.charge() != null) {
      records.latest("Charge", row.charge()).ifPresent(evidence::add);
    }
    return evidence;
  }

  private RecordVersion newest(ClaimRow row) {
    return records.latest("Claim", row.id()).orElseThrow();
  }

  private Partner insurer(ClaimRow row) {
    return partners
        .current()
        .find(row.insurer())
        .orElseThrow(() -> not("The settings have no partner " + row.insurer() + " any more."));
  }

  private ClaimRow locked(String id) {
    return store
        .lock(id)
        .orElseThrow(() -> new NotPossible(HttpStatus.NOT_FOUND, "There is no such claim."));
  }

  private static NotPossible not(String why) {
    return new NotPossible(HttpStatus.CONFLICT, why);
  }

  private void audited(String event, String actor, ClaimRow row, @Nullable String reason) {
    audit.record(
        new Audit.Event(
            event, Audit.Outcome.DONE, actor, row.insurer(), "Claim/" + row.id(), reason));
  }

  private String inTransaction(Supplier<String> deed) {
    return Objects.requireNonNull(transaction.execute(status -> deed.get()));
  }
}

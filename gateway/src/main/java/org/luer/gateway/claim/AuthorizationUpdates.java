package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.claim.ClaimDesk.NotPossible;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.claim.AuthorizationUpdate;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.PartialTime;
import org.springframework.http.HttpStatus;

/** What a request for prior authorization is updated to, and when it cannot be. */
final class AuthorizationUpdates {
  private final ClaimStore store;
  private final ClaimCases cases;
  private final ClaimSupport support;
  private final Records records;
  private final Clock clock;
  private final ZoneId zone;

  AuthorizationUpdates(
      ClaimStore store, ClaimCases cases, Records records, Clock clock, ZoneId zone) {
    this.store = store;
    this.cases = cases;
    this.support = new ClaimSupport(records);
    this.records = records;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * Refuses in words what cannot be updated: what was not sent, what the insurer is not known to
   * have, and what nothing of stands any more.
   */
  static void possible(ClaimRow row) {
    if (!row.use().equals(Claim.Use.PREAUTHORIZATION.code())) {
      throw not("It is a claim for payment: propose a replacement of it instead.");
    }
    switch (row.state()) {
      case PROPOSED, HELD ->
          throw not("Nothing of it was sent yet: take it back, and bring it as it should be.");
      case WITHDRAWN, VOIDED, VOID_REQUESTED ->
          throw not(
              "It was cancelled, and a cancelled request cannot be updated: bring a new one.");
      case REJECTED -> throw not("The insurer did not take it: bring a new request.");
      case DENIED ->
          throw not(
              "It was denied, and a denied request cannot be updated: bring a new one, or appeal.");
      case REPLACED ->
          throw not(
              "It was updated by "
                  + row.replacedBy()
                  + ", which stands in its place: update that one.");
      case CONFIRMED, UNCERTAIN, UNDELIVERED ->
          throw not(
              "It is " + row.state().code() + "; its delivery has to be settled before an update.");
      default -> {
        // the insurer has it
      }
    }
  }

  /** The update of a request that was proposed already and waits. */
  Optional<ClaimRow> open(ClaimRow row) {
    var all = store.inPlaceOf(row.id());
    all.stream()
        .filter(u -> !u.state().open() && !u.state().over() && u.state() != ClaimState.DENIED)
        .findFirst()
        .ifPresent(
            u -> {
              throw not(
                  "Its update "
                      + u.id()
                      + " is "
                      + u.state().code()
                      + ": wait for the answer, and update that one.");
            });
    return all.stream().filter(u -> u.state().open()).findFirst();
  }

  /**
   * The update.
   *
   * @param wanted the request as it should be; null = as it is, with the records as they are now
   * @param id its number
   */
  Claim of(ClaimRow row, @Nullable JsonNode wanted, String id) {
    var before = sent(row);
    var tree = wanted instanceof ObjectNode told ? told.deepCopy() : ClinicRecords.tree(before);
    tree.put("id", id);
    tree.remove("replaces");
    if (!tree.hasNonNull("createdAt")) {
      tree.put("createdAt", before.createdAt().value());
    }
    if (!tree.hasNonNull("status")) {
      tree.put("status", Claim.Status.DRAFT.code());
    }
    var read = ClinicRecords.read(tree, "");
    var claim =
        read.value()
            .filter(Claim.class::isInstance)
            .map(Claim.class::cast)
            .orElseThrow(
                () ->
                    wrong(
                        "It is no Claim: "
                            + read.issues().stream()
                                .map(i -> i.path() + " " + i.text())
                                .collect(Collectors.joining("; "))));
    if (claim.use() != Claim.Use.PREAUTHORIZATION) {
      throw wrong("/use must be preauthorization.");
    }
    if (!claim.patientId().equals(row.patient())) {
      throw wrong("/patientId is not the patient of the request.");
    }
    if (cases
        .insurer(claim.coverageIds())
        .map(Partner::id)
        .filter(row.insurer()::equals)
        .isEmpty()) {
      throw wrong("/coverageIds/0 is not of the insurer that has the request.");
    }
    var today = PartialTime.of(clock.instant().atZone(zone).toLocalDate().toString());
    return AuthorizationUpdate.of(before, claim, id, numbers(row), today);
  }

  /** Whether an update says anything new, of the request or by the records that support it. */
  boolean news(ClaimRow row, Claim update, Partner insurer) {
    var marked =
        update.lines().stream()
            .anyMatch(l -> Objects.requireNonNull(l.authorization()).change() != null);
    return marked
        || !rest(ClinicRecords.tree(update)).equals(rest(ClinicRecords.tree(sent(row))))
        || !ClaimSupport.json(support.chosen(update, insurer))
            .equals(row.support() == null ? null : Json.read(row.support()));
  }

  /** Whether a proposal asks for the same already. */
  boolean same(ClaimRow proposal, Claim update) {
    return records
        .latest("Claim", proposal.id())
        .flatMap(v -> ClaimCases.read(v, Claim.class))
        .filter(c -> all(ClinicRecords.tree(c)).equals(all(ClinicRecords.tree(update))))
        .isPresent();
  }

  private static ObjectNode all(ObjectNode claim) {
    return claim.without(java.util.List.of("createdAt", "recordedAt", "status"));
  }

  private static ObjectNode rest(ObjectNode claim) {
    return all(claim).without(java.util.List.of("id", "replaces", "lines"));
  }

  /** A number for the update that no claim has yet: the first request's, with a count. */
  String number(ClaimRow row) {
    var first = row;
    for (var next = before(first); next.isPresent(); next = before(first)) {
      first = next.get();
    }
    for (int n = 2; ; n++) {
      var number = first.id() + "-" + n;
      if (!records.exists("Claim", number)) {
        return number;
      }
    }
  }

  private Optional<ClaimRow> before(ClaimRow row) {
    return Optional.ofNullable(row.replaces()).flatMap(store::find);
  }

  /** The version that the insurer has. */
  private Claim sent(ClaimRow row) {
    return records
        .find("Claim", row.id(), Objects.requireNonNull(row.sendVersion()))
        .flatMap(v -> ClaimCases.read(v, Claim.class))
        .orElseThrow(() -> not("The request as it was sent is not in the journal any more."));
  }

  /** The authorization numbers of its lines. */
  private static Map<Integer, String> numbers(ClaimRow row) {
    var numbers = new HashMap<Integer, String>();
    Optional.ofNullable(row.outcome())
        .flatMap(o -> ClaimAnswers.kept(o, Authorization.class))
        .ifPresent(
            answer ->
                answer
                    .lines()
                    .forEach(
                        l -> {
                          var review = l.review();
                          var number =
                              review == null || review.number() == null
                                  ? answer.number()
                                  : review.number();
                          if (number != null) {
                            numbers.put(l.line(), number);
                          }
                        }));
    return numbers;
  }

  private static NotPossible not(String why) {
    return new NotPossible(HttpStatus.CONFLICT, why);
  }

  private static NotPossible wrong(String why) {
    return new NotPossible(HttpStatus.UNPROCESSABLE_ENTITY, why);
  }
}

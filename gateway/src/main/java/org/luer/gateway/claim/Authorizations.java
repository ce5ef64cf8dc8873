package org.luer.gateway.claim;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.authorization.AuthorizationLine;
import org.luer.mappings.concept.authorization.Review;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.coding.ScrubCase.Approval;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.core.PartialTime;

/** The authorizations that insurers gave for a patient, and what is left of them. */
final class Authorizations implements ClaimCases.Approvals {
  private static final int DAY = 10;

  private final Records records;
  private final ClaimStore store;
  private final Partners partners;

  Authorizations(Records records, ClaimStore store, Partners partners) {
    this.records = records;
    this.store = store;
    this.partners = partners;
  }

  /**
   * What an insurer gave for one request.
   *
   * @param request the clinic's number of the request; null = the answer does not say
   * @param given units by service
   * @param approval what is left of them, and until when
   * @param message the message that brought it
   */
  record Granted(
      @Nullable String request, Map<String, BigDecimal> given, Approval approval, String message) {}

  @Override
  public List<Approval> of(String patient, String claim) {
    var used = used(patient, claim);
    var approvals = new ArrayList<Approval>();
    for (var insurer : partners.current().all()) {
      if (insurer.kind() == Partner.Kind.INSURER) {
        granted(patient, insurer.id(), used).forEach(g -> approvals.add(g.approval()));
      }
    }
    // what the clinic was told by telephone or portal stands with the coverage
    records.about(patient, Reception.CLINIC, Set.of("Coverage")).stream()
        .flatMap(v -> ClaimCases.read(v, Coverage.class).stream())
        .map(Coverage::authorization)
        .filter(a -> a != null && a.number() != null)
        .forEach(a -> approvals.add(new Approval(a.number(), null, null, Map.of())));
    return List.copyOf(approvals);
  }

  /** Whether its request was neither taken back nor updated since. */
  private boolean stands(Authorization answer) {
    return Optional.ofNullable(answer.claimId())
        .flatMap(store::find)
        .filter(row -> row.state().over())
        .isEmpty();
  }

  /** What an insurer gave for a request of the clinic, by the answers that stand. */
  List<Granted> granted(ClaimRow request) {
    return granted(request.patient(), request.insurer(), used(request.patient(), "")).stream()
        .filter(g -> request.id().equals(g.request()))
        .toList();
  }

  private List<Granted> granted(
      String patient, String insurer, Map<String, Map<String, BigDecimal>> used) {
    var granted = new ArrayList<Granted>();
    for (var version : records.about(patient, insurer, Set.of(ClaimAnswers.AUTHORIZATION))) {
      ClaimAnswers.kept(version.content(), Authorization.class)
          .filter(a -> a.status() == Claim.Status.ACTIVE)
          .filter(this::stands)
          .ifPresent(a -> add(a, version.messageId(), used, granted));
    }
    return granted;
  }

  private void add(
      Authorization answer,
      String message,
      Map<String, Map<String, BigDecimal>> used,
      List<Granted> granted) {
    var asked =
        Optional.ofNullable(answer.claimId())
            .flatMap(id -> records.latest("Claim", id))
            .flatMap(v -> ClaimCases.read(v, Claim.class))
            .orElse(null);
    var given = new HashMap<String, Map<String, BigDecimal>>();
    var periods = new HashMap<String, ServicePeriod>();
    for (var line : answer.lines()) {
      var number = number(line, answer);
      if (number != null && approved(line)) {
        code(line, asked)
            .ifPresent(
                code ->
                    given
                        .computeIfAbsent(number, n -> new HashMap<>())
                        .merge(code, units(line, asked), BigDecimal::add));
        var period = line.period() == null ? answer.period() : line.period();
        if (period != null) {
          periods.putIfAbsent(number, period);
        }
      }
    }
    given.forEach(
        (number, services) -> {
          var left = new HashMap<>(services);
          used.getOrDefault(number, Map.of())
              .forEach((code, n) -> left.computeIfPresent(code, (c, all) -> all.subtract(n)));
          var period = periods.get(number);
          var from = period == null ? null : day(period.from());
          var until = period == null ? null : day(period.to());
          granted.add(
              new Granted(
                  answer.claimId(), services, new Approval(number, from, until, left), message));
        });
  }

  private static boolean approved(AuthorizationLine line) {
    var review = line.review();
    return review != null
        && (review.decision() == Review.Decision.APPROVED
            || review.decision() == Review.Decision.PARTIAL);
  }

  private static @Nullable String number(AuthorizationLine line, Authorization answer) {
    var review = line.review();
    return review != null && review.number() != null ? review.number() : answer.number();
  }

  private static Optional<String> code(AuthorizationLine line, @Nullable Claim asked) {
    var authorized = line.authorized();
    if (authorized != null && authorized.code() != null) {
      return Optional.ofNullable(authorized.code().code());
    }
    return asked(line, asked).map(l -> l.code().code()).filter(Objects::nonNull);
  }

  private static BigDecimal units(AuthorizationLine line, @Nullable Claim asked) {
    var authorized = line.authorized();
    return authorized != null && authorized.units() != null
        ? authorized.units()
        : asked(line, asked).map(l -> l.units()).orElse(BigDecimal.ONE);
  }

  private static Optional<org.luer.mappings.concept.claim.ClaimLine> asked(
      AuthorizationLine line, @Nullable Claim asked) {
    return asked == null || line.line() > asked.lines().size()
        ? Optional.empty()
        : Optional.of(asked.lines().get(line.line() - 1));
  }

  /** Units that other claims of a patient use up, by authorization number and service. */
  private Map<String, Map<String, BigDecimal>> used(String patient, String claim) {
    var used = new HashMap<String, Map<String, BigDecimal>>();
    for (var row : store.forPayment(patient)) {
      var counts =
          (row.state().told() && !row.state().over()) || row.state() == ClaimState.CONFIRMED;
      if (counts && !row.id().equals(claim)) {
        records
            .latest("Claim", row.id())
            .filter(v -> v.owner().equals(Reception.CLINIC))
            .flatMap(v -> ClaimCases.read(v, Claim.class))
            .ifPresent(c -> count(c, used));
      }
    }
    return used;
  }

  private static void count(Claim claim, Map<String, Map<String, BigDecimal>> used) {
    for (var number : claim.authorizationNumbers()) {
      var services = used.computeIfAbsent(number, n -> new HashMap<>());
      for (var line : claim.lines()) {
        var units = line.units() == null ? BigDecimal.ONE : line.units();
        services.merge(String.valueOf(line.code().code()), units, BigDecimal::add);
      }
    }
  }

  private static @Nullable LocalDate day(@Nullable PartialTime time) {
    return time == null || time.value().length() < DAY
        ? null
        : LocalDate.parse(time.value().substring(0, DAY));
  }
}

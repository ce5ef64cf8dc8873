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

  @Override
  public List<Approval> of(String patient, String claim) {
    var approvals = new ArrayList<Approval>();
    for (var insurer : partners.current().all()) {
      if (insurer.kind() == Partner.Kind.INSURER) {
        records.about(patient, insurer.id(), Set.of(ClaimAnswers.AUTHORIZATION)).stream()
            .flatMap(v -> ClaimAnswers.kept(v.content(), Authorization.class).stream())
            .filter(a -> a.status() == Claim.Status.ACTIVE)
            .filter(this::stands)
            .forEach(a -> add(a, patient, claim, approvals));
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

  private void add(Authorization answer, String patient, String claim, List<Approval> approvals) {
    var asked =
        Optional.ofNullable(answer.claimId())
            .flatMap(id -> records.latest("Claim", id))
            .flatMap(v -> ClaimCases.read(v, Claim.class))
            .orElse(null);
    var left = new HashMap<String, Map<String, BigDecimal>>();
    var periods = new HashMap<String, ServicePeriod>();
    for (var line : answer.lines()) {
      var number = number(line, answer);
      if (number != null && approved(line)) {
        code(line, asked)
            .ifPresent(
                code ->
                    left.computeIfAbsent(number, n -> new HashMap<>())
                        .merge(code, units(line, asked), BigDecimal::add));
        var period = line.period() == null ? answer.period() : line.period();
        if (period != null) {
          periods.putIfAbsent(number, period);
        }
      }
    }
    left.forEach(
        (number, services) -> {
          used(number, patient, claim)
              .forEach((code, n) -> services.computeIfPresent(code, (c, all) -> all.subtract(n)));
          var period = periods.get(number);
          approvals.add(
              new Approval(
                  number,
                  period == null ? null : day(period.from()),
                  period == null ? null : day(period.to()),
                  services));
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

  /** Units that other claims use up. */
  private Map<String, BigDecimal> used(String number, String patient, String claim) {
    var used = new HashMap<String, BigDecimal>();
    for (var row : store.list(null, patient, null, Integer.MAX_VALUE)) {
      var counts =
          (row.state().told() && !row.state().over()) || row.state() == ClaimState.CONFIRMED;
      if (!counts || row.id().equals(claim) || !row.use().equals(Claim.Use.CLAIM.code())) {
        continue;
      }
      records
          .latest("Claim", row.id())
          .filter(v -> v.owner().equals(Reception.CLINIC))
          .flatMap(v -> ClaimCases.read(v, Claim.class))
          .filter(c -> c.authorizationNumbers().contains(number))
          .ifPresent(
              c ->
                  c.lines()
                      .forEach(
                          l ->
                              used.merge(
                                  String.valueOf(l.code().code()),
                                  l.units() == null ? BigDecimal.ONE : l.units(),
                                  BigDecimal::add)));
    }
    return used;
  }

  private static @Nullable LocalDate day(@Nullable PartialTime time) {
    return time == null || time.value().length() < DAY
        ? null
        : LocalDate.parse(time.value().substring(0, DAY));
  }
}

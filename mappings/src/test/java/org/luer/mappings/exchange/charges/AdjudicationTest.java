package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.Adjustment;
import org.luer.mappings.concept.claimoutcome.AdjustmentReasons;
import org.luer.mappings.concept.claimoutcome.ClaimBalance;
import org.luer.mappings.concept.claimoutcome.ClaimLedger;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.OutcomeAmount;
import org.luer.mappings.concept.claimoutcome.OutcomeLine;
import org.luer.mappings.concept.claimoutcome.OutcomePayment;
import org.luer.mappings.concept.coding.ClaimDraft;
import org.luer.mappings.concept.coding.CodingCase;
import org.luer.mappings.concept.coding.RunningTime;
import org.luer.mappings.concept.coding.SessionCoding;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Before;

/**
 * A thousand sessions are coded, claimed, adjudicated and read back: every cent balances, and every
 * charge line's evidence lies in the record.
 */
class AdjudicationTest {
  private static final int SESSIONS = 1000;
  private static final String PRIMARY = "COV1";
  private static final String SECONDARY = "COV2";
  private static final Map<String, Money> PRICES = prices();

  private final SplittableRandom random = new SplittableRandom(20261126);

  /** A price for each service, with odd cents. */
  private static Map<String, Money> prices() {
    var prices = new TreeMap<String, Money>();
    var cents = 1237;
    for (var row : BillingCodes.SERVICES.rows()) {
      prices.put(row.code(), new Money(BigDecimal.valueOf(cents, 2), "USD"));
      cents += 1913;
    }
    return prices;
  }

  @Test
  void everyCentBalancesAndEveryLineHasItsEvidence() {
    var kinds = new TreeMap<String, Integer>();
    var claims = 0;
    for (long seed = 0; claims < SESSIONS; seed++) {
      var series = SyntheticClinic.series(seed);
      for (var session : series.sessions()) {
        var charge = charge(session);
        if (charge == null || claims >= SESSIONS) {
          continue;
        }
        claims++;
        proven(charge, session);
        var claim =
            ClaimDraft.of(
                charge,
                "CLM-" + claims,
                PartialTime.of("2026-11-26"),
                RunningTime.of(session.timeline(), session.totals()).orElse(null),
                null);
        var answers =
            answers(claim, kinds).stream()
                .map(o -> read(new Charges(series.clinic(), series.patient(), List.of(), o)))
                .toList();
        answers.forEach(o -> assertThat(ClaimBalance.of(o, claim)).isEmpty());
        settled(claim, answers);
      }
    }
    assertThat(kinds.keySet())
        .containsExactly("corrected", "denied", "paid", "reversed", "second payer");
    assertThat(kinds.values()).allMatch(n -> n > 50);
  }

  @Test
  void aCentThatIsTakenAwayIsFound() {
    var session = SyntheticClinic.session105Minutes().session();
    var charge = Objects.requireNonNull(charge(session));
    var claim = ClaimDraft.of(charge, "CLM-1", PartialTime.of("2026-11-26"), null, null);
    var answer = answer(claim, "A1", PRIMARY, ClaimOutcome.Form.RESPONSE, Map.of(), false);
    var lines = new ArrayList<>(answer.lines());
    var first = lines.get(0);
    var amounts = new ArrayList<>(first.amounts());
    var paid = first.paid().orElseThrow();
    amounts.set(
        2,
        OutcomeAmount.of(
            OutcomeAmount.Kind.PAID,
            new Money(paid.value().subtract(new BigDecimal("0.01")), "USD")));
    lines.set(0, OutcomeLine.of(1, amounts, first.adjustments()));
    var wrong = with(answer, answer.id(), lines, answer.totals(), null);
    assertThat(ClaimBalance.of(wrong, claim))
        .first()
        .satisfies(
            f -> {
              assertThat(f.path()).isEqualTo("/lines/0");
              assertThat(f.difference()).isEqualTo(Money.usd("0.01"));
            });
  }

  private static @Nullable Charge charge(InfusionSession session) {
    var billing =
        new CodingCase.Billing(
            "CHG1",
            Coded.of(BillingCodes.PLACE_OF_SERVICE, "11", "Office"),
            null,
            null,
            null,
            List.of(PRIMARY, SECONDARY));
    return SessionCoding.propose(
            new CodingCase(
                session, List.of(), List.of(), List.of(), PRICES, billing, "acme", List.of()))
        .charge();
  }

  /** Each line names a place in the session that is there. */
  private static void proven(Charge charge, InfusionSession session) {
    var tree = ClinicRecords.tree(session);
    assertThat(charge.lines())
        .allSatisfy(
            line -> {
              assertThat(line.evidence()).isNotEmpty();
              assertThat(line.evidence())
                  .allSatisfy(
                      e -> {
                        assertThat(e.record()).isEqualTo("InfusionSession");
                        assertThat(e.id()).isEqualTo(session.id());
                        assertThat(tree.at(String.valueOf(e.pointer())).isMissingNode()).isFalse();
                      });
            });
  }

  /** One course of events: paid, denied, taken back, corrected, or passed to a second insurer. */
  private List<ClaimOutcome> answers(Claim claim, Map<String, Integer> kinds) {
    var form =
        random.nextBoolean()
            ? ClaimOutcome.Form.RESPONSE
            : ClaimOutcome.Form.EXPLANATION_OF_BENEFIT;
    var number = claim.id() + "-A";
    var course =
        List.of("paid", "denied", "reversed", "corrected", "second payer").get(random.nextInt(5));
    kinds.merge(course, 1, Integer::sum);
    var first = answer(claim, number, PRIMARY, form, Map.of(), course.equals("denied"));
    return switch (course) {
      case "reversed" -> List.of(first, reversal(first));
      case "corrected" ->
          List.of(
              first, reversal(first), answer(claim, number + "C", PRIMARY, form, Map.of(), false));
      case "second payer" ->
          List.of(first, answer(claim, number + "2", SECONDARY, form, patient(first), false));
      default -> List.of(first);
    };
  }

  private static Map<Integer, BigDecimal> patient(ClaimOutcome outcome) {
    return outcome.lines().stream()
        .collect(Collectors.toMap(l -> l.lines().get(0), l -> l.patient().orElseThrow().value()));
  }

  /**
   * An answer.
   *
   * @param left what the insurer before left to the patient, by line; empty = this is the first one
   */
  private ClaimOutcome answer(
      Claim claim,
      String number,
      String coverage,
      ClaimOutcome.Form form,
      Map<Integer, BigDecimal> left,
      boolean denied) {
    var lines = new ArrayList<OutcomeLine>();
    for (int n = 1; n <= claim.lines().size(); n++) {
      var charge = Objects.requireNonNull(claim.lines().get(n - 1).net()).value();
      var ask = left.getOrDefault(n, charge);
      var adjustments = new ArrayList<Adjustment>();
      if (!left.isEmpty()) {
        adjust(adjustments, Adjustment.Group.OA, "23", charge.subtract(ask));
      }
      var allowed = denied ? BigDecimal.ZERO : part(ask);
      adjust(
          adjustments,
          denied || random.nextBoolean() ? Adjustment.Group.CO : Adjustment.Group.PI,
          denied ? "50" : "45",
          ask.subtract(allowed));
      var patient = part(allowed);
      var deductible = part(patient);
      adjust(adjustments, Adjustment.Group.PR, "1", deductible);
      adjust(adjustments, Adjustment.Group.PR, "2", patient.subtract(deductible));
      lines.add(
          OutcomeLine.of(
              n,
              List.of(
                  amount(OutcomeAmount.Kind.SUBMITTED, charge),
                  amount(OutcomeAmount.Kind.ALLOWED, allowed),
                  amount(OutcomeAmount.Kind.PAID, allowed.subtract(patient))),
              adjustments));
    }
    return outcome(claim, number, coverage, form, lines, null);
  }

  /** Between nothing and all of it, to the cent. */
  private BigDecimal part(BigDecimal of) {
    return of.multiply(BigDecimal.valueOf(random.nextInt(101)))
        .divide(BigDecimal.valueOf(100), 2, RoundingMode.HALF_UP);
  }

  private static void adjust(
      List<Adjustment> to, Adjustment.Group group, String reason, BigDecimal amount) {
    if (amount.signum() != 0) {
      to.add(
          new Adjustment(
              group,
              null,
              Coded.of(AdjustmentReasons.CARC, reason, null),
              new Money(amount, "USD"),
              null));
    }
  }

  private static OutcomeAmount amount(OutcomeAmount.Kind kind, BigDecimal value) {
    return OutcomeAmount.of(kind, new Money(value, "USD"));
  }

  private static ClaimOutcome outcome(
      Claim claim,
      String number,
      String coverage,
      ClaimOutcome.Form form,
      List<OutcomeLine> lines,
      @Nullable Identifier replaces) {
    var totals = new ArrayList<OutcomeAmount>();
    for (var kind :
        List.of(
            OutcomeAmount.Kind.SUBMITTED, OutcomeAmount.Kind.ALLOWED, OutcomeAmount.Kind.PAID)) {
      totals.add(
          amount(
              kind,
              lines.stream()
                  .map(l -> l.amount(kind).orElseThrow().value())
                  .reduce(BigDecimal.ZERO, BigDecimal::add)));
    }
    var payment = new OutcomePayment(null, null, totals.get(2).amount(), null, null, null);
    return new ClaimOutcome(
        number,
        claim.patientId(),
        form,
        Claim.Use.CLAIM,
        Claim.Status.ACTIVE,
        null,
        null,
        List.of(new Identifier(number, "https://payer.example.com/control", null, null)),
        claim.id(),
        null,
        PartialTime.of("2026-12-10"),
        null,
        null,
        List.of(coverage),
        ClaimOutcome.Result.COMPLETE,
        null,
        replaces,
        null,
        List.of(),
        lines,
        List.of(),
        List.of(),
        List.of(),
        totals,
        payment,
        List.of(),
        List.of(),
        null);
  }

  private static ClaimOutcome with(
      ClaimOutcome like,
      String id,
      List<OutcomeLine> lines,
      List<OutcomeAmount> totals,
      @Nullable Identifier replaces) {
    return new ClaimOutcome(
        id,
        like.patientId(),
        like.form(),
        Objects.requireNonNull(like.use()),
        like.status(),
        like.type(),
        like.subType(),
        List.of(new Identifier(id, "https://payer.example.com/control", null, null)),
        like.claimId(),
        null,
        like.createdAt(),
        null,
        null,
        like.coverageIds(),
        like.result(),
        null,
        replaces,
        null,
        List.of(),
        lines,
        List.of(),
        List.of(),
        List.of(),
        totals,
        null,
        List.of(),
        List.of(),
        null);
  }

  private static ClaimOutcome reversal(ClaimOutcome first) {
    var lines =
        first.lines().stream()
            .map(
                l ->
                    OutcomeLine.of(
                        l.lines().get(0),
                        l.amounts().stream().map(AdjudicationTest::negative).toList(),
                        l.adjustments().stream()
                            .map(
                                a ->
                                    new Adjustment(
                                        a.group(),
                                        null,
                                        a.reason(),
                                        negative(Objects.requireNonNull(a.amount())),
                                        null))
                            .toList()))
            .toList();
    return with(
        first,
        first.id() + "R",
        lines,
        first.totals().stream().map(AdjudicationTest::negative).toList(),
        first.payerClaimNumber().orElseThrow());
  }

  private static OutcomeAmount negative(OutcomeAmount amount) {
    return OutcomeAmount.of(amount.kind(), negative(Objects.requireNonNull(amount.amount())));
  }

  private static Money negative(Money money) {
    return new Money(money.value().negate(), money.currency());
  }

  /** Over the wire and back. */
  private static ClaimOutcome read(Charges set) {
    var json =
        FhirJson.encode(ChargesExchange.INSTANCE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    var back =
        InsurerAnswers.read(
            FhirJson.parseBundle(json).value().orElseThrow(),
            set.patient().id(),
            List.of(coverage(((ClaimOutcome) set.bill()).coverageIds().get(0))),
            Dialect.DEFAULT);
    assertThat(back.issues()).isEmpty();
    var read = (ClaimOutcome) back.value().orElseThrow().get(0);
    assertThat(read.claimId()).isEqualTo(((ClaimOutcome) set.bill()).claimId());
    return read;
  }

  private static Coverage coverage(String id) {
    var json = "{\"kind\":\"Coverage\",\"patientId\":\"P1\",\"id\":\"" + id + "\"}";
    return (Coverage) ClinicRecords.read(json).value().orElseThrow().get(0);
  }

  private static void settled(Claim claim, List<ClaimOutcome> answers) {
    var ledger = ClaimLedger.of(claim, answers);
    var reversed = answers.size() == 2 && answers.get(1).isReversal();
    for (var line : ledger.lines()) {
      var sum =
          line.paid()
              .value()
              .add(line.writeOff().value())
              .add(line.patient().value())
              .add(line.open().value());
      assertThat(sum).isEqualByComparingTo(line.charge().value());
      assertThat(line.open().value())
          .isEqualByComparingTo(reversed ? line.charge().value() : BigDecimal.ZERO);
      assertThat(line.patient().value().signum()).isNotNegative();
    }
    var paid =
        answers.stream()
            .map(o -> o.paid().orElseThrow().value())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(
            ledger.lines().stream()
                .map(l -> l.paid().value())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(paid);
  }
}

package org.luer.mappings.generator;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.authorization.AuthorizationLine;
import org.luer.mappings.concept.authorization.AuthorizedService;
import org.luer.mappings.concept.authorization.RequestedDocument;
import org.luer.mappings.concept.authorization.Review;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claimoutcome.Adjustment;
import org.luer.mappings.concept.claimoutcome.AdjustmentReasons;
import org.luer.mappings.concept.claimoutcome.AnswerError;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.OutcomeAmount;
import org.luer.mappings.concept.claimoutcome.OutcomeLine;
import org.luer.mappings.concept.claimoutcome.OutcomePayment;
import org.luer.mappings.concept.claimoutcome.ProcessNote;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.eligibility.Benefit;
import org.luer.mappings.concept.eligibility.BenefitAmount;
import org.luer.mappings.concept.eligibility.CoverageBenefits;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.charges.Charges;

/** Arbitrary valid answers of insurers, and questions to them, in everything that FHIR carries. */
public final class AnswerSets {
  private static final String X12 = "https://codesystem.x12.org/005010/";
  private static final int KINDS = 5;

  private final Wild wild;

  private AnswerSets(Wild wild) {
    this.wild = wild;
  }

  /** Any valid set about an answer or a question; shrinks towards fewer optional parts. */
  public static Arbitrary<Charges> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(AnswerSets::of);
  }

  /**
   * One set.
   *
   * @param density how likely each optional part is, in percent
   */
  public static Charges of(long seed, int density) {
    return new AnswerSets(new Wild(new SplittableRandom(seed), density)).set(seed);
  }

  private Charges set(long seed) {
    var charge = ChargeSets.of(seed, 95);
    var coverage = ChargeSets.coverage(charge.patient().id(), wild);
    var patientId = charge.patient().id();
    ClinicRecord about =
        switch ((int) Math.floorMod(seed, (long) KINDS)) {
          case 0 -> authorization(patientId);
          case 1 -> request(patientId, coverage.id());
          case 2 -> eligibility(patientId, coverage.id());
          case 3 -> outcome(patientId, coverage.id(), ClaimOutcome.Form.RESPONSE);
          default -> outcome(patientId, coverage.id(), ClaimOutcome.Form.EXPLANATION_OF_BENEFIT);
        };
    return new Charges(
        charge.clinic(),
        charge.patient().withGuarantors(List.of()),
        about instanceof Authorization ? List.of() : List.of(coverage),
        about);
  }

  private Coded x12(String list) {
    return Coded.of(X12 + list, "C" + wild.next(), wild.maybe(wild::text));
  }

  private Money money() {
    return new Money(wild.number(), "USD");
  }

  private PartialDate day() {
    return new PartialDate(wild.time().toLocalDate().toString());
  }

  private ServicePeriod period() {
    return new ServicePeriod(wild.partial(), wild.partial());
  }

  private Payer payer() {
    return new Payer(wild.identifier("NIIP"), wild.text(), null, List.of());
  }

  private ClaimOutcome outcome(String patientId, String coverageId, ClaimOutcome.Form form) {
    var benefit = form == ClaimOutcome.Form.EXPLANATION_OF_BENEFIT;
    var ours = wild.flip();
    return new ClaimOutcome(
        wild.id(),
        patientId,
        form,
        wild.pick(List.of(Claim.Use.CLAIM, Claim.Use.PREDETERMINATION)),
        wild.pick(Claim.Status.values()),
        wild.maybe(() -> x12("type")),
        wild.maybe(() -> x12("subtype")),
        wild.list(2, () -> wild.identifier("ACSN")),
        ours ? wild.maybe(() -> "CLM" + wild.next()) : null,
        ours ? null : wild.maybe(() -> wild.identifier("ACSN")),
        wild.partial(),
        benefit ? wild.maybe(this::period) : null,
        wild.maybe(this::payer),
        List.of(coverageId),
        wild.pick(ClaimOutcome.Result.values()),
        wild.maybe(wild::text),
        wild.maybe(() -> wild.identifier("ACSN")),
        wild.maybe(() -> x12("payee")),
        benefit ? wild.list(2, () -> "PA" + wild.next()) : wild.list(1, () -> "PA" + wild.next()),
        wild.list(3, () -> line(List.of(wild.next() + 1), benefit)),
        wild.list(2, () -> line(wild.list(2, () -> wild.next() + 1), true)),
        wild.list(2, this::amount),
        wild.list(2, this::adjustment),
        wild.list(3, this::total),
        wild.maybe(this::payment),
        wild.list(2, this::note),
        benefit ? List.of() : wild.list(2, this::error),
        wild.time());
  }

  private OutcomeLine line(List<Integer> numbers, boolean service) {
    var once = wild.flip();
    var units = service ? wild.maybe(wild::number) : null;
    return new OutcomeLine(
        numbers,
        service ? Coded.of(Systems.CPT, "9636" + wild.below(9), wild.maybe(wild::text)) : null,
        service ? wild.list(2, () -> Coded.of(Systems.HCPCS, "JZ", null)) : List.of(),
        service && once ? wild.maybe(this::day) : null,
        service && !once ? wild.maybe(this::period) : null,
        service ? wild.maybe(() -> x12("place")) : null,
        units,
        units == null ? null : wild.maybe(() -> x12("unit")),
        service ? wild.maybe(this::money) : null,
        service ? wild.maybe(this::money) : null,
        wild.list(4, this::amount),
        wild.list(3, this::adjustment),
        wild.list(2, () -> Coded.of(AdjustmentReasons.RARC, "M" + wild.next(), null)),
        wild.list(2, wild::next).stream().map(n -> n + 1).toList());
  }

  private OutcomeAmount amount() {
    var kind = wild.pick(OutcomeAmount.Kind.values());
    return new OutcomeAmount(
        kind,
        kind == OutcomeAmount.Kind.OTHER ? x12("category") : null,
        // with a reason of CARC it would be an adjustment
        wild.maybe(() -> Coded.of(X12 + "reason", "R" + wild.next(), wild.maybe(wild::text))),
        wild.maybe(this::money),
        wild.maybe(wild::number));
  }

  private OutcomeAmount total() {
    var kind = wild.pick(OutcomeAmount.Kind.values());
    return new OutcomeAmount(
        kind,
        kind == OutcomeAmount.Kind.OTHER ? x12("category") : null,
        null,
        money(),
        null);
  }

  private Adjustment adjustment() {
    return new Adjustment(
        wild.maybe(() -> wild.pick(Adjustment.Group.values())),
        wild.maybe(() -> x12("category")),
        Coded.of(AdjustmentReasons.CARC, String.valueOf(wild.next()), wild.maybe(wild::text)),
        wild.maybe(this::money),
        wild.maybe(wild::number));
  }

  private OutcomePayment payment() {
    return new OutcomePayment(
        wild.maybe(() -> x12("payment")),
        wild.maybe(this::day),
        wild.maybe(this::money),
        wild.maybe(() -> wild.identifier("ACSN")),
        wild.maybe(this::money),
        wild.maybe(() -> x12("why")));
  }

  private ProcessNote note() {
    return new ProcessNote(
        wild.maybe(() -> wild.next() + 1),
        wild.maybe(() -> wild.pick(ProcessNote.Type.values())),
        wild.text());
  }

  private AnswerError error() {
    return new AnswerError(
        wild.maybe(() -> wild.next() + 1),
        x12("901"),
        wild.maybe(() -> x12("889")),
        wild.maybe(() -> "2010A-NM" + wild.next()),
        wild.maybe(() -> "Bundle.entry[" + wild.next() + "]"),
        wild.maybe(() -> wild.next() + 1));
  }

  private Authorization authorization(String patientId) {
    var ours = wild.flip();
    return new Authorization(
        wild.id(),
        patientId,
        wild.pick(Claim.Status.values()),
        wild.list(2, () -> wild.identifier("ACSN")),
        ours ? wild.maybe(() -> "PA" + wild.next()) : null,
        ours ? null : wild.maybe(() -> wild.identifier("ACSN")),
        wild.partial(),
        wild.maybe(this::payer),
        wild.pick(ClaimOutcome.Result.values()),
        wild.maybe(wild::text),
        wild.maybe(() -> "AUTH" + wild.next()),
        wild.maybe(this::period),
        wild.maybe(wild::flip),
        wild.maybe(this::review),
        wild.list(3, this::authorized),
        wild.list(2, this::requested),
        wild.list(2, this::note),
        wild.list(2, this::error),
        wild.time());
  }

  private Review review() {
    return new Review(
        Coded.of(Review.ACTIONS, wild.pick(List.of("A1", "A3", "A4")), wild.maybe(wild::text)),
        wild.maybe(() -> "AUTH" + wild.next()),
        wild.list(2, () -> x12("886")),
        wild.maybe(wild::flip));
  }

  private AuthorizationLine authorized() {
    return new AuthorizationLine(
        wild.next() + 1,
        wild.maybe(this::review),
        wild.maybe(this::day),
        wild.maybe(this::period),
        wild.maybe(
            () -> wild.flip() ? new ServicePeriod(wild.partial(), null) : period()),
        wild.maybe(() -> "REF" + wild.next()),
        wild.maybe(() -> "OLD" + wild.next()),
        wild.list(2, () -> wild.identifier("ACSN")),
        wild.maybe(this::service),
        wild.list(2, () -> Coded.of(Systems.ICD_10_CM, "F33." + wild.below(9), null)),
        wild.list(2, wild::next).stream().map(n -> n + 1).toList());
  }

  private AuthorizedService service() {
    var units = wild.number();
    return new AuthorizedService(
        Coded.of(Systems.CPT, "96365", wild.maybe(wild::text)),
        wild.maybe(() -> Coded.of(Systems.CPT, "96366", null)),
        wild.flip() ? List.of(Coded.of(Systems.HCPCS, "JZ", null)) : List.of(),
        wild.maybe(this::money),
        units,
        wild.flip() ? x12("unit") : null,
        wild.maybe(() -> x12("revenue")),
        wild.maybe(wild::number),
        wild.maybe(wild::flip),
        wild.maybe(() -> x12("level")));
  }

  private RequestedDocument requested() {
    return new RequestedDocument(
        wild.list(2, () -> x12("755")),
        wild.list(2, () -> x12("medium")),
        wild.list(2, wild::text),
        wild.maybe(() -> wild.next() + 1));
  }

  private EligibilityRequest request(String patientId, String coverageId) {
    return new EligibilityRequest(
        wild.id(),
        patientId,
        wild.pick(Claim.Status.values()),
        wild.list(2, () -> wild.identifier("ACSN")),
        wild.maybe(() -> x12("priority")),
        List.of(wild.pick(EligibilityRequest.Purpose.values())),
        wild.maybe(this::period),
        wild.partial(),
        wild.maybe(this::payer),
        List.of(coverageId),
        wild.list(
            3,
            () ->
                new EligibilityRequest.Service(
                    x12("1365"),
                    wild.maybe(() -> Coded.of(Systems.CPT, "96365", wild.maybe(wild::text))),
                    wild.list(2, () -> Coded.of(Systems.HCPCS, "JZ", null)),
                    wild.list(2, () -> Coded.of(Systems.ICD_10_CM, "F33." + wild.below(9), null)))),
        wild.time());
  }

  private Eligibility eligibility(String patientId, String coverageId) {
    var ours = wild.flip();
    return new Eligibility(
        wild.id(),
        patientId,
        wild.pick(Claim.Status.values()),
        wild.list(2, () -> wild.identifier("ACSN")),
        List.of(wild.pick(EligibilityRequest.Purpose.values())),
        wild.maybe(this::period),
        wild.partial(),
        ours ? wild.maybe(() -> "ELG" + wild.next()) : null,
        ours ? null : wild.maybe(() -> wild.identifier("ACSN")),
        wild.pick(ClaimOutcome.Result.values()),
        wild.maybe(wild::text),
        wild.maybe(this::payer),
        List.of(
            new CoverageBenefits(
                coverageId,
                wild.maybe(wild::flip),
                wild.maybe(this::period),
                wild.list(3, this::benefit))),
        wild.maybe(() -> "AUTH" + wild.next()),
        wild.list(2, () -> x12("error")),
        wild.time());
  }

  private Benefit benefit() {
    var kind = wild.flip();
    return new Benefit(
        kind ? x12("1365") : null,
        kind ? null : Coded.of(Systems.CPT, "96365", wild.maybe(wild::text)),
        wild.list(2, () -> Coded.of(Systems.HCPCS, "JZ", null)),
        wild.maybe(wild::flip),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        wild.maybe(() -> x12("network")),
        wild.maybe(() -> x12("unit")),
        wild.maybe(() -> x12("term")),
        wild.list(3, this::limit),
        wild.maybe(wild::flip),
        wild.list(2, () -> x12("needs")),
        wild.maybe(() -> "https://payer.example.com/" + wild.next()));
  }

  private BenefitAmount limit() {
    var allowed = wild.below(4);
    var used = wild.below(4);
    return new BenefitAmount(
        x12("benefit"),
        allowed == 0 ? money() : null,
        allowed == 1 ? (@Nullable Integer) wild.next() : null,
        allowed == 2 ? wild.text() : null,
        used == 0 ? money() : null,
        used == 1 ? (@Nullable Integer) wild.next() : null,
        used == 2 ? wild.text() : null);
  }
}

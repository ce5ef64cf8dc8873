package org.luer.mappings.concept.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Severity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.synthetic.SyntheticClinic;

/** What a session may be billed as, line by line. */
class SessionCodingTest {
  private static final String VIAL = "67457010810";
  private static final StockedProduct SEVERAL =
      new StockedProduct(VIAL, "J3490", false, null, null, null);
  private static final StockedProduct ONE =
      new StockedProduct(VIAL, "J3490", true, null, null, null);
  private static final StockedProduct ONDANSETRON =
      new StockedProduct("00409475503", "J2405", true, new BigDecimal("4"), null, null);

  private static InfusionSession session(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(SyntheticClinic.session105Minutes().session());
    tree.remove(List.of("adjuncts", "waste", "lots", "signature", "adverseEvents"));
    tree.put("status", "completed");
    tree.withObject("/drug").put("ndc", VIAL);
    timeline(tree, "08:00", "08:40");
    change.accept(tree);
    return (InfusionSession)
        ClinicRecords.read(tree.toString())
            .value()
            .orElseThrow(IllegalArgumentException::new)
            .get(0);
  }

  /** Start and stop, or a start only. */
  private static void timeline(ObjectNode session, String start, String stop) {
    var timeline = session.putArray("timeline");
    event(timeline.addObject(), "start", start)
        .putObject("rate")
        .put("value", 150)
        .put("unit", "mL/h");
    if (!stop.isEmpty()) {
      event(timeline.addObject(), "stop", stop);
    }
    session.withObject("/totals").remove(List.of("running", "volume"));
    session.withObject("/totals").putObject("dose").put("value", 41).put("unit", "mg");
  }

  private static ObjectNode event(ObjectNode event, String type, String at) {
    return event.put("type", type).put("at", "2026-05-04T" + at + ":00-05:00");
  }

  private static void adjunct(ObjectNode session, String at, String reason) {
    var adjunct = session.withArray("/adjuncts").addObject();
    adjunct
        .putObject("drug")
        .put("system", Systems.RXNORM)
        .put("code", "26225")
        .put("text", "ondansetron");
    adjunct.putObject("dose").put("value", 4).put("unit", "mg");
    adjunct.putObject("route").put("system", Systems.SNOMED_CT).put("code", "47625008");
    adjunct.put("at", "2026-05-04T" + at + ":00-05:00");
    if (!reason.isEmpty()) {
      adjunct
          .putObject("reason")
          .put("system", Systems.ICD_10_CM)
          .put("code", reason)
          .put("text", "nausea");
    }
  }

  private static CodingProposal propose(InfusionSession session, StockedProduct... stock) {
    return propose(session, List.of(), List.of(), List.of(), stock);
  }

  private static CodingProposal propose(
      InfusionSession session,
      List<Assessment> assessments,
      List<ChargeLine> supplied,
      List<CodingRules.Row> rules,
      StockedProduct... stock) {
    var billing =
        new CodingCase.Billing(
            "C1",
            Coded.of(
                "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
                "11",
                "Office"),
            null,
            null,
            null,
            List.of());
    return SessionCoding.propose(
        new CodingCase(
            session,
            assessments,
            supplied,
            List.of(stock),
            Map.of("96365", Money.usd("310.00"), "J2405", Money.usd("0.60")),
            billing,
            "acme",
            rules));
  }

  /** Code, modifiers and units of each line. */
  private static List<String> lines(CodingProposal proposal) {
    return Objects.requireNonNull(proposal.charge()).lines().stream()
        .map(
            l ->
                Objects.requireNonNull(l.code()).code()
                    + l.modifiers().stream().map(m -> "-" + m.code()).reduce("", String::concat)
                    + " x"
                    + l.units())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "08:10, 96374 x1",
    "08:15, 96374 x1",
    "08:16, 96365 x1",
    "08:40, 96365 x1",
    "09:00, 96365 x1",
    "09:30, 96365 x1",
    "09:31, 96365 x1|96366 x1",
    "10:00, 96365 x1|96366 x1",
    "10:30, 96365 x1|96366 x1",
    "10:31, 96365 x1|96366 x2",
    "11:31, 96365 x1|96366 x3"
  })
  void theVectorsOfTheReference(String stop, String expected) {
    var lines = lines(propose(session(s -> timeline(s, "08:00", stop)), SEVERAL));
    assertThat(lines.subList(0, lines.size() - 1)).containsExactly(expected.split("\\|"));
    assertThat(lines).endsWith("J3490 x1");
  }

  @Test
  void anInfusionWithoutADocumentedStopIsAPushAndSaysSo() {
    var proposal = propose(session(s -> timeline(s, "08:00", "")), SEVERAL);
    assertThat(lines(proposal)).startsWith("96374 x1");
    assertThat(proposal.findings())
        .anySatisfy(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.WARNING);
              assertThat(f.path()).isEqualTo("/timeline");
              assertThat(f.text()).contains("no stop");
            });
  }

  @Test
  void theLinesOfTheReferencesExample() {
    var session =
        session(
            s -> {
              s.putArray("indications")
                  .addObject()
                  .put("system", Systems.ICD_10_CM)
                  .put("code", "F33.2");
              adjunct(s, "08:20", "R11.0");
            });
    var proposal =
        propose(
            session,
            List.of(assessment("phq-9", 4), assessment("cadss-6", 4)),
            List.of(evaluation(true)),
            List.of(),
            SEVERAL,
            ONDANSETRON);
    assertThat(lines(proposal))
        .containsExactly(
            "96365 x1", "96375 x1", "J3490 x1", "J2405-JZ x4", "96127 x1", "99214-25 x1");
    var charge = Objects.requireNonNull(proposal.charge());
    assertThat(charge.diagnoses())
        .extracting(d -> d.code().code())
        .containsExactly("F33.2", "R11.0");
    assertThat(charge.lines())
        .extracting(ChargeLine::diagnoses)
        .containsExactly(
            List.of(1), List.of(1, 2), List.of(1), List.of(1, 2), List.of(1), List.of(1));
    assertThat(charge.lines().get(2).drug())
        .satisfies(
            d -> {
              assertThat(Objects.requireNonNull(d).product().code()).isEqualTo(VIAL);
              assertThat(Objects.requireNonNull(d.quantity()).unit()).isEqualTo("mL");
            });
    assertThat(charge.lines().get(0).amount()).isEqualTo(Money.usd("310.00"));
    assertThat(charge.lines().get(3).amount()).isEqualTo(Money.usd("2.40"));
    assertThat(charge.lines()).allSatisfy(l -> assertThat(l.evidence()).isNotEmpty());
    assertThat(proposal.explanations())
        .extracting(CodingProposal.Explanation::line)
        .containsAll(charge.lines().stream().map(ChargeLine::number).toList());
    assertThat(proposal.explanations())
        .as("dissociation is never billed, and that is said")
        .anySatisfy(e -> assertThat(e.text()).contains("cadss-6"));
    assertThat(proposal.findings()).isEmpty();
  }

  @Test
  void whatIsCodedPassesTheScrubberAsAClaim() {
    var session =
        session(
            s ->
                s.putArray("indications")
                    .addObject()
                    .put("system", Systems.ICD_10_CM)
                    .put("code", "F33.2"));
    var prices = Map.of("96365", Money.usd("310.00"), "J3490", Money.usd("18.50"));
    var billing =
        new CodingCase.Billing(
            "C1",
            Coded.of(BillingCodes.PLACE_OF_SERVICE, "11", "Office"),
            null,
            null,
            "AUTH1",
            List.of("COV1"));
    var charge =
        Objects.requireNonNull(
            SessionCoding.propose(
                    new CodingCase(
                        session,
                        List.of(),
                        List.of(),
                        List.of(SEVERAL),
                        prices,
                        billing,
                        "acme",
                        List.of()))
                .charge());
    var running = RunningTime.of(session.timeline(), session.totals()).orElseThrow();
    var claim = ClaimDraft.of(charge, "CLM1", new PartialTime("2026-05-05"), running, null);
    assertThat(claim.total()).isEqualTo(Money.usd("328.50"));
    assertThat(Objects.requireNonNull(claim.times()).minutes()).isEqualTo(Quantity.of("40", "min"));
    assertThat(claim.lines().get(1).code().text()).contains("41 mg");
    var coverage =
        (Coverage)
            ClinicRecords.read(
                    "{\"kind\":\"Coverage\",\"id\":\"COV1\",\"patientId\":\"%s\"}"
                        .formatted(session.patientId()))
                .value()
                .orElseThrow()
                .get(0);
    var approval = new ScrubCase.Approval("AUTH1", null, null, Map.of());
    assertThat(
            ClaimScrubber.scrub(
                new ScrubCase(
                    claim,
                    "1234567893",
                    List.of(coverage),
                    List.of(approval),
                    running,
                    0,
                    List.of(SEVERAL),
                    "acme",
                    List.of(),
                    LocalDate.of(2026, 5, 6))))
        .isEmpty();
    var credited =
        charge.withLines(
            Stream.concat(charge.lines().stream(), Stream.of(charge.lines().get(1).reversed()))
                .toList());
    assertThat(
            ClaimDraft.of(credited, "CLM2", new PartialTime("2026-05-05"), running, "CLM1").lines())
        .as("what was taken back is not claimed")
        .hasSize(1);
  }

  @Test
  void whatWasDiscardedIsALineOfASingleDoseContainerOnly() {
    Consumer<ObjectNode> waste =
        s -> s.putArray("waste").addObject().putObject("amount").put("value", 9).put("unit", "mg");
    assertThat(lines(propose(session(waste), ONE))).contains("J3490 x1", "J3490-JW x1");
    assertThat(lines(propose(session(s -> {}), ONE))).contains("J3490-JZ x1");
    assertThat(lines(propose(session(waste), SEVERAL))).containsExactly("96365 x1", "J3490 x1");
    var unknown = propose(session(waste));
    assertThat(lines(unknown)).containsExactly("96365 x1", "J3490 x1");
    assertThat(unknown.findings())
        .anySatisfy(f -> assertThat(f.text()).contains("neither JW nor JZ"));
  }

  @Test
  void payersHaveTheirOwnRulesForTheirTime() {
    var all = List.of(assessment("phq-9", 4), assessment("gad-7", 4), assessment("pcl-5", 3));
    assertThat(lines(propose(session(s -> {}), all, List.of(), List.of(), SEVERAL)))
        .as("the day before does not count")
        .contains("96127 x2");
    var most =
        new CodingRules.Row(
            "acme", CodingRules.Rule.MOST_SCORED, "1", LocalDate.of(2026, 1, 1), null, "contract");
    var capped = propose(session(s -> {}), all, List.of(), List.of(most), SEVERAL);
    assertThat(lines(capped)).contains("96127 x1");
    assertThat(capped.findings()).anySatisfy(f -> assertThat(f.path()).isEqualTo("/assessments"));
    var over =
        new CodingRules.Row(
            "acme",
            CodingRules.Rule.MOST_SCORED,
            "1",
            null,
            LocalDate.of(2025, 12, 31),
            "contract");
    var other =
        new CodingRules.Row("other", CodingRules.Rule.MOST_SCORED, "1", null, null, "contract");
    assertThat(lines(propose(session(s -> {}), all, List.of(), List.of(over, other), SEVERAL)))
        .contains("96127 x2");
  }

  @Test
  void evaluationsAreNeverWithoutTheirDocumentation() {
    var proposal =
        propose(session(s -> {}), List.of(), List.of(evaluation(false)), List.of(), SEVERAL);
    assertThat(proposal.findings())
        .anySatisfy(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.ERROR);
              assertThat(f.path()).isEqualTo("supplied/0/evidence");
            });
  }

  @Test
  void aSessionThatNeverBeganIsNotBilled() {
    var none =
        propose(
            session(
                s -> {
                  s.remove("timeline");
                  s.remove("totals");
                }));
    assertThat(none.charge()).isNull();
    assertThat(none.explanations())
        .extracting(CodingProposal.Explanation::rule)
        .containsExactly("nothing-given");
  }

  private static Assessment assessment(String instrument, int day) {
    var total =
        org.luer.mappings.concept.instrument.Instruments.of(instrument).scores().stream()
            .filter(org.luer.mappings.concept.instrument.ScoreRule::total)
            .findFirst()
            .orElseThrow();
    var json =
        """
        {"kind":"Assessment","id":"A-%1$s","patientId":"%2$s","instrument":"%1$s","status":"completed",
        "authored":"2026-05-0%3$dT07:45:00-05:00","scores":[{"code":"%4$s","value":%5$s}]}
        """
            .formatted(
                instrument,
                SyntheticClinic.session105Minutes().session().patientId(),
                day,
                total.code(),
                total.min());
    return (Assessment)
        ClinicRecords.read(json).value().orElseThrow(IllegalArgumentException::new).get(0);
  }

  private static ChargeLine evaluation(boolean documented) {
    return new ChargeLine(
        "EM1",
        ChargeLine.Type.CHARGE,
        null,
        Coded.of(Systems.CPT, "99214", "established, moderate"),
        List.of(),
        BigDecimal.ONE,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        documented ? List.of(new Evidence("Document", "D1", null)) : List.of(),
        null);
  }
}

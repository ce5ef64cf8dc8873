package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.synthetic.SyntheticCharges;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Before;

/** A posted line is never changed: it is credited, and what stands instead is charged anew. */
class ChargesCorrectionTest {
  private static final ChargesExchange EXCHANGE = ChargesExchange.INSTANCE;
  private static final Charges FIRST = first();

  private static Charges first() {
    var report = SyntheticClinic.session105Minutes();
    return new Charges(
        report.clinic(),
        report.patient(),
        List.of(),
        SyntheticCharges.of(report.session()).orElseThrow());
  }

  private static Charge charge() {
    return FIRST.charge().orElseThrow();
  }

  private static Charges with(Charge charge) {
    return new Charges(FIRST.clinic(), FIRST.patient(), List.of(), charge);
  }

  private static Before<Charges> took(Charges set, List<String> memory) {
    return new Before<>(set, memory);
  }

  /** {@code CG 1234} of each FT1. */
  private static List<String> posted(Charges set, Before<Charges> before) {
    return EXCHANGE.toHl7v2(set, before, Dialect.DEFAULT, Set.of(ChargesHl7v2.DFT_P03)).stream()
        .flatMap(draft -> draft.segments().stream())
        .filter(segment -> segment.name().equals("FT1"))
        .map(ft1 -> ft1.get(6) + " " + ft1.get(2))
        .toList();
  }

  private static String number(int line) {
    return charge().lines().get(line).number();
  }

  @Test
  void anUnchangedChargeIsNotPostedAgain() {
    assertThat(posted(FIRST, took(FIRST, List.of()))).isEmpty();
  }

  @Test
  void aDraftIsToldToNobody() {
    var tree = ClinicRecords.tree(charge());
    tree.put("status", "draft");
    var draft = with((Charge) ClinicRecords.read(tree, "").value().orElseThrow());
    assertThat(posted(draft, Before.nothing())).isEmpty();
    assertThat(posted(FIRST, took(draft, List.of()))).hasSize(3);
  }

  @Test
  void aCreditIsPostedOnce() {
    var lines = new ArrayList<>(charge().lines());
    lines.add(charge().lines().get(1).reversed());
    var credited = with(charge().withLines(lines));
    assertThat(posted(credited, took(FIRST, List.of()))).containsExactly("CD " + number(1));
    assertThat(posted(credited, took(credited, List.of()))).isEmpty();
    assertThat(posted(with(charge().withLines(lines).voided()), took(credited, List.of())))
        .containsExactly("CD " + number(0), "CD " + number(2));
  }

  @Test
  void aLineThatIsGoneIsCredited() {
    var fewer = with(charge().withLines(charge().lines().subList(0, 2)));
    assertThat(posted(fewer, took(FIRST, List.of()))).containsExactly("CD " + number(2));
  }

  @Test
  void aChangedLineIsCreditedAndChargedUnderANewNumber() {
    var second = with(dearer(charge(), "26.00"));
    var posted = posted(second, took(FIRST, List.of()));
    assertThat(posted).hasSize(2);
    assertThat(posted.get(0)).isEqualTo("CD " + number(2));
    assertThat(posted.get(1)).matches("CG [0-9A-Z]{12}").isNotEqualTo("CG " + number(2));
    var memory = EXCHANGE.memory(second, took(FIRST, List.of()));
    assertThat(memory).containsExactly("1 " + number(2));
    var third = with(dearer(charge(), "28.00"));
    var again = posted(third, took(second, memory));
    assertThat(again.get(0)).isEqualTo("CD" + posted.get(1).substring(2));
    assertThat(again.get(1)).startsWith("CG ").isNotEqualTo(posted.get(1));
    assertThat(EXCHANGE.memory(third, took(second, memory))).containsExactly("2 " + number(2));
  }

  @Test
  void theReaderKnowsTheClinicsOwnNumberOfALineThatWasChargedAnew() {
    var second = with(dearer(charge(), "26.00"));
    var texts =
        EXCHANGE
            .toHl7v2(second, took(FIRST, List.of()), Dialect.DEFAULT, Set.of(ChargesHl7v2.DFT_P03))
            .stream()
            .map(Draft::text)
            .map(text -> PreParser.read(text).value().orElseThrow())
            .toList();
    var read = EXCHANGE.fromHl7v2(texts, Dialect.DEFAULT).value().orElseThrow().get(0);
    assertThat(read.charge().orElseThrow().lines())
        .extracting(ChargeLine::key)
        .containsExactly("credit|" + number(2), "charge|" + number(2));
  }

  @Test
  void aVoidChargeIsTakenBack() {
    assertThat(posted(with(charge().voided()), took(FIRST, List.of())))
        .containsExactly("CD " + number(0), "CD " + number(1), "CD " + number(2));
  }

  @Test
  void inFhirALineThatIsGoneIsEnteredInError() {
    var fewer = with(charge().withLines(charge().lines().subList(0, 2)));
    var bundle = EXCHANGE.toFhir(fewer, took(FIRST, List.of()), Dialect.DEFAULT);
    assertThat(
            bundle.getEntry().stream()
                .map(e -> e.getResource())
                .filter(ChargeItem.class::isInstance)
                .map(r -> ((ChargeItem) r).getStatus().toCode()))
        .containsExactly("billable", "billable", "entered-in-error");
  }

  private static Charge dearer(Charge charge, String price) {
    var tree = ClinicRecords.tree(charge);
    var line = (com.fasterxml.jackson.databind.node.ObjectNode) tree.get("lines").get(2);
    for (var field : List.of("amount", "unitPrice")) {
      ((com.fasterxml.jackson.databind.node.ObjectNode) line.get(field))
          .put("value", new BigDecimal(price));
    }
    return (Charge) ClinicRecords.read(tree, "").value().orElseThrow();
  }
}

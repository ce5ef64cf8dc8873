package org.luer.mappings.concept.charge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Severity;
import org.luer.mappings.synthetic.SyntheticCharges;
import org.luer.mappings.synthetic.SyntheticClinic;

/** What a biller is told, and what a charge refuses to be. */
class ChargeReviewTest {
  private static final Charge CHARGE =
      SyntheticCharges.of(SyntheticClinic.session105Minutes().session()).orElseThrow();

  @Test
  void aRightChargeHasNoFindings() {
    assertThat(ChargeReview.of(CHARGE, null)).isEmpty();
    assertThat(ChargeReview.of(CHARGE, Quantity.of("105", "min"))).isEmpty();
  }

  @Test
  void unitsThatTheMinutesDoNotGiveAreNamedAndLeftAlone() {
    assertThat(ChargeReview.of(CHARGE, Quantity.of("40", "min")))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.severity()).isEqualTo(Severity.WARNING);
              assertThat(issue.path()).isEqualTo("/lines");
              assertThat(issue.text()).contains("96366").contains("0 units");
            });
    assertThat(findings(c -> line(c, 1).put("units", 2)))
        .containsExactly("/lines/1/amount", "/lines");
  }

  @Test
  void aCreditedLineCountsNoMore() {
    var lines = new java.util.ArrayList<>(CHARGE.lines());
    lines.add(CHARGE.lines().get(1).reversed());
    assertThat(ChargeReview.of(CHARGE.withLines(lines), Quantity.of("80", "min"))).isEmpty();
  }

  @Test
  void codesModifiersAndDrugsAreLookedAt() {
    assertThat(findings(c -> ((ObjectNode) line(c, 0).get("code")).put("code", "9636")))
        .contains("/lines/0/code/code");
    assertThat(
            findings(
                c -> {
                  var modifiers = line(c, 2).putArray("modifiers");
                  modifiers.addObject().put("text", "JW");
                  modifiers.addObject().put("system", "x").put("code", "JW");
                  modifiers.addObject().put("system", "x").put("code", "JZ");
                }))
        .contains("/lines/2/modifiers", "/lines/2/modifiers/0/code");
    assertThat(findings(c -> line(c, 2).remove("drug"))).contains("/lines/2/drug");
    assertThat(
            findings(c -> ((ObjectNode) line(c, 2).at("/drug/product")).put("code", "0409205115")))
        .contains("/lines/2/drug/product/code");
    assertThat(findings(c -> line(c, 0).put("number", "2026031000000001")))
        .contains("/lines/0/number");
    assertThat(findings(c -> line(c, 0).remove("diagnoses"))).contains("/lines/0/diagnoses");
    assertThat(findings(c -> ((ObjectNode) c.get("placeOfService")).put("code", "77")))
        .contains("/placeOfService/code");
  }

  @Test
  void theRulesOfTheRecordHold() {
    assertThat(refusals(c -> c.put("serviceDate", "2026-03")))
        .contains("/serviceDate", "/lines/0/from");
    assertThat(refusals(c -> line(c, 0).putArray("diagnoses").add(9)))
        .containsExactly("/lines/0/diagnoses/0");
    assertThat(refusals(c -> line(c, 0).put("units", -1))).containsExactly("/lines/0/units");
    assertThat(refusals(c -> line(c, 1).put("number", line(c, 0).get("number").asText())))
        .containsExactly("/lines/1");
    assertThat(refusals(c -> line(c, 0).remove(List.of("code", "item")))).contains("/lines/0/code");
    assertThat(refusals(c -> ((ObjectNode) line(c, 2).at("/drug/quantity")).put("unit", "mL/h")))
        .containsExactly("/lines/2/drug/quantity/unit");
    assertThat(refusals(c -> ((ObjectNode) c.get("rendering")).put("npi", "1234567890")))
        .containsExactly("/rendering/npi");
    assertThat(refusals(c -> c.remove("lines"))).containsExactly("/lines");
  }

  private static ObjectNode line(ObjectNode charge, int index) {
    return (ObjectNode) charge.get("lines").get(index);
  }

  private static List<String> findings(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(CHARGE);
    change.accept(tree);
    var charge = (Charge) ClinicRecords.read(tree, "").value().orElseThrow();
    return ChargeReview.of(charge, null).stream().map(Issue::path).toList();
  }

  private static List<String> refusals(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(CHARGE);
    change.accept(tree);
    var read = ClinicRecords.read(tree, "");
    assertThat(read.value()).isEmpty();
    return read.issues().stream().map(Issue::path).toList();
  }
}

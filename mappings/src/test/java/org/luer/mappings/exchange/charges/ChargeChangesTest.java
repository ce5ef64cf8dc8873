package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Hl7v2Leaves;
import org.luer.mappings.receipt.Leaf;

/** What of a stranger's charge counts as changed, and the near miss of each rule. */
class ChargeChangesTest {
  @Test
  void aCreditIsSaidByTypeOrBySign() {
    var back = transaction("CD", "1", "E11.65", "");
    assertThat(status(transaction("CR", "1", "E11.65", ""), back, "-6")).isEqualTo("credit");
    var bySign = transaction("CG", "-1", "E11.65", "");
    assertThat(status(bySign, back, "-6")).isEqualTo("credit");
    assertThat(status(bySign, back, "-10")).isEqualTo("credit");
    assertThat(status(transaction("CG", "1", "E11.65", ""), back, "-6"))
        .as("a charge that came back as credit")
        .isEqualTo("lost");
    assertThat(status(transaction("PY", "1", "E11.65", ""), back, "-6"))
        .as("a payment is no credit")
        .isEqualTo("lost");
    assertThat(status(transaction("CR", "-2", "E11.65", ""), back, "-10"))
        .as("another quantity")
        .isEqualTo("lost");
  }

  @Test
  void aDotIsAllThatADiagnosisMayGain() {
    var back = transaction("CG", "1", "E11.65", "");
    assertThat(status(transaction("CG", "1", "E1165", ""), back, "-19")).isEqualTo("icd-dot");
    assertThat(status(transaction("CG", "1", "E1156", ""), back, "-19")).isEqualTo("lost");
  }

  private static String transaction(String type, String quantity, String diagnosis, String by) {
    return "MSH|^~\\&|E|L|LUER|NLKC|20250306091533-0600||DFT^P03|1|P|2.5.1\rPID|1||1^^^L||Z^G\r"
        + "FT1|1|T1||20250306||%s|90792^^C4|||%s|||||||||%s^^I10|%s\r"
            .formatted(type, quantity, diagnosis, by);
  }

  private static String status(String source, String returned, String place) {
    var rules =
        new Comparison(
            new ChangeRules(ChargeChanges.INBOUND), Comparison.Withheld.NOTHING, Set::of, null);
    return rules.of(leaves(source), leaves(returned)).stream()
        .filter(r -> r.leaf().path().matches("FT1\\[1\\]" + place + "\\(1\\)\\.1.*"))
        .map(r -> r.rule() == null ? r.status().code() : r.rule())
        .distinct()
        .reduce("", (a, b) -> a.isEmpty() ? b : a + ", " + b);
  }

  private static List<Leaf> leaves(String text) {
    return Hl7v2Leaves.of(PreParser.read(text).value().orElseThrow());
  }
}

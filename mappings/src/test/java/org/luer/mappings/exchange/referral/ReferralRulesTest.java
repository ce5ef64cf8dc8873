package org.luer.mappings.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Hl7v2Leaves;
import org.luer.mappings.receipt.Leaf;

/** What of a referrer's message counts as changed, and the near miss of each rule. */
class ReferralRulesTest {
  @Test
  void aStatusComesBackAsTheCodeForWhatItMeans() {
    assertThat(status(order("A"), order("IP"))).isEqualTo("referral-status");
    assertThat(status(order("WAITS"), order("IP"))).as("no code of ours").isEqualTo("lost");
  }

  private static String order(String status) {
    return "MSH|^~\\&|E|L|LUER|NLKC|20250306091533-0600||ORM^O01|1|P|2.5.1\rPID|1||1^^^L||Z^G\r"
        + "ORC|SC|1^L|||%s\rOBR|1|1^L||90792^Psychiatric evaluation^C4\r".formatted(status);
  }

  private static String status(String source, String returned) {
    var rules =
        new Comparison(
            new ChangeRules(ReferralRules.INBOUND), Comparison.Withheld.NOTHING, Set::of, null);
    return rules.of(leaves(source), leaves(returned)).stream()
        .filter(r -> r.leaf().path().startsWith("ORC[1]-5"))
        .map(r -> r.rule() == null ? r.status().code() : r.rule())
        .reduce("", String::concat);
  }

  private static List<Leaf> leaves(String text) {
    return Hl7v2Leaves.of(PreParser.read(text).value().orElseThrow());
  }
}

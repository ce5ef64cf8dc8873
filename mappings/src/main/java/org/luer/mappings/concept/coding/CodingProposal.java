package org.luer.mappings.concept.coding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.core.Issue;

/**
 * What a session may be billed as; nothing is sent before the clinic confirms it.
 *
 * @param charge the lines as a draft; null when nothing can be billed
 * @param explanations why each line is there, and why something is not
 * @param findings what the clinic should look at; paths into the session, or below {@code supplied}
 */
public record CodingProposal(
    @Nullable Charge charge, List<Explanation> explanations, List<Issue> findings) {
  public CodingProposal {
    explanations = List.copyOf(explanations);
    findings = List.copyOf(findings);
  }

  /**
   * One reason.
   *
   * @param line number of the line; null for something that is not billed
   * @param rule the rule, as coding.md names it
   * @param text in plain words, without patient data
   */
  public record Explanation(@Nullable String line, String rule, String text) {}
}

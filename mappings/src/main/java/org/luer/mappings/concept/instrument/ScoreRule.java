package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;

/**
 * One score of an instrument: the total or a subscore.
 *
 * @param vocabulary whose code it has
 * @param code the code, also its name in the clinic model
 * @param text what people read
 * @param display the code system's words
 * @param total whether it is the total
 * @param formula how it follows from the answers
 * @param prorate how many answers may be missing for an estimate that stays in the clinic
 * @param min lowest value
 * @param max highest value
 */
public record ScoreRule(
    Vocabulary vocabulary,
    String code,
    String text,
    String display,
    boolean total,
    Formula formula,
    int prorate,
    BigDecimal min,
    BigDecimal max) {

  /** The link id in the Questionnaire. */
  public String linkId() {
    return vocabulary.linkId(code);
  }
}

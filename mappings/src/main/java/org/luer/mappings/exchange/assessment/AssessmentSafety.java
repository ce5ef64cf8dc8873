package org.luer.mappings.exchange.assessment;

import java.util.List;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.core.Issues;

/**
 * Which assessments somebody must look at before everything else: they go out on the stream {@code
 * safety} at once, signed or not. A signal counts whether the record declares it or its answers
 * demand it; an assessment that is not finished or was entered in error has none.
 */
public final class AssessmentSafety {
  private AssessmentSafety() {}

  /** Whether the assessment carries a safety signal. */
  public static boolean isSafety(Assessment assessment) {
    return !signals(assessment).isEmpty();
  }

  /** Its signals, each with its grade, in the order of the form. */
  public static List<SafetySignal> signals(Assessment assessment) {
    return assessment.complete()
        ? Scoring.complete(assessment, "", new Issues()).signals()
        : List.of();
  }

  /**
   * Whether a later version must go out on the stream {@code safety} too: it carries a signal, or
   * takes one back that was told.
   */
  public static boolean isSafety(Assessment assessment, Assessment before) {
    return isSafety(assessment) || isSafety(before);
  }
}

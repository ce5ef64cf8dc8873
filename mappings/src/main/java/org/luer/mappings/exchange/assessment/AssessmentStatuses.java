package org.luer.mappings.exchange.assessment;

import java.util.List;
import java.util.Optional;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.core.CodePairs;

/** How far an assessment is, in HL7 v2: order-status.csv (ORC-5), result-status.csv (OBR-25). */
final class AssessmentStatuses {
  private static final CodePairs<Assessment.Status> ORDER = load("order-status.csv");
  private static final CodePairs<Assessment.Status> RESULT = load("result-status.csv");

  private AssessmentStatuses() {}

  private static CodePairs<Assessment.Status> load(String file) {
    return CodePairs.load(
        AssessmentStatuses.class,
        file,
        List.of(Assessment.Status.values()),
        Assessment.Status::code);
  }

  /** ORC-5. */
  static String order(Assessment.Status status) {
    return ORDER.write(status);
  }

  /** OBR-25. */
  static String result(Assessment.Status status) {
    return RESULT.write(status);
  }

  /** What OBR-25 says. */
  static Optional<Assessment.Status> readResult(String code) {
    return Optional.ofNullable(RESULT.read(code));
  }
}

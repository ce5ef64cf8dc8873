package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.synthetic.SyntheticClinic;

/**
 * Generated assessments conform to R4 and US Core 7.0.0, their responses to the published
 * Questionnaires.
 */
class GeneratedAssessmentConformanceTest {
  static Stream<AssessmentReport> reports() {
    return LongStream.range(0, Integer.getInteger("conformance.assessments", 48))
        .mapToObj(GeneratedAssessmentConformanceTest::report);
  }

  /** The wild assessment of a tame patient: not every wild language is one of FHIR's. */
  private static AssessmentReport report(long seed) {
    var wild = AssessmentReports.of(seed, 30 + (int) seed);
    return new AssessmentReport(
        wild.clinic(), wild.people(), SyntheticClinic.series(seed).patient(), wild.assessment());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void conforms(AssessmentReport report) {
    var bundle = AssessmentFhir.toFhir(report, null, Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }
}

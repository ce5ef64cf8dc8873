package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticClinic;

/**
 * Generated sessions conform to R4 and US Core 7.0.0. 34 series of six are 204 sessions; the system
 * property {@code conformance.series} asks for another number.
 */
class GeneratedFhirConformanceTest {
  static Stream<SessionReport> reports() {
    return LongStream.range(0, Integer.getInteger("conformance.series", 34))
        .mapToObj(SyntheticClinic::series)
        .flatMap(s -> s.reports().stream());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void conforms(SessionReport report) {
    var bundle = SessionReportFhir.toFhir(report, Predecessor.NONE, Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }
}

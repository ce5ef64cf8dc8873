package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Provenance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticClinic;

/**
 * Generated sessions conform to R4 and US Core 7.0.0. 34 series of six are 204 sessions; the system
 * property {@code conformance.series} asks for another number.
 *
 * <p>A session holds a hundred readings that differ in nothing but their digits. Validating one of
 * them takes as long as validating any other resource, so one of each shape is validated; every
 * other resource of every session is.
 */
class GeneratedFhirConformanceTest {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern DIGIT = Pattern.compile("\\d");

  /** Shapes of observations that stood in a session before. */
  private static final Set<String> SHAPES = new HashSet<>();

  static Stream<SessionReport> reports() {
    return LongStream.range(0, Integer.getInteger("conformance.series", 34))
        .mapToObj(SyntheticClinic::series)
        .flatMap(s -> s.reports().stream());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void conforms(SessionReport report) {
    var bundle = SessionReportFhir.toFhir(report, Predecessor.NONE, Dialect.DEFAULT);
    withoutRepetitions(bundle);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  private static void withoutRepetitions(Bundle bundle) {
    var repeated = new HashSet<String>();
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof Observation one && !SHAPES.add(shape(one))) {
        repeated.add(entry.getFullUrl());
      }
    }
    bundle.getEntry().removeIf(entry -> repeated.contains(entry.getFullUrl()));
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof DiagnosticReport report) {
        report.getResult().removeIf(r -> repeated.contains(r.getReference()));
      } else if (entry.getResource() instanceof Observation one) {
        one.getHasMember().removeIf(r -> repeated.contains(r.getReference()));
      } else if (entry.getResource() instanceof Provenance provenance) {
        provenance.getTarget().removeIf(r -> repeated.contains(r.getReference()));
      }
    }
  }

  /** The observation with every number and time as long as it is, but of nines. */
  private static String shape(Observation one) {
    var numberless = UUID.matcher(FhirJson.encodeLoosely(one)).replaceAll("");
    return DIGIT.matcher(numberless).replaceAll("9");
  }
}

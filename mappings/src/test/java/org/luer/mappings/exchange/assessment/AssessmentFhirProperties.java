package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.sessionreport.FhirLosses;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.AssessmentReports;

/** Laws of the FHIR form for any valid assessment. */
class AssessmentFhirProperties {

  @Property(tries = 400)
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(
      @ForAll("reports") AssessmentReport report) {
    var json = FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT));
    var back =
        AssessmentFhir.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    assertThat(back.value().orElseThrow()).hasSize(1);
    var read = back.value().orElseThrow().get(0);
    var carried = carried(report);
    assertThat(lines(read)).containsExactlyElementsOf(lines(carried));
    assertThat(read).isEqualTo(carried);
  }

  @Property(tries = 100)
  void sameInputGivesTheSameBytes(@ForAll("reports") AssessmentReport report) {
    assertThat(FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT)))
        .isEqualTo(FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT)));
  }

  /** What losses.csv declares for FHIR is gone. */
  static AssessmentReport carried(AssessmentReport report) {
    return new AssessmentReport(
        FhirLosses.of(Objects.requireNonNull(report.clinic())),
        report.people(),
        FhirLosses.of(report.patient()),
        report.assessment());
  }

  private static List<String> lines(AssessmentReport report) {
    return Stream.of(report.clinic(), report.patient(), report.assessment())
        .filter(Objects::nonNull)
        .flatMap(r -> ClinicRecords.tree(r).toPrettyString().lines())
        .toList();
  }

  @Provide
  Arbitrary<AssessmentReport> reports() {
    return AssessmentReports.any();
  }
}

package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.proof.Declared;

/** Laws of the FHIR form for any valid assessment. */
class AssessmentFhirPropertiesTest {

  @Property(tries = 400, seed = "1")
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(
      @ForAll("reports") AssessmentReport report) {
    var json = FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT));
    var back =
        AssessmentFhir.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    assertThat(back.value().orElseThrow()).hasSize(1);
    var read = back.value().orElseThrow().get(0);
    var is = AssessmentRecords.records(read);
    var was = AssessmentRecords.records(report);
    assertThat(is).hasSameSizeAs(was);
    for (int i = 0; i < was.size(); i++) {
      Declared.fhir("assessment").same(is.get(i), was.get(i));
    }
  }

  @Property(tries = 100, seed = "1")
  void sameInputGivesTheSameBytes(@ForAll("reports") AssessmentReport report) {
    assertThat(FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT)))
        .isEqualTo(FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT)));
  }

  @Provide
  Arbitrary<AssessmentReport> reports() {
    return AssessmentReports.any();
  }
}

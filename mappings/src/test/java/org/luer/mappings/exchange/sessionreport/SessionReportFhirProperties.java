package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.SessionReports;

/** Laws of the FHIR form for any valid report. */
class SessionReportFhirProperties {

  @Property(tries = 400)
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(
      @ForAll("reports") SessionReport report) {
    var json = FhirJson.encode(SessionReportFhir.toFhir(report, Predecessor.NONE, Dialect.DEFAULT));
    var back =
        SessionReportFhir.fromFhir(
            FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).isEmpty();
    assertThat(back.value()).contains(List.of(FhirLosses.without(report)));
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }
}

package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.proof.Declared;

/** Laws of the FHIR form for any valid report. */
class SessionReportFhirPropertiesTest {

  @Property(tries = 400, seed = "1")
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(
      @ForAll("reports") SessionReport report) {
    var json = FhirJson.encode(SessionReportFhir.toFhir(report, Predecessor.NONE, Dialect.DEFAULT));
    var back =
        SessionReportFhir.fromFhir(
            FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).isEmpty();
    assertThat(back.value().orElseThrow()).hasSize(1);
    var read = records(back.value().orElseThrow().get(0));
    var told = records(Reports.carried(report));
    assertThat(read).hasSameSizeAs(told);
    for (int i = 0; i < told.size(); i++) {
      Declared.fhir("sessionreport").same(read.get(i), told.get(i));
    }
  }

  private static List<? extends ClinicRecord> records(SessionReport report) {
    return Stream.of(report.clinic(), report.patient(), report.order(), report.session())
        .filter(Objects::nonNull)
        .toList();
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }
}

package org.luer.mappings.exchange.sessionreport;

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
    assertThat(back.value().orElseThrow()).hasSize(1);
    var first = back.value().orElseThrow().get(0);
    var read =
        new SessionReport(
            first.clinic(), first.patient(), first.order(), FhirLosses.ordered(first.session()));
    var carried = FhirLosses.without(report);
    assertThat(lines(read)).containsExactlyElementsOf(lines(carried));
    assertThat(read).isEqualTo(carried);
  }

  /** Line by line, so that a failure names the leaf. */
  private static List<String> lines(SessionReport report) {
    var order = report.order();
    return Stream.of(report.clinic(), report.patient(), order, report.session())
        .filter(Objects::nonNull)
        .flatMap(r -> ClinicRecords.tree(r).toPrettyString().lines())
        .toList();
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }
}

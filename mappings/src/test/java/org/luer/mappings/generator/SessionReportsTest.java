package org.luer.mappings.generator;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.exchange.sessionreport.SessionReport;

/** Arbitrary reports are valid and survive their JSON. */
class SessionReportsTest {

  @Property(tries = 300)
  void everyReportSurvivesItsJson(@ForAll("reports") SessionReport report) {
    assertThat(ClinicRecords.read(ClinicRecords.tree(report.session()), "").value())
        .contains(report.session());
    assertThat(ClinicRecords.read(ClinicRecords.tree(report.patient()), "").value())
        .contains(report.patient());
    assertThat(ClinicRecords.read(ClinicRecords.tree(report.clinic()), "").value())
        .contains(report.clinic());
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }
}

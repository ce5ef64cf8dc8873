package org.luer.mappings.exchange.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;

/**
 * Puts {@link AssessmentReport}s together from the clinic's records, scored again, and takes them
 * apart.
 */
final class AssessmentRecords {
  private AssessmentRecords() {}

  /** One report per assessment among the records, in their order. */
  static Translation<List<AssessmentReport>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var organization =
        records.stream()
            .filter(Organization.class::isInstance)
            .map(Organization.class::cast)
            .findFirst()
            .orElse(clinic);
    var people =
        records.stream()
            .filter(Clinician.class::isInstance)
            .map(Clinician.class::cast)
            .collect(Collectors.toList());
    var reports = new ArrayList<AssessmentReport>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof Assessment assessment) {
        var at = "/" + i;
        if (organization == null) {
          issues.error(
              IssueCode.REQUIRED, at, "needs an Organization record: the clinic that reports");
        }
        patient(records, assessment, at, issues)
            .ifPresent(
                patient ->
                    reports.add(
                        new AssessmentReport(
                            organization,
                            reports.isEmpty() ? people : List.of(),
                            patient,
                            Scoring.complete(assessment, at, issues))));
      }
    }
    return issues.resultOf(() -> List.copyOf(reports));
  }

  private static Optional<Patient> patient(
      List<? extends ClinicRecord> records, Assessment assessment, String at, Issues issues) {
    var patient =
        records.stream()
            .filter(Patient.class::isInstance)
            .map(Patient.class::cast)
            .filter(p -> p.id().equals(assessment.patientId()))
            .findFirst();
    if (patient.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
    return patient;
  }

  /** The records of a report, the assessment last. */
  static List<ClinicRecord> records(AssessmentReport report) {
    var records = new ArrayList<ClinicRecord>();
    Optional.ofNullable(report.clinic()).ifPresent(records::add);
    records.addAll(report.people());
    records.add(report.patient());
    records.add(report.assessment());
    return List.copyOf(records);
  }
}

package org.luer.mappings.exchange.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;

/** Puts {@link Results} together from the clinic's records, and takes them apart again. */
final class ResultsRecords {
  private ResultsRecords() {}

  /** One set per Observation and MedicationAdministration, in their order. */
  static Translation<List<Results>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var reporter = first(records).orElse(clinic);
    var sets = new ArrayList<Results>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof Observation observation) {
        patient(records, observation.patientId(), "/" + i, issues)
            .ifPresent(p -> sets.add(new Results(reporter, p, observation, null)));
      } else if (records.get(i) instanceof MedicationAdministration given) {
        patient(records, given.patientId(), "/" + i, issues)
            .ifPresent(p -> sets.add(new Results(reporter, p, null, given)));
      }
    }
    if (sets.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.REQUIRED, "", "holds no Observation and no MedicationAdministration");
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static Optional<Organization> first(List<? extends ClinicRecord> records) {
    return records.stream()
        .filter(Organization.class::isInstance)
        .map(Organization.class::cast)
        .findFirst();
  }

  private static Optional<Patient> patient(
      List<? extends ClinicRecord> records, String id, String at, Issues issues) {
    var patient =
        records.stream()
            .filter(Patient.class::isInstance)
            .map(Patient.class::cast)
            .filter(p -> p.id().equals(id))
            .findFirst();
    if (patient.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
    return patient;
  }

  /** The records of a set: who reports, the patient, what it is about. */
  static List<ClinicRecord> records(Results set) {
    var records = new ArrayList<ClinicRecord>();
    Optional.ofNullable(set.clinic()).ifPresent(records::add);
    records.add(set.patient());
    records.add(set.about());
    return List.copyOf(records);
  }
}

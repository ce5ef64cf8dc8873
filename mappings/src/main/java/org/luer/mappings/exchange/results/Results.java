package org.luer.mappings.exchange.results;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;

/**
 * What crosses the wire when a general finding or a dose given elsewhere is told: that record, the
 * patient, and who reports.
 *
 * @param clinic who reports; absent when a sender does not say it
 * @param patient whose finding or dose
 * @param observation the findings; present when no dose is told
 * @param administration the dose; present when no findings are told
 */
public record Results(
    @Nullable Organization clinic,
    Patient patient,
    @Nullable Observation observation,
    @Nullable MedicationAdministration administration) {
  public Results {
    if ((observation == null) == (administration == null)) {
      throw new IllegalArgumentException("a set is about either findings or a dose");
    }
  }

  /** The record that the set is about. */
  public ClinicRecord about() {
    if (observation != null) {
      return observation;
    }
    if (administration != null) {
      return administration;
    }
    throw new IllegalStateException("a set is about either findings or a dose");
  }
}

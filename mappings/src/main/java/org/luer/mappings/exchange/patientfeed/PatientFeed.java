package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.registration.Registration;

/**
 * What crosses the wire when a patient is registered, updated or merged.
 *
 * @param clinic who tells
 * @param patient the patient, or the surviving one of a merge; absent when a merge names only
 *     numbers
 * @param registration what happened, and the visit it is about
 * @param coverages the patient's insurances
 * @param allergies the patient's allergies
 * @param conditions problems and diagnoses
 * @param procedures what was done before
 * @param merge numbers that are put together; absent for registrations and updates
 */
public record PatientFeed(
    Organization clinic,
    @Nullable Patient patient,
    @Nullable Registration registration,
    List<Coverage> coverages,
    List<Allergy> allergies,
    List<Condition> conditions,
    List<Procedure> procedures,
    @Nullable PatientMerge merge) {
  public PatientFeed {
    if (patient == null && merge == null) {
      throw new IllegalArgumentException("a feed is about a patient or a merge");
    }
    coverages = List.copyOf(coverages);
    allergies = List.copyOf(allergies);
    conditions = List.copyOf(conditions);
    procedures = List.copyOf(procedures);
  }

  /** A merge, with the surviving patient when more than its numbers is known. */
  public static PatientFeed merge(
      Organization clinic, @Nullable Patient patient, PatientMerge merge) {
    return new PatientFeed(
        clinic, patient, null, List.of(), List.of(), List.of(), List.of(), merge);
  }
}

package org.luer.mappings.exchange.referral;

import java.util.List;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Referral;

/**
 * What crosses the wire when a patient is referred, and when the referrer is told how far it is.
 *
 * <p>Insurance and allergies are those that the referrer tells of. The clinic does not tell the
 * referrer about them: they travel with the patient feed.
 *
 * @param patient who is referred
 * @param coverages insurance that the referrer knows of
 * @param allergies allergies that the referrer knows of
 * @param referral the request
 */
public record PatientReferral(
    Patient patient, List<Coverage> coverages, List<Allergy> allergies, Referral referral) {
  public PatientReferral {
    coverages = List.copyOf(coverages);
    allergies = List.copyOf(allergies);
  }

  /** A referral without insurance and allergies. */
  public PatientReferral(Patient patient, Referral referral) {
    this(patient, List.of(), List.of(), referral);
  }
}

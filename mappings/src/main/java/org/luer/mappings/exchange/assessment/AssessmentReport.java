package org.luer.mappings.exchange.assessment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;

/**
 * What crosses the wire when an assessment is told: the assessment with its patient and the clinic.
 *
 * @param clinic who reports; a sender from outside may not name itself
 * @param people clinicians whom the sender tells of without saying what part they have
 * @param patient whose assessment
 * @param assessment the assessment
 */
public record AssessmentReport(
    @Nullable Organization clinic, List<Clinician> people, Patient patient, Assessment assessment) {
  public AssessmentReport {
    people = List.copyOf(people);
  }

  /** A report that tells of nobody without a part in it. */
  public AssessmentReport(@Nullable Organization clinic, Patient patient, Assessment assessment) {
    this(clinic, List.of(), patient, assessment);
  }
}

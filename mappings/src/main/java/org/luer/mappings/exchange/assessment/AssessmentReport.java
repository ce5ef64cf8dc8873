package org.luer.mappings.exchange.assessment;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;

/**
 * What crosses the wire when an assessment is told: the assessment with its patient and the clinic.
 *
 * @param clinic who reports; a sender from outside may not name itself
 * @param patient whose assessment
 * @param assessment the assessment
 */
public record AssessmentReport(
    @Nullable Organization clinic, Patient patient, Assessment assessment) {}

package org.luer.mappings.exchange.referral;

import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Referral;

/**
 * What crosses the wire when a patient is referred, and when the referrer is told how far it is.
 *
 * @param patient who is referred
 * @param referral the request
 */
public record PatientReferral(Patient patient, Referral referral) {}

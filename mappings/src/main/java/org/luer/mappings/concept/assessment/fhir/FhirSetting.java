package org.luer.mappings.concept.assessment.fhir;

import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.fhir.BundleWriter;

/**
 * What the resources of one assessment share.
 *
 * @param out the Bundle
 * @param patient whose assessment
 * @param encounter the session or visit, when there is one
 * @param people who is named
 * @param replaces whether the receiver may have an earlier version
 * @param partner key of the receiver
 * @param sent number of a response from outside, by which everybody knows it; null for our own
 */
public record FhirSetting(
    BundleWriter out,
    Reference patient,
    @Nullable Reference encounter,
    ClinicianFhir people,
    boolean replaces,
    String partner,
    @Nullable Identifier sent) {}

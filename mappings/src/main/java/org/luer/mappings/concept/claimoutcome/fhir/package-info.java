/** Answers of insurers to claims in FHIR R4: ClaimResponse and ExplanationOfBenefit. */
package org.luer.mappings.concept.claimoutcome.fhir;

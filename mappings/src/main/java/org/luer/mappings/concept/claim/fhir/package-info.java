/** Claims and requests for prior authorization in FHIR R4. */
package org.luer.mappings.concept.claim.fhir;

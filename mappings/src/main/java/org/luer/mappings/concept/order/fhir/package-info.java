/** Orders in FHIR R4: what all requests say alike, and the order for an infusion. */
package org.luer.mappings.concept.order.fhir;

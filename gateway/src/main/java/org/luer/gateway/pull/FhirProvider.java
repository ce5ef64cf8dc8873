package org.luer.gateway.pull;

/**
 * Another part of the gateway that answers requests below {@code /fhir}: a plain provider of HAPI's
 * server, whose interactions pass the same checks and the same log.
 */
public interface FhirProvider {}

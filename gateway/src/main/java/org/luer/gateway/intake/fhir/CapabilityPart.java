package org.luer.gateway.intake.fhir;

import org.hl7.fhir.r4.model.CapabilityStatement;

/** Another part of the gateway that the FHIR interface's one CapabilityStatement tells of. */
public interface CapabilityPart {
  /**
   * Adds what it serves to what the statement says already; its first {@code rest} is the server.
   */
  void describe(CapabilityStatement statement);
}

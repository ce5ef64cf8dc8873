package org.luer.mappings.exchange.sessionreport;

import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.Dialect;

/** {@link SessionReport} to and from an R4 transaction Bundle. */
public final class SessionReportFhir {
  private SessionReportFhir() {}

  /** The Bundle of a report. */
  public static Bundle toFhir(SessionReport report, Predecessor predecessor, Dialect dialect) {
    return new SessionReportWriter(report, dialect).write();
  }
}

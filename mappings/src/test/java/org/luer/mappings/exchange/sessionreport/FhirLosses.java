package org.luer.mappings.exchange.sessionreport;

/** A report without what losses-fhir.csv declares. */
final class FhirLosses {
  private FhirLosses() {}

  static SessionReport without(SessionReport report) {
    return Reports.carried(report);
  }
}

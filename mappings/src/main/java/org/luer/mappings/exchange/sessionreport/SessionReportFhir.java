package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.TransactionParts;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link SessionReport} to and from an R4 Bundle (US Core 7.0.0).
 *
 * <p>Written: one transaction with Organization, Patient, Practitioner(Role)s, MedicationRequest,
 * Locations, RelatedPerson, Conditions, Encounter, Medications, Procedure,
 * MedicationAdministrations, Observations, AdverseEvents, Provenance. What the receiver owns and
 * what never changes is created conditionally; Encounter and Procedure are updated; AdverseEvent
 * and Provenance cannot be found by identifier and are put under derived ids: {@link
 * TransactionParts} parts them.
 *
 * <p>Read: transaction, batch and collection Bundles, ours and others'. Refused as a whole when a
 * status, modifier or second patient forbids using it.
 */
public final class SessionReportFhir {
  private SessionReportFhir() {}

  /** The Bundle of a report, as a first report or as the correction of what the partner has. */
  public static Bundle toFhir(SessionReport report, Predecessor predecessor, Dialect dialect) {
    var bundle = new SessionReportWriter(report, dialect).write();
    return predecessor.report() == null
        ? bundle
        : new SessionCorrection(
                new SessionReportWriter(predecessor.report(), dialect).write(), bundle, dialect)
            .bundle();
  }

  /** Parts a Bundle into what can be sent again safely and what cannot. */
  public static TransactionParts split(Bundle bundle) {
    return TransactionParts.of(bundle);
  }

  /** The reports of a Bundle, one per Encounter. */
  public static Translation<List<SessionReport>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var reports = new SessionReportReader(in).read();
    return issues.resultOf(() -> reports);
  }
}

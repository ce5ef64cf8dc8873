package org.luer.mappings.exchange.assessment;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link AssessmentReport} to and from an R4 Bundle (US Core 7.0.0).
 *
 * <p>Written: one transaction with Organization, Patient, Practitioners, the Encounter of the
 * session or visit, QuestionnaireResponse, Observations of scores, safety items and circumstances,
 * Provenance. What is told for the first time is created conditionally; a later version replaces it
 * by identifier, and an Observation that is gone is updated to entered-in-error.
 *
 * <p>Read: transaction, batch and collection Bundles, ours and others', one assessment per
 * QuestionnaireResponse. Others' are scored here.
 */
public final class AssessmentFhir {
  private AssessmentFhir() {}

  /**
   * The Bundle of a report.
   *
   * @param before the version that the partner has
   */
  public static Bundle toFhir(
      AssessmentReport report, @Nullable AssessmentReport before, Dialect dialect) {
    var bundle = new AssessmentWriter(report, before != null, dialect).write();
    if (before != null) {
      Vanished.add(new AssessmentWriter(before, true, dialect).write(), bundle);
    }
    return bundle;
  }

  /** The reports of a Bundle, one per QuestionnaireResponse. */
  public static Translation<List<AssessmentReport>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var reports = new AssessmentReader(in).read();
    return issues.resultOf(() -> reports);
  }
}

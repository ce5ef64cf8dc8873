package org.luer.mappings.exchange.charges;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.fhir.ChargeFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Unsafe;
import org.luer.mappings.translation.Before;

/**
 * {@link Charges} to and from an R4 Bundle (reference/fhir.md 4.7).
 *
 * <p>Written: one transaction with Organization, Patient, Practitioner(Role)s, Locations and one
 * ChargeItem per line, updated by its number. A line that a partner has and that is gone is updated
 * to entered-in-error.
 *
 * <p>Read: transaction, batch and collection Bundles, ours and others'. Refused as a whole when a
 * status, modifier or second patient forbids using it.
 */
public final class ChargesFhir {
  private static final Set<Bundle.BundleType> READ =
      Set.of(Bundle.BundleType.TRANSACTION, Bundle.BundleType.BATCH, Bundle.BundleType.COLLECTION);

  private ChargesFhir() {}

  static Bundle toFhir(Charges set, Before<Charges> before, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic = OrganizationFhir.toFhir(set.clinic(), out);
    var people = new ClinicianFhir(out, clinic, set.clinic().telecoms());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    set.charge()
        .ifPresent(
            charge -> {
              new ChargeFhir(charge, out, people, patient, clinic).toFhir(null);
              gone(charge, before)
                  .forEach(g -> new ChargeFhir(g, out, people, patient, clinic).toFhir(null));
            });
    return out.bundle();
  }

  /** What the partner has of a charge and is no line of it any more, as entered in error. */
  private static List<Charge> gone(Charge charge, Before<Charges> before) {
    if (before.set() == null) {
      return List.of();
    }
    var kept = charge.lines().stream().map(ChargeLine::key).collect(Collectors.toSet());
    return before.set().charge().stream()
        .flatMap(
            was -> {
              var lines = was.lines().stream().filter(l -> !kept.contains(l.key())).toList();
              return lines.isEmpty() ? Stream.of() : Stream.of(was.withLines(lines).voided());
            })
        .toList();
  }

  static Translation<List<Charges>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    if (!READ.contains(bundle.getType())) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          "Bundle.type",
          "only transaction, batch and collection are read");
    }
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var sets = new ChargesReader(in).read();
    return issues.resultOf(() -> sets);
  }
}

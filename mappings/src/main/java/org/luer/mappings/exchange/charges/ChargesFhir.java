package org.luer.mappings.exchange.charges;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.authorization.AuthorizationFhir;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.fhir.ChargeFhir;
import org.luer.mappings.concept.claim.fhir.ClaimFhir;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.fhir.ClaimOutcomeFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityFhir;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.concept.invoice.InvoiceFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.GuarantorFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
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
 * ChargeItem per line, or the Claim, updated by its number, with Account, guarantors and Coverages.
 * A line that a partner has and that is gone is updated to entered-in-error.
 *
 * <p>Read: transaction, batch and collection Bundles, ours and others'. Refused as a whole when a
 * status, modifier or second patient forbids using it.
 */
public final class ChargesFhir {
  private ChargesFhir() {}

  static Bundle toFhir(Charges set, Before<Charges> before, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic = OrganizationFhir.toFhir(set.clinic(), out);
    var people = new ClinicianFhir(out, clinic, set.clinic().telecoms());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    set.coverages().forEach(c -> CoverageFhir.toFhir(c, patient, out));
    var charge = set.charge();
    if (charge.isPresent()) {
      var visit = charge.get().visit();
      var account =
          GuarantorFhir.toFhir(set.patient(), visit == null ? null : visit.account(), patient, out)
              .orElse(null);
      var coverages = set.coverages().stream().map(Coverage::id).collect(Collectors.toSet());
      Stream.concat(Stream.of(charge.get()), gone(charge.get(), before).stream())
          .forEach(c -> new ChargeFhir(c, out, people, patient, clinic).toFhir(account, coverages));
    }
    set.invoice().ifPresent(i -> InvoiceFhir.toFhir(i, out, patient, clinic));
    set.claim()
        .ifPresent(
            c ->
                new ClaimFhir(c, out, people, clinic)
                    .toFhir(patient, coverages(c.coverageIds(), out), payer(c.coverageIds(), out)));
    answers(set, out, patient, clinic);
    return out.bundle();
  }

  private static void answers(
      Charges set, BundleWriter out, Reference patient, Reference clinic) {
    set.about(ClaimOutcome.class)
        .ifPresent(
            o ->
                ClaimOutcomeFhir.toFhir(
                    o,
                    out,
                    patient,
                    coverages(o.coverageIds(), out),
                    payer(o.coverageIds(), out),
                    clinic));
    set.about(Authorization.class)
        .ifPresent(a -> AuthorizationFhir.toFhir(a, out, patient, null, clinic));
    set.about(EligibilityRequest.class)
        .ifPresent(
            r ->
                EligibilityFhir.toFhir(
                    r,
                    out,
                    patient,
                    coverages(r.coverageIds(), out),
                    payer(r.coverageIds(), out),
                    clinic));
    set.about(Eligibility.class)
        .ifPresent(
            e -> EligibilityFhir.toFhir(e, out, patient, payer(e.coverageIds(), out), clinic));
  }

  private static List<Reference> coverages(List<String> ids, BundleWriter out) {
    return ids.stream()
        .map(id -> BundleWriter.reference("Coverage", out.sid("coverage"), id))
        .toList();
  }

  /** The insurer of the first coverage, when that is written and names it. */
  private static @Nullable Reference payer(List<String> coverageIds, BundleWriter out) {
    return coverages(coverageIds, out).stream()
        .limit(1)
        .flatMap(
            first ->
                out.bundle().getEntry().stream()
                    .filter(entry -> first.getReference().equals(entry.getFullUrl())))
        .map(entry -> (org.hl7.fhir.r4.model.Coverage) entry.getResource())
        .map(org.hl7.fhir.r4.model.Coverage::getPayorFirstRep)
        .filter(Reference::hasReference)
        .findFirst()
        .orElse(null);
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
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var sets = new ChargesReader(in).read();
    return issues.resultOf(() -> sets);
  }
}

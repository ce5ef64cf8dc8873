package org.luer.mappings.exchange.results;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministrationFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.ObservationFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
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
 * {@link Results} to and from an R4 Bundle.
 *
 * <p>Written: one transaction with Organization, Patient, Practitioner(Role)s (conditional
 * creates), and Specimen, Observations, Media, DiagnosticReport, MedicationAdministration
 * (conditional updates: they have states). Findings that the receiver has and this version has not
 * are put as entered in error. Read: DiagnosticReports with their results, Observations that no
 * report names, MedicationAdministrations; each becomes a set.
 */
final class ResultsFhir {
  private static final Set<Bundle.BundleType> READ =
      Set.of(Bundle.BundleType.TRANSACTION, Bundle.BundleType.BATCH, Bundle.BundleType.COLLECTION);

  private ResultsFhir() {}

  static Bundle toFhir(Results set, Before<Results> before, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic = set.clinic();
    var reporter = clinic == null ? null : OrganizationFhir.toFhir(clinic, out);
    var people =
        new ClinicianFhir(
            out,
            reporter == null ? new Reference() : reporter,
            clinic == null ? List.of() : clinic.telecoms());
    var subject = PatientFhir.toFhir(set.patient(), out, people, dialect);
    if (set.observation() != null) {
      ObservationFhir.toFhir(set.observation(), out, people, subject, reporter);
      var earlier = before.set() == null ? null : before.set().observation();
      if (earlier != null) {
        ObservationFhir.withdraw(
            earlier, gone(earlier.findings(), set.observation().findings()), out, people, subject);
      }
    }
    if (set.administration() != null) {
      MedicationAdministrationFhir.toFhir(set.administration(), out, people, subject, reporter);
    }
    return out.bundle();
  }

  /** The earlier findings that are no longer there. */
  static List<Finding> gone(List<Finding> earlier, List<Finding> now) {
    var keys = new HashSet<Object>();
    now.forEach(f -> keys.add(f.key()));
    return earlier.stream().filter(f -> !keys.contains(f.key())).toList();
  }

  /**
   * Reads the sets of a Bundle.
   *
   * @param others whether another exchange claims a resource
   */
  static Translation<List<Results>> fromFhir(
      Bundle bundle, Predicate<Resource> others, Dialect dialect) {
    var issues = new Issues();
    if (!bundle.hasType() || !READ.contains(bundle.getType())) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          "Bundle.type",
          "only transaction, batch and collection are read");
    }
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var sets = new Reader(in, others).read();
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static final class Reader {
    private final BundleReader in;
    private final Predicate<Resource> others;
    private final PartiesFhir parties;
    private final List<Results> sets = new ArrayList<>();

    Reader(BundleReader in, Predicate<Resource> others) {
      this.in = in;
      this.others = others;
      this.parties = new PartiesFhir(in);
    }

    List<Results> read() {
      var named = new HashSet<Observation>();
      for (var report : in.all(DiagnosticReport.class)) {
        if (!others.test(report)) {
          var results = new ArrayList<Observation>();
          for (var reference : report.getResult()) {
            in.resolve(reference, report, Observation.class)
                .filter(o -> !others.test(o))
                .ifPresent(results::add);
          }
          named.addAll(results);
          report(report, results);
        }
      }
      for (var lone : in.all(Observation.class)) {
        if (!named.contains(lone) && !others.test(lone)) {
          lone(lone);
        }
      }
      for (var given : in.all(MedicationAdministration.class)) {
        if (!others.test(given)) {
          given(given);
        }
      }
      return sets;
    }

    private Optional<Patient> patient(Reference subject, DomainResource owner) {
      return parties.subject(subject, owner).flatMap(parties::patient);
    }

    /** The first Organization of the Bundle among the performers; none when nobody says it. */
    private @Nullable Organization reporter(List<Reference> performers, DomainResource owner) {
      for (var performer : performers) {
        var contained = performer.hasReference() && performer.getReference().startsWith("#");
        var found =
            contained ? Optional.<Organization>empty() : parties.organization(performer, owner);
        if (found.isPresent()) {
          return found.get();
        }
      }
      return null;
    }

    private ObservationFhir.Context context(Patient patient) {
      return new ObservationFhir.Context(in, patient.id(), parties::clinician);
    }

    private void report(DiagnosticReport report, List<Observation> results) {
      var clinic = reporter(report.getPerformer(), report);
      patient(report.getSubject(), report)
          .ifPresent(
              p ->
                  ObservationFhir.fromFhir(report, results, context(p))
                      .ifPresent(o -> sets.add(new Results(clinic, p, o, null))));
    }

    private void lone(Observation lone) {
      var clinic = reporter(lone.getPerformer(), lone);
      patient(lone.getSubject(), lone)
          .ifPresent(
              p ->
                  ObservationFhir.fromFhir(lone, context(p))
                      .ifPresent(o -> sets.add(new Results(clinic, p, o, null))));
    }

    private void given(MedicationAdministration given) {
      var organizations = in.all(org.hl7.fhir.r4.model.Organization.class);
      var clinic =
          organizations.isEmpty()
              ? null
              : OrganizationFhir.fromFhir(
                      organizations.get(0),
                      in.dialect(),
                      in.path(organizations.get(0)),
                      in.issues())
                  .orElse(null);
      patient(given.getSubject(), given)
          .ifPresent(
              p ->
                  MedicationAdministrationFhir.fromFhir(given, p.id(), parties::clinician, in)
                      .ifPresent(g -> sets.add(new Results(clinic, p, null, g))));
    }
  }
}

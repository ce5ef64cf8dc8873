package org.luer.mappings.exchange.referral;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.patient.KeepingFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.referral.fhir.ReferralFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link PatientReferral} to and from an R4 Bundle (US Core 7.0.0): Patient, ServiceRequest, Task,
 * and the people and organizations that they name.
 *
 * <p>ServiceRequest and Task are updated by our identifier, so a correction is the same Bundle with
 * other content; what the receiver owns is created conditionally.
 */
final class PatientReferralFhir {
  private PatientReferralFhir() {}

  static Bundle toFhir(PatientReferral set, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic = new Reference().setDisplay(dialect.clinic().facility());
    var people = new ClinicianFhir(out, clinic, List.of());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    set.coverages().forEach(c -> CoverageFhir.toFhir(c, patient, out));
    var allergies =
        set.allergies().stream().map(a -> AllergyFhir.toFhir(a, patient, out, people)).toList();
    ReferralFhir.toFhir(set.referral(), out, people, patient, clinic, set.coverages(), allergies);
    return out.bundle();
  }

  static Translation<List<PatientReferral>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).meaning();
    var people = new ClinicianReader(in);
    var sets = new ArrayList<PatientReferral>();
    for (var request : in.all(ServiceRequest.class)) {
      if (ReferralClaims.referral(request)) {
        read(request, in, people).ifPresent(sets::add);
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static Optional<PatientReferral> read(
      ServiceRequest request, BundleReader in, ClinicianReader people) {
    return patient(request, in, people)
        .flatMap(
            patient ->
                ReferralFhir.fromFhir(request, patient.id(), in, people)
                    .map(
                        referral ->
                            new PatientReferral(
                                patient,
                                coverages(patient.id(), in),
                                allergies(patient.id(), in),
                                referral)));
  }

  private static List<Coverage> coverages(String patientId, BundleReader in) {
    return in.all(org.hl7.fhir.r4.model.Coverage.class).stream()
        .flatMap(c -> CoverageFhir.fromFhir(c, patientId, in).stream())
        .toList();
  }

  private static List<Allergy> allergies(String patientId, BundleReader in) {
    return in.all(AllergyIntolerance.class).stream()
        .flatMap(a -> AllergyFhir.fromFhir(a, patientId, in).stream())
        .toList();
  }

  private static Optional<Patient> patient(
      ServiceRequest request, BundleReader in, ClinicianReader people) {
    var written = in.resolve(request.getSubject(), request, org.hl7.fhir.r4.model.Patient.class);
    if (written.isEmpty()) {
      in.issues()
          .error(
              IssueCode.NOT_FOUND, in.path(request) + ".subject", "is no Patient of this Bundle");
      return Optional.empty();
    }
    var patient = written.get();
    var referrer =
        PatientFhir.practitioner(patient).flatMap(r -> people.read(r, patient)).orElse(null);
    return PatientFhir.fromFhir(patient, referrer, in.dialect(), in.path(patient), in.issues())
        .map(p -> KeepingFhir.read(p, patient, in));
  }
}

package org.luer.mappings.exchange.appointment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.appointment.AppointmentFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.patient.KeepingFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link PatientAppointment} to and from an R4 Bundle: Patient, Appointment, and the people and
 * places that it names. The Appointment is updated by our identifier, so a change is the same
 * Bundle with other content.
 */
final class PatientAppointmentFhir {
  private PatientAppointmentFhir() {}

  static Bundle toFhir(PatientAppointment set, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic = new Reference().setDisplay(dialect.clinic().facility());
    var people = new ClinicianFhir(out, clinic, List.of());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    AppointmentFhir.toFhir(set.appointment(), out, people, patient, clinic);
    return out.bundle();
  }

  static Translation<List<PatientAppointment>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).meaning();
    var people = new ClinicianReader(in);
    var sets = new ArrayList<PatientAppointment>();
    for (var written : in.all(Appointment.class)) {
      read(written, in, people).ifPresent(sets::add);
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static Optional<PatientAppointment> read(
      Appointment written, BundleReader in, ClinicianReader people) {
    return patient(written, in, people)
        .flatMap(
            patient ->
                AppointmentFhir.fromFhir(written, patient.id(), in, people)
                    .map(appointment -> new PatientAppointment(patient, appointment)));
  }

  private static Optional<Patient> patient(
      Appointment written, BundleReader in, ClinicianReader people) {
    var found =
        written.getParticipant().stream()
            .flatMap(
                p ->
                    in.resolve(p.getActor(), written, org.hl7.fhir.r4.model.Patient.class).stream())
            .distinct()
            .toList();
    if (found.size() != 1) {
      in.issues()
          .error(
              found.isEmpty() ? IssueCode.NOT_FOUND : IssueCode.CONFLICT,
              in.path(written) + ".participant",
              "must name exactly one Patient of this Bundle");
      return Optional.empty();
    }
    var patient = found.get(0);
    var referrer =
        PatientFhir.practitioner(patient).flatMap(r -> people.read(r, patient)).orElse(null);
    return PatientFhir.fromFhir(patient, referrer, in.dialect(), in.path(patient), in.issues())
        .map(p -> KeepingFhir.read(p, patient, in));
  }
}

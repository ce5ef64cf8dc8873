package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.AllergyFhir;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.condition.ConditionFhir;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.merge.PatientMergeFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.GuarantorFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.procedure.ProcedureFhir;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.concept.registration.RegistrationFhir;
import org.luer.mappings.concept.registration.RegistrationProvenance;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.ForeignElements;
import org.luer.mappings.fhir.Identifiers;

/** Writes one feed as a complete transaction: our version replaces the receiver's copy. */
final class FeedWriter {
  private final PatientFeed feed;
  private final Dialect dialect;
  private final BundleWriter out;
  private final Reference clinic;
  private final ClinicianFhir people;

  FeedWriter(PatientFeed feed, Dialect dialect) {
    this.feed = feed;
    this.dialect = dialect;
    this.out = new BundleWriter(dialect.base());
    this.clinic = OrganizationFhir.toFhir(feed.clinic(), out);
    this.people = new ClinicianFhir(out, clinic, feed.clinic().telecoms());
  }

  Bundle write() {
    var merge = feed.merge();
    var patient = feed.patient();
    if (merge != null) {
      merge(merge, patient);
    } else if (patient != null) {
      feed(patient);
    }
    var bundle = out.bundle();
    returned(bundle);
    return bundle;
  }

  private void feed(Patient patient) {
    var subject = PatientFhir.toFhir(patient, out, people, dialect);
    var registration = feed.registration();
    var visit = registration == null ? null : registration.visit();
    var account =
        GuarantorFhir.toFhir(patient, visit == null ? null : visit.account(), subject, out)
            .orElse(null);
    var encounter =
        registration != null && RegistrationFhir.hasVisit(registration)
            ? encounter(registration, subject, account)
            : null;
    var id = encounter == null || registration == null ? null : registration.id();
    feed.coverages().forEach(c -> CoverageFhir.toFhir(c, subject, out));
    feed.allergies().forEach(a -> AllergyFhir.toFhir(a, subject, out, people));
    for (var condition : feed.conditions()) {
      ConditionFhir.toFhir(condition, subject, encounter, id, people, out);
    }
    for (var procedure : feed.procedures()) {
      ProcedureFhir.toFhir(procedure, subject, id, people::known, out);
    }
    if (registration != null) {
      event(registration, subject, encounter);
    }
    RegistrationProvenance.toFhir(patient, subject, clinic, out);
  }

  private Encounter encounter(
      Registration registration, Reference subject, @Nullable Reference account) {
    var encounter = RegistrationFhir.toFhir(registration, subject, account, clinic, out);
    for (var member : registration.staff()) {
      RegistrationFhir.participant(
          member, people.toFhir(member.clinician(), encounter), encounter, out);
    }
    out.update(encounter, out.sid(ConditionFhir.VISIT), registration.id());
    return encounter;
  }

  private void event(Registration registration, Reference subject, @Nullable Encounter encounter) {
    var targets = new ArrayList<Reference>();
    targets.add(subject);
    if (encounter != null) {
      targets.add(
          BundleWriter.reference("Encounter", out.sid(ConditionFhir.VISIT), registration.id()));
    }
    RegistrationProvenance.toFhir(registration, targets, who(registration.by()), clinic, out);
  }

  private @Nullable Reference who(@Nullable Clinician by) {
    return by == null ? null : people.known(by);
  }

  private void merge(PatientMerge merge, @Nullable Patient patient) {
    var survivor = patient == null ? numbersOnly(merge) : null;
    var subject =
        survivor == null && patient != null
            ? PatientFhir.toFhir(patient, out, people, dialect)
            : reference(merge);
    var written =
        survivor == null
            ? out.bundle().getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(org.hl7.fhir.r4.model.Patient.class::isInstance)
                .map(org.hl7.fhir.r4.model.Patient.class::cast)
                .findFirst()
                .orElseThrow()
            : survivor;
    numbers(merge, written);
    PatientMergeFhir.toFhir(merge, written, subject, who(merge.by()), clinic, out);
    if (patient != null) {
      RegistrationProvenance.toFhir(patient, subject, clinic, out);
    }
  }

  private org.hl7.fhir.r4.model.Patient numbersOnly(PatientMerge merge) {
    var survivor = new org.hl7.fhir.r4.model.Patient();
    survivor.setMeta(out.meta(null));
    var first = Identifiers.of(merge.surviving().get(0), out.base());
    out.update(survivor, first.getSystem(), first.getValue());
    return survivor;
  }

  private Reference reference(PatientMerge merge) {
    var first = Identifiers.of(merge.surviving().get(0), out.base());
    return BundleWriter.reference("Patient", first.getSystem(), first.getValue());
  }

  /** The surviving numbers stand on the surviving Patient, ours under our own system. */
  private void numbers(PatientMerge merge, org.hl7.fhir.r4.model.Patient survivor) {
    var patient = feed.patient();
    for (var number : merge.surviving()) {
      if (patient != null && patient.identifiers().stream().anyMatch(number::sameAs)) {
        continue; // the patient's own form of it may name the authority in another way
      }
      var written = Identifiers.of(number, out.base());
      var there =
          survivor.getIdentifier().stream()
              .anyMatch(
                  i ->
                      number.value().equals(i.getValue())
                          && (written.getSystem().equals(i.getSystem())
                              || dialect.clinic().gave(number)));
      if (!there) {
        survivor.addIdentifier(written);
      }
    }
  }

  /** Gives the sender back what is kept for it, in the resource of the record. */
  private void returned(Bundle bundle) {
    var byUrl = new HashMap<String, List<Foreign>>();
    for (ClinicRecord one : PatientFeedRecords.records(feed)) {
      FeedForeignFhir.kept(one)
          .filter(k -> !k.foreign().isEmpty())
          .ifPresent(
              k -> byUrl.put(BundleWriter.url(k.type(), out.sid(k.sid()), one.id()), k.foreign()));
    }
    if (byUrl.isEmpty()) {
      return;
    }
    for (var entry : bundle.getEntry()) {
      var foreign = byUrl.get(entry.getFullUrl());
      if (foreign != null) {
        Resource resource = entry.getResource();
        entry.setResource(ForeignElements.give((DomainResource) resource, foreign, dialect));
      }
    }
  }
}

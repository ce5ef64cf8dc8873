package org.luer.mappings.concept.party;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.KeepingFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.FhirJson;

/**
 * The patient, clinicians and organizations that the resources of one Bundle refer to, each read
 * once. Not thread-safe.
 */
public final class PartiesFhir {
  private final BundleReader in;
  private final Map<Practitioner, Optional<Clinician>> people = new HashMap<>();
  private final Map<org.hl7.fhir.r4.model.Patient, Optional<Patient>> patients = new HashMap<>();

  /** The parties of a Bundle; what is wrong with them goes to its issues. */
  public PartiesFhir(BundleReader in) {
    this.in = in;
  }

  /** The patient as written; an issue when the reference leads to none. */
  public Optional<org.hl7.fhir.r4.model.Patient> subject(
      Reference reference, DomainResource owner) {
    var subject = in.resolve(reference, owner, org.hl7.fhir.r4.model.Patient.class);
    if (subject.isEmpty()) {
      in.issues()
          .error(IssueCode.NOT_FOUND, in.path(owner) + ".subject", "is no Patient of this Bundle");
    }
    return subject;
  }

  /** The patient with the referrer. */
  public Optional<Patient> patient(org.hl7.fhir.r4.model.Patient written) {
    var known = patients.get(written);
    if (known == null) {
      var referrer =
          PatientFhir.practitioner(written).flatMap(r -> clinician(r, written)).orElse(null);
      known =
          PatientFhir.fromFhir(written, referrer, in.dialect(), in.path(written), in.issues())
              .map(p -> KeepingFhir.read(p, written, in));
      patients.put(written, known);
    }
    return known;
  }

  /** The organization, when the reference leads to one. */
  public Optional<Organization> organization(Reference reference, DomainResource owner) {
    return in.resolve(reference, owner, org.hl7.fhir.r4.model.Organization.class)
        .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), in.issues()));
  }

  /** The clinician, when the reference leads to one. */
  public Optional<Clinician> clinician(Reference reference, DomainResource owner) {
    var practitioner = person(reference, owner);
    if (practitioner.isEmpty()) {
      return Optional.empty();
    }
    var person = practitioner.get();
    var known = people.get(person);
    if (known == null) {
      known =
          ClinicianFhir.fromFhir(person, roles(person), in.dialect(), in.path(person), in.issues());
      people.put(person, known);
    }
    return known;
  }

  /**
   * The clinicians of the Bundle whom no resource but their own roles refers to. They have no part
   * in anything, so that one who cannot be read refuses nothing.
   */
  public List<Clinician> unnamed() {
    var left = new ArrayList<>(in.all(Practitioner.class));
    left.removeAll(people.keySet());
    if (left.isEmpty()) {
      return List.of();
    }
    var terser = FhirJson.context().newTerser();
    for (var resource : in.all()) {
      if (resource instanceof DomainResource owner && !(resource instanceof PractitionerRole)) {
        for (var reference : terser.getAllPopulatedChildElementsOfType(owner, Reference.class)) {
          person(reference, owner).ifPresent(left::remove);
        }
      }
    }
    var ids = new HashSet<String>();
    people.values().forEach(known -> known.ifPresent(c -> ids.add(c.id())));
    return left.stream().flatMap(p -> loose(p).stream()).filter(c -> ids.add(c.id())).toList();
  }

  private Optional<Clinician> loose(Practitioner person) {
    var issues = new Issues();
    var read = ClinicianFhir.fromFhir(person, roles(person), in.dialect(), in.path(person), issues);
    return issues.refuse() ? Optional.empty() : read;
  }

  private Optional<Practitioner> person(Reference reference, DomainResource owner) {
    var role = in.resolve(reference, owner, PractitionerRole.class);
    return role.isPresent()
        ? in.resolve(role.get().getPractitioner(), role.get(), Practitioner.class)
        : in.resolve(reference, owner, Practitioner.class);
  }

  private List<PractitionerRole> roles(Practitioner person) {
    return in.all(PractitionerRole.class).stream()
        .filter(r -> in.resolve(r.getPractitioner(), r, Practitioner.class).orElse(null) == person)
        .toList();
  }

  /** The staff among the participants; a part that the clinic does not record is reported. */
  public List<StaffMember> staff(Encounter encounter) {
    var staff = new ArrayList<StaffMember>();
    for (int i = 0; i < encounter.getParticipant().size(); i++) {
      var participant = encounter.getParticipant().get(i);
      var clinician = clinician(participant.getIndividual(), encounter);
      if (clinician.isEmpty()) {
        continue;
      }
      var role = StaffMemberFhir.role(participant, in.base());
      if (role.isEmpty()) {
        in.issues()
            .warning(
                IssueCode.CODE_UNKNOWN,
                in.path(encounter) + ".participant[" + i + "].type",
                "is not a part that the clinic records: not read");
        continue;
      }
      staff.add(
          StaffMemberFhir.read(
              role.get(),
              clinician.get(),
              participant,
              in.path(encounter) + ".participant[" + i + "]",
              in.issues()));
    }
    return staff;
  }
}

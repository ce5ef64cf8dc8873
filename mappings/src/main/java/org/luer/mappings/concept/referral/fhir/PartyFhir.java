package org.luer.mappings.concept.referral.fhir;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;

/**
 * {@link ReferralParty} to and from ServiceRequest.requester and performer.
 *
 * <p>Mapped: a clinician as Practitioner, an organization as Organization, a clinician of an
 * organization as a contained PractitionerRole of both. Read: the first of each kind; an
 * organization also by its name alone.
 */
final class PartyFhir {
  private PartyFhir() {}

  /** The reference to one end; writes what it refers to. */
  static Reference toFhir(
      ReferralParty party,
      String id,
      ServiceRequest owner,
      BundleWriter out,
      ClinicianFhir people) {
    var clinician = party.clinician();
    var organization = party.organization();
    if (organization == null && clinician != null) {
      return people.toFhir(clinician, owner);
    }
    var practice =
        organization == null ? new Reference() : OrganizationFhir.toFhir(organization, out);
    if (clinician == null) {
      return practice;
    }
    var role = new PractitionerRole().setOrganization(practice);
    role.setPractitioner(people.toFhir(clinician, owner));
    role.setId(id);
    owner.addContained(role);
    return new Reference("#" + id);
  }

  /** The end that these references name; empty when they name nobody of this Bundle. */
  static Optional<ReferralParty> fromFhir(
      List<Reference> references, ServiceRequest owner, BundleReader in, ClinicianReader people) {
    var clinician = references.stream().flatMap(r -> people.read(r, owner).stream()).findFirst();
    var organization =
        references.stream()
            .flatMap(r -> organization(r, owner, in).stream())
            .findFirst()
            .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), in.issues()))
            .or(() -> references.stream().flatMap(r -> named(r, in).stream()).findFirst());
    return clinician.isEmpty() && organization.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReferralParty(clinician.orElse(null), organization.orElse(null)));
  }

  /** An organization of which the reference says the name and nothing else. */
  private static Optional<org.luer.mappings.concept.organization.Organization> named(
      Reference reference, BundleReader in) {
    var name = reference.getDisplay();
    return name != null && !reference.hasReference() && "Organization".equals(reference.getType())
        ? Optional.of(
            org.luer.mappings.concept.organization.Organization.of(
                    OrganizationFhir.named(name, in.dialect()), name)
                .build())
        : Optional.empty();
  }

  private static Optional<Organization> organization(
      Reference reference, ServiceRequest owner, BundleReader in) {
    @Nullable PractitionerRole role =
        in.resolve(reference, owner, PractitionerRole.class).orElse(null);
    if (role == null) {
      return in.resolve(reference, owner, Organization.class);
    }
    var around = owner.getContained().contains(role) ? owner : role;
    return in.resolve(role.getOrganization(), around, Organization.class);
  }
}

package org.luer.mappings.concept.organization;

import java.util.Optional;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Organization} to and from an R4 Organization (US Core).
 *
 * <p>Mapped: identifier (our key, NPI, EIN), name, telecom, address. active is always true. Cannot
 * carry: use home of an address or telecom (R4 rules org-2, org-3). Ignored when read: type,
 * partOf, contact.
 */
public final class OrganizationFhir {
  private static final String SID = "organization";

  private OrganizationFhir() {}

  /** Writes the organization; the receiver's own entry stands when it has one. */
  public static Reference toFhir(Organization organization, BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Organization();
    written.setMeta(out.meta("us-core-organization"));
    written.addIdentifier(Identifiers.of(out.sid(SID), organization.id()));
    if (organization.npi() != null) {
      written.addIdentifier(Identifiers.of(Systems.NPI, organization.npi()));
    }
    if (organization.taxId() != null) {
      written.addIdentifier(Identifiers.of(Systems.EIN, organization.taxId()));
    }
    written.setActive(true).setName(organization.name());
    for (var telecom : Telecoms.of(organization.telecoms())) {
      var home = telecom.getUse() == ContactPoint.ContactPointUse.HOME;
      written.addTelecom(home ? telecom.setUse(null) : telecom);
    }
    for (var address : organization.addresses()) {
      var place = Addresses.of(address);
      var home = place.getUse() == org.hl7.fhir.r4.model.Address.AddressUse.HOME;
      written.addAddress(home ? place.setUse(null) : place);
    }
    return organization.npi() == null
        ? out.create(written, out.sid(SID), organization.id())
        : out.create(written, Systems.NPI, organization.npi());
  }

  /** Reads the organization; needs a name and some identifier. */
  public static Optional<Organization> fromFhir(
      org.hl7.fhir.r4.model.Organization written, String base, String path, Issues issues) {
    var npi = Identifiers.value(written.getIdentifier(), Systems.NPI);
    var id =
        Identifiers.value(written.getIdentifier(), Systems.sid(base, SID))
            .or(() -> npi)
            .or(
                () ->
                    written.getIdentifier().stream()
                        .map(org.hl7.fhir.r4.model.Identifier::getValue)
                        .filter(java.util.Objects::nonNull)
                        .findFirst());
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    if (!written.hasName()) {
      issues.error(IssueCode.REQUIRED, path + ".name", "is missing");
    }
    if (id.isEmpty() || !written.hasName()) {
      return Optional.empty();
    }
    var organization =
        new Organization(
            id.get(),
            written.getName(),
            npi.orElse(null),
            Identifiers.value(written.getIdentifier(), Systems.EIN).orElse(null),
            Telecoms.read(written.getTelecom(), path, issues),
            Addresses.read(written.getAddress()));
    var broken = new Issues();
    organization.check(broken, "");
    broken.list().forEach(i -> issues.error(i.code(), path + i.path().replace('/', '.'), i.text()));
    return Optional.of(organization);
  }
}

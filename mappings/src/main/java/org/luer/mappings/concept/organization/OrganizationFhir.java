package org.luer.mappings.concept.organization;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.clinician.NpiFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Organization} to and from an R4 Organization (US Core).
 *
 * <p>Mapped: identifier (our key, NPI, EIN), name, telecom, address. active (true unless said
 * otherwise), alias, type, contact. Cannot carry: use home of an address or telecom (R4 rules
 * org-2, org-3). Ignored when read: partOf, endpoint.
 */
public final class OrganizationFhir {
  private static final String SID = "organization";

  private OrganizationFhir() {}

  /** Writes the organization; the receiver's own entry stands when it has one. */
  public static Reference toFhir(Organization organization, BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Organization();
    written.setMeta(out.meta("us-core-organization"));
    written.addIdentifier(Identifiers.of(out.sid(SID), organization.id()));
    var npi = organization.npi();
    if (npi != null) {
      var given = organization.identifiers().stream().filter(i -> registered(i, npi)).findFirst();
      written.addIdentifier(
          given
              .map(i -> Identifiers.of(i, out.base()).setSystem(Systems.NPI).setAssigner(null))
              .orElseGet(() -> Identifiers.of(Systems.NPI, npi)));
    }
    if (organization.taxId() != null) {
      written.addIdentifier(Identifiers.of(Systems.EIN, organization.taxId()));
    }
    organization.identifiers().stream()
        .filter(i -> npi == null || !registered(i, npi))
        .forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.setActive(organization.active() == null || organization.active());
    written.setName(organization.name());
    organization.aliases().forEach(written::addAlias);
    organization.types().forEach(t -> written.addType(Codings.of(t)));
    organization.contacts().forEach(c -> desk(c, written.addContact()));
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

  /** The number of the national registry with what else is said of it. */
  private static boolean registered(Identifier number, String npi) {
    return number.value().equals(npi) && number.authority().equals(Systems.NPI);
  }

  private static void desk(
      Organization.Desk desk,
      org.hl7.fhir.r4.model.Organization.OrganizationContactComponent written) {
    if (desk.purpose() != null) {
      written.setPurpose(Codings.of(desk.purpose()));
    }
    if (desk.name() != null) {
      written.getName().setText(desk.name());
    }
    Telecoms.of(desk.telecoms()).forEach(written::addTelecom);
    if (desk.address() != null) {
      written.setAddress(Addresses.of(desk.address()));
    }
  }

  /** The key of an organization of which only the name is told: the same for the same sender. */
  public static String named(String name, Dialect dialect) {
    return Ids.uuid("organization", dialect.partner(), name).toString();
  }

  /** Reads the organization; needs a name. One without number is known by its name. */
  public static Optional<Organization> fromFhir(
      org.hl7.fhir.r4.model.Organization written, Dialect dialect, String path, Issues issues) {
    var base = dialect.base();
    var npi = NpiFhir.read(written.getIdentifier(), path, issues);
    var id =
        Identifiers.value(written.getIdentifier(), Systems.sid(base, SID))
            .or(() -> npi)
            .or(
                () ->
                    written.getIdentifier().stream()
                        .map(org.hl7.fhir.r4.model.Identifier::getValue)
                        .filter(java.util.Objects::nonNull)
                        .map(Ids::key)
                        .findFirst());
    if (!written.hasName()) {
      issues.error(IssueCode.REQUIRED, path + ".name", "is missing");
      return Optional.empty();
    }
    var organization =
        Organization.of(id.orElseGet(() -> named(written.getName(), dialect)), written.getName())
            .aliases(
                written.getAlias().stream()
                    .map(PrimitiveType::getValue)
                    .filter(Objects::nonNull)
                    .toList())
            .npi(npi.orElse(null))
            .taxId(Identifiers.value(written.getIdentifier(), Systems.EIN).orElse(null))
            .identifiers(numbers(written, dialect))
            .types(written.getType().stream().flatMap(t -> Codings.read(t).stream()).toList())
            .active((written.hasActive() && !written.getActive()) ? Boolean.FALSE : null)
            .telecoms(Telecoms.read(written.getTelecom(), path, issues))
            .addresses(Addresses.read(written.getAddress()))
            .contacts(desks(written, path, issues))
            .build();
    var broken = new Issues();
    organization.check(broken, "");
    broken.list().forEach(i -> issues.error(i.code(), path + i.path().replace('/', '.'), i.text()));
    return Optional.of(organization);
  }

  /** Our own number, a bare NPI and a bare EIN are the keys; others say who gave them. */
  private static List<Identifier> numbers(
      org.hl7.fhir.r4.model.Organization written, Dialect dialect) {
    var keys = Set.of(Systems.sid(dialect.base(), SID), Systems.NPI, Systems.EIN);
    var numbers = new ArrayList<Identifier>();
    for (var number : written.getIdentifier()) {
      if (NpiFhir.wrong(number)) {
        numbers.add(
            new Identifier(
                number.getValue(), "NPI", NpiFhir.OID, "NPI", null, Identifiers.use(number), null));
      } else if (Systems.NPI.equals(number.getSystem()) && (number.hasUse() || number.hasType())) {
        Identifiers.read(number.copy().setAssigner(null), dialect).ifPresent(numbers::add);
      } else if (!keys.contains(String.valueOf(number.getSystem()))) {
        Identifiers.read(number, dialect)
            .or(() -> Identifiers.bare(number))
            .ifPresent(numbers::add);
      }
    }
    return numbers;
  }

  private static List<Organization.Desk> desks(
      org.hl7.fhir.r4.model.Organization written, String path, Issues issues) {
    var desks = new ArrayList<Organization.Desk>();
    for (int i = 0; i < written.getContact().size(); i++) {
      var contact = written.getContact().get(i);
      desks.add(
          new Organization.Desk(
              Codings.read(contact.getPurpose()).orElse(null),
              Names.words(contact.getName()).orElse(null),
              Telecoms.read(contact.getTelecom(), path + ".contact[" + i + "]", issues),
              contact.hasAddress() ? Addresses.read(List.of(contact.getAddress())).get(0) : null));
    }
    return desks;
  }
}

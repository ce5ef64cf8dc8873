package org.luer.mappings.concept.clinician;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.People;
import org.luer.mappings.fhir.Telecoms;
import org.luer.mappings.fhir.Times;

/**
 * {@link Clinician} to and from Practitioner, and PractitionerRole for the specialty (US Core).
 *
 * <p>Mapped: identifier, active, name, telecom, address, gender, birthDate, qualification,
 * communication; PractitionerRole.specialty (with a telephone, as US Core wants one: the
 * clinician's, else the clinic's). A clinician who is named twice with different details stands
 * once as an entry and then contained in the resource that says otherwise (without specialty).
 * Ignored when read: photo.
 */
public final class ClinicianFhir {
  private static final String SID = People.STAFF;
  private static final String NPI = "NPI";
  private static final String NPI_OID = "2.16.840.1.113883.4.6";

  private final BundleWriter out;
  private final @Nullable Reference clinic;
  private final List<Telecom> desk;
  private final Map<String, Clinician> written = new HashMap<>();
  private final Map<String, Reference> references = new HashMap<>();

  /**
   * The people of one Bundle.
   *
   * @param clinic where they work, when known
   * @param desk how to reach the clinic
   */
  public ClinicianFhir(BundleWriter out, @Nullable Reference clinic, List<Telecom> desk) {
    this.out = out;
    this.clinic = clinic;
    this.desk = desk;
  }

  /** The reference to the clinician, written on first use. */
  public Reference toFhir(Clinician clinician, DomainResource owner) {
    var first = written.putIfAbsent(clinician.id(), clinician);
    if (first != null && !first.equals(clinician)) {
      return contained(clinician, owner);
    }
    return references.computeIfAbsent(clinician.id(), id -> entry(clinician));
  }

  /** The entry of a clinician who was written before, whatever the details. */
  public Reference known(Clinician clinician) {
    return references.computeIfAbsent(clinician.id(), id -> entry(clinician));
  }

  private Reference contained(Clinician clinician, DomainResource owner) {
    var id = "staff-" + (owner.getContained().size() + 1);
    var practitioner = practitioner(clinician);
    practitioner.setId(id);
    owner.addContained(practitioner);
    return new Reference("#" + id);
  }

  private Reference entry(Clinician clinician) {
    var practitioner = practitioner(clinician);
    practitioner.setMeta(out.meta("us-core-practitioner"));
    var npi = clinician.npi();
    var reference =
        npi == null
            ? out.create(practitioner, out.sid(SID), clinician.id())
            : out.create(practitioner, Systems.NPI, npi);
    if (clinician.specialty() != null) {
      var role = new PractitionerRole().setPractitioner(reference).setOrganization(clinic);
      Telecoms.of(clinician.telecoms().isEmpty() ? desk : clinician.telecoms())
          .forEach(role::addTelecom);
      role.setMeta(out.meta(role.hasTelecom() ? "us-core-practitionerrole" : null));
      role.addSpecialty(Codings.of(clinician.specialty()));
      role.addIdentifier(Identifiers.of(out.sid("staff-role"), clinician.id()));
      out.create(role, out.sid("staff-role"), clinician.id());
    }
    return reference;
  }

  private Practitioner practitioner(Clinician clinician) {
    var practitioner = new Practitioner();
    practitioner.addIdentifier(Identifiers.of(out.sid(SID), clinician.id()));
    var npi = clinician.npi();
    if (npi != null) {
      practitioner.addIdentifier(
          clinician
              .givenAs(npi)
              .map(this::registered)
              .orElseGet(() -> Identifiers.of(Systems.NPI, npi)));
    }
    for (var number : clinician.identifiers()) {
      if (!Ids.key(number.value()).equals(npi)) {
        var written = Identifiers.of(number, out.base());
        if (!written.hasSystem()) { // US Core wants one of every number
          written.getSystemElement().addExtension(Times.DATA_ABSENT, new CodeType("unknown"));
        }
        practitioner.addIdentifier(written);
      }
    }
    practitioner.addName(Names.of(clinician.name()));
    clinician.otherNames().forEach(n -> practitioner.addName(Names.of(n)));
    Telecoms.of(clinician.telecoms()).forEach(practitioner::addTelecom);
    PractitionerDetails.write(clinician, practitioner, out.base());
    return practitioner;
  }

  /** The key of a clinician without any number: the same for the same name of the same sender. */
  private static String named(org.luer.mappings.core.PersonName name, Dialect dialect) {
    return Ids.uuid("clinician", dialect.partner(), name.family(), String.join(" ", name.given()))
        .toString();
  }

  /**
   * Reads a clinician; one without number is known by name.
   *
   * @param roles the PractitionerRoles of this person
   */
  public static Optional<Clinician> fromFhir(
      Practitioner practitioner,
      List<PractitionerRole> roles,
      Dialect dialect,
      String path,
      Issues issues) {
    if (!practitioner.hasName()) {
      issues.error(IssueCode.REQUIRED, path + ".name", "is missing");
    }
    var name =
        practitioner.hasName()
            ? Names.read(practitioner.getNameFirstRep(), path + ".name[0]", issues)
            : Optional.<org.luer.mappings.core.PersonName>empty();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var id =
        People.staffId(practitioner, dialect.base()).orElseGet(() -> named(name.get(), dialect));
    var builder = Clinician.of(id, name.get());
    PractitionerDetails.read(practitioner, builder, dialect, path, issues);
    var clinician =
        builder
            .npi(NpiFhir.read(practitioner.getIdentifier(), path, issues).orElse(null))
            .identifiers(numbers(practitioner, dialect))
            .specialty(
                roles.stream()
                    .filter(PractitionerRole::hasSpecialty)
                    .findFirst()
                    .flatMap(r -> Codings.read(r.getSpecialtyFirstRep()))
                    .orElse(null))
            .telecoms(Telecoms.read(practitioner.getTelecom(), path, issues))
            .build();
    var broken = new Issues();
    clinician.check(broken, "");
    broken.list().forEach(i -> issues.error(i.code(), path + i.path().replace('/', '.'), i.text()));
    return Optional.of(clinician);
  }

  private org.hl7.fhir.r4.model.Identifier registered(Identifier number) {
    var written = Identifiers.of(number, out.base()).setSystem(Systems.NPI);
    return number.typeText() == null && number.bare().equals(registry(number.value()))
        ? Identifiers.of(Systems.NPI, number.value()).setUse(written.getUse())
        : written;
  }

  /** The national registry as HL7 v2 names it, where FHIR has a system of its own. */
  private static Identifier registry(String npi) {
    return new Identifier(npi, NPI, NPI_OID, NPI);
  }

  /** An NPI of which only the use is said is still one of the national registry. */
  private static Optional<Identifier> number(
      org.hl7.fhir.r4.model.Identifier written, Dialect dialect) {
    var bare = !written.hasType() && !written.hasAssigner();
    if (Systems.NPI.equals(written.getSystem())
        && written.hasValue()
        && (bare || NpiFhir.wrong(written))) {
      var known = registry(written.getValue());
      return Optional.of(known.usedAs(Identifiers.use(written)));
    }
    return Identifiers.read(written, dialect).or(() -> Identifiers.bare(written));
  }

  /** Our own number, and a bare NPI, are the keys; every other number says who gave it. */
  private static List<Identifier> numbers(Practitioner practitioner, Dialect dialect) {
    var own = Systems.sid(dialect.base(), SID);
    return practitioner.getIdentifier().stream()
        .filter(i -> !own.equals(i.getSystem()))
        .filter(
            i ->
                !Systems.NPI.equals(i.getSystem())
                    || i.hasType()
                    || i.hasAssigner()
                    || i.hasUse()
                    || NpiFhir.wrong(i))
        .flatMap(i -> number(i, dialect).stream())
        .toList();
  }
}

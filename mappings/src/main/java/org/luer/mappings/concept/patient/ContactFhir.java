package org.luer.mappings.concept.patient;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Contact} to and from Patient.contact, and from RelatedPerson for the companion (US Core).
 *
 * <p>Mapped: name, relationship (the first one, and the one out of HL7 table 0131 as the role),
 * telecom, address (of a RelatedPerson the first one), gender, start of the period, birthDate of a
 * RelatedPerson. Cannot carry: the marital status, the birth date in Patient.contact.
 */
public final class ContactFhir {
  private static final String ROLE = Systems.V2 + "0131";

  private ContactFhir() {}

  /** An emergency contact. */
  public static org.hl7.fhir.r4.model.Patient.ContactComponent toFhir(Contact contact) {
    var written = new org.hl7.fhir.r4.model.Patient.ContactComponent();
    written.setName(Names.of(contact.name()));
    if (contact.relationship() != null) {
      written.addRelationship(Codings.of(contact.relationship()));
    }
    if (contact.role() != null) {
      written.addRelationship(Codings.of(contact.role()));
    }
    Telecoms.of(contact.telecoms()).forEach(written::addTelecom);
    if (contact.address() != null) {
      written.setAddress(Addresses.of(contact.address()));
    }
    if (contact.sex() != null) {
      written.setGender(AdministrativeGender.fromCode(contact.sex().code()));
    }
    if (contact.since() != null) {
      written.getPeriod().setStartElement(new DateTimeType(contact.since().value()));
    }
    return written;
  }

  /** A companion; patient, identifier and meta are the caller's. */
  public static RelatedPerson companion(Contact contact) {
    var written = new RelatedPerson().setActive(true);
    written.addName(Names.of(contact.name()));
    if (contact.relationship() != null) {
      written.addRelationship(Codings.of(contact.relationship()));
    }
    if (contact.role() != null) {
      written.addRelationship(Codings.of(contact.role()));
    }
    Telecoms.of(contact.telecoms()).forEach(written::addTelecom);
    if (contact.address() != null) {
      written.addAddress(Addresses.of(contact.address()));
    }
    if (contact.sex() != null) {
      written.setGender(AdministrativeGender.fromCode(contact.sex().code()));
    }
    if (contact.since() != null) {
      written.getPeriod().setStartElement(new DateTimeType(contact.since().value()));
    }
    if (contact.birthDate() != null) {
      written.setBirthDateElement(new DateType(contact.birthDate().value()));
    }
    return written;
  }

  /** Reads an emergency contact. */
  public static Optional<Contact> fromFhir(
      org.hl7.fhir.r4.model.Patient.ContactComponent written, String path, Issues issues) {
    if (!written.hasName()) {
      issues.warning(IssueCode.REQUIRED, path + ".name", "is missing: the contact is not read");
      return Optional.empty();
    }
    var address = written.hasAddress() ? List.of(written.getAddress()) : List.<Address>of();
    return contact(
        written.getName(),
        path + ".name",
        written.getRelationship(),
        Telecoms.read(written.getTelecom(), path, issues),
        address,
        new More(written.getGender(), written.getPeriod(), null),
        issues);
  }

  /** Reads a companion. */
  public static Optional<Contact> fromFhir(RelatedPerson written, String path, Issues issues) {
    if (!written.hasName()) {
      issues.error(IssueCode.REQUIRED, path + ".name", "is missing");
      return Optional.empty();
    }
    return contact(
        written.getNameFirstRep(),
        path + ".name[0]",
        written.getRelationship(),
        Telecoms.read(written.getTelecom(), path, issues),
        written.getAddress(),
        new More(
            written.getGender(),
            written.getPeriod(),
            LooseTimes.day(written.hasBirthDate() ? written.getBirthDateElement() : null)),
        issues);
  }

  /** What else is known of somebody. */
  private record More(
      @Nullable AdministrativeGender gender, Period period, @Nullable PartialDate birthDate) {
    @Nullable PartialDate since() {
      return LooseTimes.day(period.hasStart() ? period.getStartElement() : null);
    }
  }

  private static Optional<Contact> contact(
      HumanName written,
      String path,
      List<CodeableConcept> relationships,
      List<Telecom> telecoms,
      List<Address> addresses,
      More more,
      Issues issues) {
    var own = relationships.stream().filter(r -> !isRole(r)).findFirst();
    var role = relationships.stream().filter(ContactFhir::isRole).findFirst();
    return Names.read(written, path, issues)
        .map(
            name ->
                new Contact(
                    name,
                    own.flatMap(Codings::read).orElse(null),
                    role.flatMap(Codings::read).orElse(null),
                    List.of(),
                    telecoms,
                    Addresses.read(addresses).stream().findFirst().orElse(null),
                    more.since(),
                    null,
                    Enums.read(
                            Patient.Sex.values(),
                            Patient.Sex::code,
                            more.gender() == null ? null : more.gender().toCode())
                        .orElse(null),
                    more.birthDate()));
  }

  private static boolean isRole(CodeableConcept relationship) {
    return relationship.getCoding().stream().anyMatch(c -> ROLE.equals(c.getSystem()));
  }
}

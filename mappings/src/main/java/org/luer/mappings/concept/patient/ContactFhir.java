package org.luer.mappings.concept.patient;

import java.util.Optional;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Contact} to and from Patient.contact, and from RelatedPerson for the companion (US Core).
 *
 * <p>Mapped: name, relationship (the first one), telecom. Ignored when read: address, gender,
 * period.
 */
public final class ContactFhir {
  private ContactFhir() {}

  /** An emergency contact. */
  public static org.hl7.fhir.r4.model.Patient.ContactComponent toFhir(Contact contact) {
    var written = new org.hl7.fhir.r4.model.Patient.ContactComponent();
    written.setName(Names.of(contact.name()));
    if (contact.relationship() != null) {
      written.addRelationship(Codings.of(contact.relationship()));
    }
    Telecoms.of(contact.telecoms()).forEach(written::addTelecom);
    return written;
  }

  /** A companion; patient, identifier and meta are the caller's. */
  public static RelatedPerson companion(Contact contact) {
    var written = new RelatedPerson().setActive(true);
    written.addName(Names.of(contact.name()));
    if (contact.relationship() != null) {
      written.addRelationship(Codings.of(contact.relationship()));
    }
    Telecoms.of(contact.telecoms()).forEach(written::addTelecom);
    return written;
  }

  /** Reads an emergency contact. */
  public static Optional<Contact> fromFhir(
      org.hl7.fhir.r4.model.Patient.ContactComponent written, String path, Issues issues) {
    if (!written.hasName()) {
      issues.warning(IssueCode.REQUIRED, path + ".name", "is missing: the contact is not read");
      return Optional.empty();
    }
    var telecoms = Telecoms.read(written.getTelecom(), path, issues);
    return Names.read(written.getName(), path + ".name", issues)
        .map(name -> new Contact(name, relationship(written.getRelationship()), telecoms));
  }

  /** Reads a companion. */
  public static Optional<Contact> fromFhir(RelatedPerson written, String path, Issues issues) {
    if (!written.hasName()) {
      issues.error(IssueCode.REQUIRED, path + ".name", "is missing");
      return Optional.empty();
    }
    var telecoms = Telecoms.read(written.getTelecom(), path, issues);
    return Names.read(written.getNameFirstRep(), path + ".name[0]", issues)
        .map(name -> new Contact(name, relationship(written.getRelationship()), telecoms));
  }

  private static @org.jspecify.annotations.Nullable Coded relationship(
      java.util.List<org.hl7.fhir.r4.model.CodeableConcept> written) {
    return written.isEmpty() ? null : Codings.read(written.get(0)).orElse(null);
  }
}

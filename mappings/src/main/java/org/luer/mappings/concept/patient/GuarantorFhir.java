package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Guarantor}s and the billing account of a patient to and from Account and RelatedPerson (US
 * Core).
 *
 * <p>Mapped: Account.identifier, guarantor.party; RelatedPerson.identifier, name, relationship (the
 * first one), address, telecom, birthDate, gender. Ignored when read: Account.coverage, period,
 * balance. Cannot carry: kind and rank of a guarantor, where one works.
 */
public final class GuarantorFhir {
  private static final String SID = "related-person";
  private static final String ACCOUNT = "account";

  private GuarantorFhir() {}

  /** Writes account and guarantors; empty when there is neither. */
  public static Optional<Reference> toFhir(
      Patient patient, @Nullable Identifier account, Reference subject, BundleWriter out) {
    return toFhir(patient, account, subject, out, null);
  }

  /**
   * Writes account and guarantors.
   *
   * @param more says more of the account; null = nobody does
   */
  public static Optional<Reference> toFhir(
      Patient patient,
      @Nullable Identifier account,
      Reference subject,
      BundleWriter out,
      @Nullable Consumer<Account> more) {
    if (account == null && patient.guarantors().isEmpty() && more == null) {
      return Optional.empty();
    }
    var written = new Account().setStatus(Account.AccountStatus.ACTIVE).addSubject(subject);
    written.setMeta(out.meta(null));
    written.addIdentifier(Identifiers.of(out.sid(ACCOUNT), patient.id()));
    if (account != null) {
      written.addIdentifier(Identifiers.of(account, out.base()));
    }
    for (int i = 0; i < patient.guarantors().size(); i++) {
      var guarantor = patient.guarantors().get(i);
      var key = "guarantor-" + patient.id() + "-" + (i + 1);
      written.addGuarantor().setParty(person(guarantor, key, subject, out));
    }
    if (more != null) {
      more.accept(written);
    }
    return Optional.of(out.update(written, out.sid(ACCOUNT), patient.id()));
  }

  private static Reference person(
      Guarantor guarantor, String key, Reference subject, BundleWriter out) {
    var person = new RelatedPerson().setActive(true).setPatient(subject);
    person.setMeta(out.meta("us-core-relatedperson"));
    person.addIdentifier(Identifiers.of(out.sid(SID), key));
    if (guarantor.number() != null) {
      person.addIdentifier(Identifiers.of(guarantor.number(), out.base()));
    }
    person.addName(Names.of(guarantor.name()));
    if (guarantor.relationship() != null) {
      person.addRelationship(Codings.of(guarantor.relationship()));
    }
    if (guarantor.address() != null) {
      person.addAddress(Addresses.of(guarantor.address()));
    }
    Telecoms.of(guarantor.telecoms()).forEach(person::addTelecom);
    if (guarantor.birthDate() != null) {
      person.setBirthDateElement(new DateType(guarantor.birthDate().value()));
    }
    if (guarantor.sex() != null) {
      person.setGender(AdministrativeGender.fromCode(guarantor.sex().code()));
    }
    return out.update(person, out.sid(SID), key);
  }

  /** The account number of an Account, if somebody else gave one. */
  public static Optional<Identifier> account(Account written, BundleReader in) {
    return Identifiers.others(written.getIdentifier(), in.sid(ACCOUNT), in.dialect()).findFirst();
  }

  /** The guarantors of an Account. */
  public static List<Guarantor> fromFhir(Account written, BundleReader in) {
    var guarantors = new ArrayList<Guarantor>();
    for (var entry : written.getGuarantor()) {
      in.resolve(entry.getParty(), written, RelatedPerson.class)
          .flatMap(p -> guarantor(p, in))
          .ifPresent(guarantors::add);
    }
    return List.copyOf(guarantors);
  }

  private static Optional<Guarantor> guarantor(RelatedPerson person, BundleReader in) {
    var path = in.path(person);
    if (!person.hasName()) {
      return Optional.empty();
    }
    var number = Identifiers.others(person.getIdentifier(), in.sid(SID), in.dialect()).findFirst();
    return Names.read(person.getNameFirstRep(), path + ".name[0]", in.issues())
        .map(
            name ->
                new Guarantor(
                    number.orElse(null),
                    name,
                    person.hasRelationship()
                        ? Codings.read(person.getRelationshipFirstRep()).orElse(null)
                        : null,
                    Addresses.read(person.getAddress()).stream().findFirst().orElse(null),
                    Telecoms.read(person.getTelecom(), path, in.issues()),
                    LooseTimes.day(person.hasBirthDate() ? person.getBirthDateElement() : null),
                    Enums.read(
                            Patient.Sex.values(),
                            Patient.Sex::code,
                            person.hasGender() ? person.getGender().toCode() : null)
                        .orElse(null),
                    null,
                    null,
                    null));
  }
}

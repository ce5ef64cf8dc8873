package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Practitioner.PractitionerQualificationComponent;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician.Qualification;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Names;

/**
 * What a {@link Clinician} is beyond number, name, specialty and telephone, to and from
 * Practitioner.
 *
 * <p>Mapped: active, name from the second on, address, gender, birthDate, qualification,
 * communication. A first qualification of which only the words are known is the degree of the
 * clinician.
 */
final class PractitionerDetails {
  private PractitionerDetails() {}

  static void write(Clinician clinician, Practitioner practitioner, String base) {
    if (clinician.active() != null) {
      practitioner.setActive(clinician.active());
    }
    clinician.addresses().forEach(a -> practitioner.addAddress(Addresses.of(a)));
    if (clinician.gender() != null) {
      practitioner.setGender(Enumerations.AdministrativeGender.fromCode(clinician.gender().code()));
    }
    if (clinician.birthDate() != null) {
      practitioner.setBirthDateElement(new DateType(clinician.birthDate().value()));
    }
    clinician.languages().forEach(l -> practitioner.addCommunication(Codings.of(l)));
    var degree = clinician.credentials();
    var first =
        clinician.qualifications().isEmpty()
            ? null
            : words(clinician.qualifications().get(0).code());
    if (degree != null && !degree.equals(first)) {
      practitioner.addQualification().getCode().setText(degree);
    }
    for (var qualification : clinician.qualifications()) {
      write(qualification, practitioner.addQualification(), base);
    }
  }

  private static void write(
      Qualification qualification, PractitionerQualificationComponent written, String base) {
    written.setCode(Codings.of(qualification.code()));
    qualification.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, base)));
    if (qualification.from() != null) {
      written.getPeriod().setStartElement(new DateTimeType(qualification.from().value()));
    }
    if (qualification.to() != null) {
      written.getPeriod().setEndElement(new DateTimeType(qualification.to().value()));
    }
    if (qualification.issuer() != null) {
      written.getIssuer().setDisplay(qualification.issuer());
    }
  }

  /** The words by which a qualification stands behind a name. */
  private static @Nullable String words(Coded code) {
    return code.text() == null ? code.code() : code.text();
  }

  static void read(
      Practitioner practitioner,
      Clinician.Builder builder,
      Dialect dialect,
      String path,
      Issues issues) {
    var qualifications =
        practitioner.getQualification().stream()
            .flatMap(q -> qualification(q, dialect).stream())
            .toList();
    var plain = !qualifications.isEmpty() && onlyWords(qualifications.get(0));
    builder
        .active(practitioner.hasActive() ? practitioner.getActive() : null)
        .otherNames(otherNames(practitioner, path, issues))
        .addresses(Addresses.read(practitioner.getAddress()))
        .gender(
            Enums.read(
                    Clinician.Gender.values(),
                    Clinician.Gender::code,
                    practitioner.hasGender() ? practitioner.getGender().toCode() : null)
                .orElse(null))
        .birthDate(
            practitioner.hasBirthDate()
                ? PartialDate.of(practitioner.getBirthDateElement().getValueAsString())
                : null)
        .languages(
            practitioner.getCommunication().stream()
                .flatMap(c -> Codings.read(c).stream())
                .toList())
        .credentials(qualifications.isEmpty() ? null : words(qualifications.get(0).code()))
        .qualifications(plain ? qualifications.subList(1, qualifications.size()) : qualifications);
  }

  private static boolean onlyWords(Qualification qualification) {
    return qualification.code().codings().isEmpty()
        && qualification.identifiers().isEmpty()
        && qualification.from() == null
        && qualification.to() == null
        && qualification.issuer() == null;
  }

  private static List<PersonName> otherNames(
      Practitioner practitioner, String path, Issues issues) {
    var names = new ArrayList<PersonName>();
    for (int i = 1; i < practitioner.getName().size(); i++) {
      Names.read(practitioner.getName().get(i), path + ".name[" + i + "]", issues)
          .ifPresent(names::add);
    }
    return names;
  }

  private static Optional<Qualification> qualification(
      PractitionerQualificationComponent written, Dialect dialect) {
    var period = written.getPeriod();
    return Codings.read(written.getCode())
        .map(
            code ->
                new Qualification(
                    code,
                    written.getIdentifier().stream()
                        .flatMap(i -> Identifiers.read(i, dialect).stream())
                        .filter(Objects::nonNull)
                        .toList(),
                    period.hasStart() ? date(period.getStartElement().getValueAsString()) : null,
                    period.hasEnd() ? date(period.getEndElement().getValueAsString()) : null,
                    written.getIssuer().getDisplay()));
  }

  /** The day of a time, in whatever precision it is known. */
  private static @Nullable PartialDate date(String written) {
    return PartialDate.of(written.length() > 10 ? written.substring(0, 10) : written);
  }
}

package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;
import org.luer.mappings.fhir.Times;

/**
 * {@link Patient} to and from an R4 Patient (US Core).
 *
 * <p>Mapped: identifier (our number; the receiver's own numbers, nobody else's), active, name,
 * telecom, gender, birthDate, deceased, mother's maiden name (one text), address, maritalStatus,
 * contact, communication, generalPractitioner (the referrer), link replaced-by, race, ethnicity and
 * gender identity. Cannot carry: recordedAt (R4 has no place). Ignored when read: photo. {@link
 * DemographicsFhir} and {@link KeepingFhir} have the rest.
 */
public final class PatientFhir {
  private static final String SID = "mrn";
  private static final String LIFECYCLE = "record-lifecycle";
  private static final String GENDER_IDENTITY = BundleWriter.usCore("us-core-genderIdentity");

  private static final String MOTHER =
      "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";

  private PatientFhir() {}

  /** Writes the patient; the receiver's registration stands when it has one. */
  public static Reference toFhir(
      Patient patient, BundleWriter out, ClinicianFhir people, Dialect dialect) {
    var written = new org.hl7.fhir.r4.model.Patient();
    written.setMeta(out.meta("us-core-patient"));
    var own = written.addIdentifier().setSystem(out.sid(SID)).setValue(patient.id());
    own.setUse(org.hl7.fhir.r4.model.Identifier.IdentifierUse.USUAL);
    own.setType(Codings.concept(Systems.V2 + "0203", "MR", null));
    for (var identifier : patient.identifiers()) {
      if (shown(identifier, dialect)) {
        written.addIdentifier(Identifiers.of(identifier, out.base()));
      }
    }
    life(patient, written, out);
    patient.names().forEach(n -> written.addName(Names.of(n)));
    Telecoms.of(patient.telecoms()).forEach(written::addTelecom);
    mother(patient, written);
    gender(patient, written);
    if (patient.birthDate() != null) {
      written.setBirthDateElement(new DateType(patient.birthDate().value()));
    }
    patient.addresses().forEach(a -> written.addAddress(Addresses.of(a)));
    if (patient.maritalStatus() != null) {
      written.setMaritalStatus(Codings.of(patient.maritalStatus()));
    }
    patient.contacts().forEach(c -> written.addContact(ContactFhir.toFhir(c)));
    if (patient.language() != null) {
      written
          .addCommunication()
          .setPreferred(true)
          .setLanguage(Codings.concept(Systems.BCP_47, patient.language(), null));
    }
    RaceFhir.toFhir(patient, written);
    DemographicsFhir.toFhir(patient.demographics(), written);
    KeepingFhir.toFhir(patient.demographics(), written, out, dialect);
    if (patient.genderIdentity() != null) {
      written.addExtension(GENDER_IDENTITY, Codings.of(patient.genderIdentity()));
    }
    if (patient.referrer() != null) {
      written.addGeneralPractitioner(people.toFhir(patient.referrer(), written));
    }
    DemographicsFhir.practice(patient.demographics(), written);
    return out.create(written, out.sid(SID), patient.id());
  }

  /** The clinician who cares for the patient, before a practice of which only the name is told. */
  public static Optional<Reference> practitioner(org.hl7.fhir.r4.model.Patient written) {
    return written.getGeneralPractitioner().stream()
        .filter(r -> !DemographicsFhir.isPractice(r))
        .findFirst();
  }

  private static boolean shown(Identifier identifier, Dialect dialect) {
    var peer = dialect.peer();
    return (peer.authority() == null && peer.authorityOid() == null) || peer.gave(identifier);
  }

  private static void life(
      Patient patient, org.hl7.fhir.r4.model.Patient written, BundleWriter out) {
    if (patient.status() != null) {
      written.setActive(patient.status() == Patient.Status.ACTIVE);
    }
    if (patient.status() == Patient.Status.ENTERED_IN_ERROR) {
      written
          .getMeta()
          .addTag(Codings.coding(out.own(LIFECYCLE), "entered-in-error", "Entered in error"));
    }
    if (patient.deceasedAt() != null) {
      written.setDeceased(Times.dateTime(patient.deceasedAt()));
    } else if (patient.deceased() != null) {
      written.setDeceased(new BooleanType(patient.deceased()));
    }
    if (patient.mergedInto() != null) {
      if (patient.status() == null) {
        written.setActive(false);
      }
      written
          .addLink()
          .setType(org.hl7.fhir.r4.model.Patient.LinkType.REPLACEDBY)
          .setOther(
              new Reference()
                  .setType("Patient")
                  .setIdentifier(Identifiers.of(out.sid(SID), patient.mergedInto())));
    }
  }

  private static void mother(Patient patient, org.hl7.fhir.r4.model.Patient written) {
    var mother = patient.mothersMaidenName();
    if (mother != null) {
      var given = String.join(" ", mother.given());
      written.addExtension(
          MOTHER, new StringType(mother.family() + (given.isEmpty() ? "" : ", " + given)));
    }
  }

  private static @Nullable PersonName mother(org.hl7.fhir.r4.model.Patient written) {
    var text = Extensions.text(written.getExtension(), MOTHER).orElse(null);
    if (text == null) {
      return null;
    }
    var cut = text.lastIndexOf(", ");
    var given = cut < 0 ? List.<String>of() : List.of(text.substring(cut + 2).split(" "));
    return new PersonName(null, cut < 0 ? text : text.substring(0, cut), given, null, null);
  }

  private static void gender(Patient patient, org.hl7.fhir.r4.model.Patient written) {
    var sex = patient.sex();
    written.setGender(
        sex == null
            ? Enumerations.AdministrativeGender.UNKNOWN
            : Enumerations.AdministrativeGender.fromCode(sex.code()));
    if (sex == null) {
      Times.absent(written.getGenderElement());
    }
  }

  /** HAPI reads a time where only a date may stand. */
  private static @Nullable PartialDate birthDate(
      org.hl7.fhir.r4.model.Patient written, String path, Issues issues) {
    var text = written.getBirthDateElement().getValueAsString();
    var day = LooseTimes.day(written.getBirthDateElement());
    if (text != null && (day == null || !day.value().equals(text))) {
      issues.error(IssueCode.VALUE, path + ".birthDate", "is not a date");
      return null;
    }
    return day;
  }

  /** Our number of the patient, else the sender's. */
  public static Optional<String> number(org.hl7.fhir.r4.model.Patient written, String base) {
    return Identifiers.value(written.getIdentifier(), Systems.sid(base, SID))
        .or(
            () ->
                written.getIdentifier().stream()
                    .filter(i -> Identifiers.is(i, "MR"))
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst())
        .or(
            () ->
                written.getIdentifier().stream()
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst());
  }

  /**
   * The key of a patient: our number, else one derived from the sender's first number, as in HL7
   * v2.
   */
  public static Optional<String> key(org.hl7.fhir.r4.model.Patient written, Dialect dialect) {
    return number(written, dialect.base());
  }

  /** Reads a patient. */
  public static Optional<Patient> fromFhir(
      org.hl7.fhir.r4.model.Patient written,
      @Nullable Clinician referrer,
      Dialect dialect,
      String path,
      Issues issues) {
    var id = number(written, dialect.base());
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Patient(
              id.get(),
              identifiers(written, dialect),
              names(written, path, issues),
              mother(written),
              birthDate(written, path, issues),
              sex(written),
              Extensions.first(written.getExtension(), GENDER_IDENTITY)
                  .map(Extension::getValue)
                  .filter(CodeableConcept.class::isInstance)
                  .map(CodeableConcept.class::cast)
                  .flatMap(Codings::read)
                  .orElse(null),
              RaceFhir.race(written),
              RaceFhir.ethnicity(written).orElse(null),
              language(written),
              Codings.read(written.getMaritalStatus()).orElse(null),
              Addresses.read(written.getAddress()),
              Telecoms.read(written.getTelecom(), path, issues),
              contacts(written, path, issues),
              List.of(),
              referrer,
              written.hasDeceasedBooleanType() ? written.getDeceasedBooleanType().getValue() : null,
              Times.read(written.getDeceased(), path + ".deceased", issues).orElse(null),
              mergedInto(written).orElse(null),
              status(written, dialect.base(), path, issues),
              List.of(),
              null,
              null,
              DemographicsFhir.fromFhir(written, path, issues),
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static List<Identifier> identifiers(
      org.hl7.fhir.r4.model.Patient written, Dialect dialect) {
    var identifiers = new ArrayList<Identifier>();
    for (var identifier : written.getIdentifier()) {
      if (!Systems.sid(dialect.base(), SID).equals(identifier.getSystem())) {
        Identifiers.read(identifier, dialect).ifPresent(identifiers::add);
      }
    }
    return identifiers;
  }

  private static List<PersonName> names(
      org.hl7.fhir.r4.model.Patient written, String path, Issues issues) {
    var names = new ArrayList<PersonName>();
    for (int i = 0; i < written.getName().size(); i++) {
      Names.read(written.getName().get(i), path + ".name[" + i + "]", issues).ifPresent(names::add);
    }
    return names;
  }

  private static List<Contact> contacts(
      org.hl7.fhir.r4.model.Patient written, String path, Issues issues) {
    var contacts = new ArrayList<Contact>();
    for (int i = 0; i < written.getContact().size(); i++) {
      ContactFhir.fromFhir(written.getContact().get(i), path + ".contact[" + i + "]", issues)
          .ifPresent(contacts::add);
    }
    return contacts;
  }

  private static Patient.@Nullable Sex sex(org.hl7.fhir.r4.model.Patient written) {
    return !written.hasGender() || Times.isAbsent(written.getGenderElement())
        ? null
        : Enums.read(Patient.Sex.values(), Patient.Sex::code, written.getGender().toCode())
            .orElse(null);
  }

  private static @Nullable String language(org.hl7.fhir.r4.model.Patient written) {
    return preferred(written)
        .flatMap(c -> Codings.codeIn(c.getLanguage(), Systems.BCP_47))
        .orElse(null);
  }

  /** The language that is spoken with the patient: the preferred one, else the first. */
  static Optional<org.hl7.fhir.r4.model.Patient.PatientCommunicationComponent> preferred(
      org.hl7.fhir.r4.model.Patient written) {
    var spoken = written.getCommunication();
    return spoken.stream()
        .filter(org.hl7.fhir.r4.model.Patient.PatientCommunicationComponent::getPreferred)
        .findFirst()
        .or(() -> spoken.stream().findFirst());
  }

  private static Optional<String> mergedInto(org.hl7.fhir.r4.model.Patient written) {
    return written.getLink().stream()
        .filter(l -> l.getType() == org.hl7.fhir.r4.model.Patient.LinkType.REPLACEDBY)
        .map(l -> l.getOther().getIdentifier().getValue())
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }

  private static Patient.@Nullable Status status(
      org.hl7.fhir.r4.model.Patient written, String base, String path, Issues issues) {
    if (!written.hasActive()) {
      return null;
    }
    if (written.getActive()) {
      return Patient.Status.ACTIVE;
    }
    if (written.getMeta().getTag(Systems.own(base, LIFECYCLE), "entered-in-error") != null) {
      return Patient.Status.ENTERED_IN_ERROR;
    }
    if (mergedInto(written).isEmpty()) {
      issues.error(
          IssueCode.NOT_USABLE, path + ".active", "an inactive patient record is not read");
    }
    return null;
  }
}

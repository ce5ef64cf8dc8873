package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * A patient as the clinic knows the person.
 *
 * @param id the clinic's own patient number
 * @param identifiers numbers that others gave: hospital record numbers (MR) and the like, each with
 *     its authority
 * @param names legal name first
 * @param mothersMaidenName the mother's name before marriage, which helps to tell patients apart
 * @param birthDate with the precision it is known in
 * @param sex administrative sex
 * @param genderIdentity gender identity, when asked
 * @param race CDC race categories
 * @param ethnicity CDC ethnicity category
 * @param language BCP-47 tag of the preferred language, for example {@code en}
 * @param maritalStatus v3 MaritalStatus
 * @param addresses postal addresses, home first
 * @param telecoms telephone numbers and e-mail addresses
 * @param contacts emergency contacts and next of kin
 * @param guarantors who pays what the insurance does not
 * @param referrer clinician who referred the patient or cares for the patient outside the clinic
 * @param deceased whether the patient died; absent when nobody said so, or when deceasedAt says it
 * @param deceasedAt time of death
 * @param mergedInto id of the patient that this record was merged into
 * @param status active, or entered-in-error for a record made by mistake
 * @param cleared elements that the sender asks to delete, as distinct from elements it says nothing
 *     about: HL7 v2 {@code ""}; never names and identifiers
 * @param recordedAt when this version was recorded
 * @param recordedIn facility that recorded this version
 * @param demographics what is known beside that
 * @param foreign what the sender says and the clinic model has no home for
 */
@JsonTypeName("Patient")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Patient(
    String id,
    List<Identifier> identifiers,
    List<PersonName> names,
    @Nullable PersonName mothersMaidenName,
    @Nullable PartialDate birthDate,
    @Nullable Sex sex,
    @Nullable Coded genderIdentity,
    List<Coded> race,
    @Nullable Coded ethnicity,
    @Nullable String language,
    @Nullable Coded maritalStatus,
    List<Address> addresses,
    List<Telecom> telecoms,
    List<Contact> contacts,
    List<Guarantor> guarantors,
    @Nullable Clinician referrer,
    @Nullable Boolean deceased,
    @Nullable OffsetDateTime deceasedAt,
    @Nullable String mergedInto,
    @Nullable Status status,
    List<Element> cleared,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Facility recordedIn,
    @Nullable Demographics demographics,
    List<Foreign> foreign)
    implements ClinicRecord {

  /** Administrative sex (FHIR administrative-gender, HL7 table 0001). */
  public enum Sex {
    FEMALE,
    MALE,
    OTHER,
    UNKNOWN;

    /** The FHIR administrative-gender code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the record stands. */
  public enum Status {
    ACTIVE,
    ENTERED_IN_ERROR;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An element that a sender can ask to delete. */
  public enum Element {
    MOTHERS_MAIDEN_NAME,
    BIRTH_DATE,
    SEX,
    RACE,
    ADDRESSES,
    TELECOMS,
    WORK_TELECOMS,
    LANGUAGE,
    MARITAL_STATUS,
    ETHNICITY,
    DECEASED,
    DECEASED_AT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether only a person may follow the wish: the element tells patients apart. */
    public boolean toReview() {
      return this == BIRTH_DATE || this == SEX;
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Patient {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    names = names == null ? List.of() : List.copyOf(names);
    race = race == null ? List.of() : List.copyOf(race);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    contacts = contacts == null ? List.of() : List.copyOf(contacts);
    guarantors = guarantors == null ? List.of() : List.copyOf(guarantors);
    cleared = cleared == null ? List.of() : List.copyOf(cleared);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.unique(
        issues,
        "/identifiers",
        identifiers,
        i -> i.authority() + "|" + i.value(),
        "the same number twice");
    if (names.isEmpty()) {
      Check.present(issues, "/names", null);
    }
    Check.each(issues, "/race", race, Coded::check);
    Check.optional(issues, "/ethnicity", ethnicity, Coded::check);
    Check.optional(issues, "/genderIdentity", genderIdentity, Coded::check);
    Check.optional(issues, "/maritalStatus", maritalStatus, Coded::check);
    Check.each(issues, "/contacts", contacts, Contact::check);
    Check.each(issues, "/guarantors", guarantors, Guarantor::check);
    Check.optional(issues, "/referrer", referrer, Clinician::check);
    Check.optional(issues, "/demographics", demographics, Demographics::check);
    if (deceased != null && deceasedAt != null) {
      issues.error(IssueCode.CONFLICT, "/deceased", "must be absent when deceasedAt says it");
    }
    Check.unique(issues, "/cleared", cleared, c -> c, "the same element twice");
    Check.each(issues, "/foreign", foreign, Foreign::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Patient", issues.list());
    }
  }

  /** The same patient as recorded then and there. */
  public Patient withVersion(@Nullable OffsetDateTime at, @Nullable Facility where) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        guarantors,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        at,
        where,
        demographics,
        foreign);
  }

  /** The same patient with other contacts. */
  public Patient withContacts(List<Contact> others) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        others,
        guarantors,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        recordedAt,
        recordedIn,
        demographics,
        foreign);
  }

  /** The same patient with other guarantors. */
  public Patient withGuarantors(List<Guarantor> others) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        others,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        recordedAt,
        recordedIn,
        demographics,
        foreign);
  }

  /** The same patient with a referrer. */
  public Patient withReferrer(@Nullable Clinician other) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        guarantors,
        other,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        recordedAt,
        recordedIn,
        demographics,
        foreign);
  }

  /** The same patient with what is known beside the rest. */
  public Patient withDemographics(@Nullable Demographics other) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        guarantors,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        recordedAt,
        recordedIn,
        other,
        foreign);
  }

  /** The same patient with wishes to delete. */
  public Patient withCleared(List<Element> others) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        guarantors,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        others,
        recordedAt,
        recordedIn,
        demographics,
        foreign);
  }

  /** The same patient with other foreign content. */
  public Patient withForeign(List<Foreign> others) {
    return new Patient(
        id,
        identifiers,
        names,
        mothersMaidenName,
        birthDate,
        sex,
        genderIdentity,
        race,
        ethnicity,
        language,
        maritalStatus,
        addresses,
        telecoms,
        contacts,
        guarantors,
        referrer,
        deceased,
        deceasedAt,
        mergedInto,
        status,
        cleared,
        recordedAt,
        recordedIn,
        demographics,
        others);
  }
}

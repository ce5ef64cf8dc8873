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
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
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
 * @param birthDate with the precision it is known in
 * @param sex administrative sex
 * @param genderIdentity gender identity, when asked
 * @param race CDC race categories
 * @param ethnicity CDC ethnicity category
 * @param language BCP-47 tag of the preferred language, for example {@code en}
 * @param maritalStatus v3 MaritalStatus
 * @param addresses postal addresses, home first
 * @param telecoms telephone numbers and e-mail addresses
 * @param contacts emergency contacts and companions
 * @param referrer clinician who referred the patient
 * @param deceasedAt time of death
 * @param mergedInto id of the patient that this record was merged into
 * @param status active, or entered-in-error for a record made by mistake
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Patient")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Patient(
    String id,
    List<Identifier> identifiers,
    List<PersonName> names,
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
    @Nullable Clinician referrer,
    @Nullable OffsetDateTime deceasedAt,
    @Nullable String mergedInto,
    @Nullable Status status,
    @Nullable OffsetDateTime recordedAt)
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
    Check.optional(issues, "/referrer", referrer, Clinician::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Patient", issues.list());
    }
  }
}

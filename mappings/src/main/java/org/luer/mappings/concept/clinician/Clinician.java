package org.luer.mappings.concept.clinician;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * A person who orders, gives, watches or signs: psychiatrist, nurse, anesthetist, referrer.
 *
 * @param id the clinic's staff number, or the number by which the sender knows a person of its own
 * @param npi National Provider Identifier, ten digits with the Luhn check digit over 80840 + NPI;
 *     staff without one keep only the id
 * @param identifiers numbers that others gave, each with its authority; one with the value of id or
 *     npi says who gave that one, when it was not the clinic or the national registry
 * @param name the name
 * @param otherNames further names, for example an earlier one
 * @param credentials degree as printed behind the name, for example {@code MD}, {@code RN}
 * @param qualifications degrees, licenses and certificates with what is known beyond the words in
 *     credentials
 * @param specialty NUCC taxonomy or text
 * @param telecoms work telephone and the like
 * @param addresses where the person works
 * @param active whether the person is still at work; absent = not said
 * @param gender administrative gender: male, female, other or unknown
 * @param birthDate date of birth with its precision
 * @param languages languages that the person speaks with patients
 */
@JsonTypeName("Clinician")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Clinician(
    String id,
    @Nullable String npi,
    List<Identifier> identifiers,
    PersonName name,
    List<PersonName> otherNames,
    @Nullable String credentials,
    List<Qualification> qualifications,
    @Nullable Coded specialty,
    List<Telecom> telecoms,
    List<Address> addresses,
    @Nullable Boolean active,
    @Nullable Gender gender,
    @Nullable PartialDate birthDate,
    List<Coded> languages)
    implements ClinicRecord {

  public Clinician {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    otherNames = otherNames == null ? List.of() : List.copyOf(otherNames);
    qualifications = qualifications == null ? List.of() : List.copyOf(qualifications);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    languages = languages == null ? List.of() : List.copyOf(languages);
  }

  /** Administrative gender (FHIR administrative-gender). */
  public enum Gender {
    MALE,
    FEMALE,
    OTHER,
    UNKNOWN;

    /** The FHIR administrative-gender code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A degree, license or certificate.
   *
   * @param code what it is: HL7 table 0360 or text
   * @param identifiers its numbers
   * @param from first day
   * @param to last day
   * @param issuer who gave it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Qualification(
      Coded code,
      List<Identifier> identifiers,
      @Nullable PartialDate from,
      @Nullable PartialDate to,
      @Nullable String issuer) {
    public Qualification {
      identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    }

    /** Reports a missing code. */
    public void check(Issues issues, String path) {
      Check.present(issues, path + "/code", code);
      Check.optional(issues, path + "/code", code, Coded::check);
    }
  }

  /** A builder of somebody of whom number and name are known. */
  public static Builder of(String id, PersonName name) {
    return new Builder(id, name);
  }

  /** A builder that starts with everything known about this person. */
  public Builder with() {
    return new Builder(id, name)
        .npi(npi)
        .identifiers(identifiers)
        .otherNames(otherNames)
        .credentials(credentials)
        .qualifications(qualifications)
        .specialty(specialty)
        .telecoms(telecoms)
        .addresses(addresses)
        .active(active)
        .gender(gender)
        .birthDate(birthDate)
        .languages(languages);
  }

  /**
   * The identifier that says who gave this number; empty when it was the clinic, or for the NPI the
   * national registry.
   */
  public Optional<Identifier> givenAs(String number) {
    return identifiers.stream().filter(i -> Ids.key(i.value()).equals(number)).findFirst();
  }

  /** Whether it is the identifier of the id or of the NPI. */
  public boolean isKey(Identifier identifier) {
    var key = Ids.key(identifier.value());
    return key.equals(id) || key.equals(npi);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.id(issues, path + "/id", id);
    Check.present(issues, path + "/name", name);
    if (npi != null && !Npi.valid(npi)) {
      issues.error(
          IssueCode.VALUE,
          path + "/npi",
          "is not a National Provider Identifier (ten digits, check digit)");
    }
    Check.optional(issues, path + "/specialty", specialty, Coded::check);
    Check.each(issues, path + "/qualifications", qualifications, Qualification::check);
    Check.each(issues, path + "/languages", languages, Coded::check);
  }

  /** Collects what is known about a person. Not thread-safe. */
  public static final class Builder {
    private String id;
    private PersonName name;
    private @Nullable String npi;
    private List<Identifier> identifiers = List.of();
    private List<PersonName> otherNames = List.of();
    private @Nullable String credentials;
    private List<Qualification> qualifications = List.of();
    private @Nullable Coded specialty;
    private List<Telecom> telecoms = List.of();
    private List<Address> addresses = List.of();
    private @Nullable Boolean active;
    private @Nullable Gender gender;
    private @Nullable PartialDate birthDate;
    private List<Coded> languages = List.of();

    private Builder(String id, PersonName name) {
      this.id = id;
      this.name = name;
    }

    /** Sets the key. */
    public Builder id(String key) {
      this.id = key;
      return this;
    }

    /** Sets the National Provider Identifier. */
    public Builder npi(@Nullable String number) {
      this.npi = number;
      return this;
    }

    /** Sets the numbers that others gave. */
    public Builder identifiers(List<Identifier> all) {
      this.identifiers = all;
      return this;
    }

    /** Sets further names. */
    public Builder otherNames(List<PersonName> all) {
      this.otherNames = all;
      return this;
    }

    /** Sets degrees, licenses and certificates. */
    public Builder qualifications(List<Qualification> all) {
      this.qualifications = all;
      return this;
    }

    /** Sets where the person works. */
    public Builder addresses(List<Address> all) {
      this.addresses = all;
      return this;
    }

    /** Sets whether the person is at work. */
    public Builder active(@Nullable Boolean said) {
      this.active = said;
      return this;
    }

    /** Sets the gender. */
    public Builder gender(@Nullable Gender said) {
      this.gender = said;
      return this;
    }

    /** Sets the date of birth. */
    public Builder birthDate(@Nullable PartialDate date) {
      this.birthDate = date;
      return this;
    }

    /** Sets the languages. */
    public Builder languages(List<Coded> all) {
      this.languages = all;
      return this;
    }

    /** Sets the degree. */
    public Builder credentials(@Nullable String degree) {
      this.credentials = degree;
      return this;
    }

    /** Sets the specialty. */
    public Builder specialty(@Nullable Coded coded) {
      this.specialty = coded;
      return this;
    }

    /** Sets the telephone numbers. */
    public Builder telecoms(List<Telecom> all) {
      this.telecoms = all;
      return this;
    }

    /** The person. */
    public Clinician build() {
      return new Clinician(
          id,
          npi,
          identifiers,
          name,
          otherNames,
          credentials,
          qualifications,
          specialty,
          telecoms,
          addresses,
          active,
          gender,
          birthDate,
          languages);
    }
  }
}

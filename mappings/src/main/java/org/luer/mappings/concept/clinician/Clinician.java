package org.luer.mappings.concept.clinician;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
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
 * @param credentials degree as printed behind the name, for example {@code MD}, {@code RN}
 * @param specialty NUCC taxonomy or text
 * @param telecoms work telephone and the like
 */
@JsonTypeName("Clinician")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Clinician(
    String id,
    @Nullable String npi,
    List<Identifier> identifiers,
    PersonName name,
    @Nullable String credentials,
    @Nullable Coded specialty,
    List<Telecom> telecoms)
    implements ClinicRecord {

  public Clinician {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
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
        .credentials(credentials)
        .specialty(specialty)
        .telecoms(telecoms);
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
  }

  /** Collects what is known about a person. Not thread-safe. */
  public static final class Builder {
    private String id;
    private PersonName name;
    private @Nullable String npi;
    private List<Identifier> identifiers = List.of();
    private @Nullable String credentials;
    private @Nullable Coded specialty;
    private List<Telecom> telecoms = List.of();

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
      return new Clinician(id, npi, identifiers, name, credentials, specialty, telecoms);
    }
  }
}

package org.luer.mappings.concept.organization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Telecom;

/**
 * The clinic, a hospital or a payer.
 *
 * @param id key of the organization, for example {@code northlake}
 * @param name legal name
 * @param aliases other names
 * @param npi National Provider Identifier of the organization (type 2)
 * @param taxId employer identification number
 * @param identifiers numbers that others gave, each with its authority
 * @param types what kind of organization it is
 * @param active whether it still exists; absent = not said, which means yes
 * @param telecoms telephone and fax
 * @param addresses postal addresses
 * @param contacts desks of the organization
 */
@JsonTypeName("Organization")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Organization(
    String id,
    String name,
    List<String> aliases,
    @Nullable String npi,
    @Nullable String taxId,
    List<Identifier> identifiers,
    List<Coded> types,
    @Nullable Boolean active,
    List<Telecom> telecoms,
    List<Address> addresses,
    List<Desk> contacts)
    implements ClinicRecord {

  public Organization {
    aliases = aliases == null ? List.of() : List.copyOf(aliases);
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    types = types == null ? List.of() : List.copyOf(types);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    contacts = contacts == null ? List.of() : List.copyOf(contacts);
  }

  /**
   * Whom to reach for what.
   *
   * @param purpose what for
   * @param name a person, or what the desk is called
   * @param telecoms how
   * @param address where
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Desk(
      @Nullable Coded purpose,
      @Nullable String name,
      List<Telecom> telecoms,
      @Nullable Address address) {
    public Desk {
      telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    }
  }

  /** A builder of an organization of which key and name are known. */
  public static Builder of(String id, String name) {
    return new Builder(id, name);
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
    Check.each(issues, path + "/types", types, Coded::check);
  }

  /** Collects what is known about an organization. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String name;
    private List<String> aliases = List.of();
    private @Nullable String npi;
    private @Nullable String taxId;
    private List<Identifier> identifiers = List.of();
    private List<Coded> types = List.of();
    private @Nullable Boolean active;
    private List<Telecom> telecoms = List.of();
    private List<Address> addresses = List.of();
    private List<Desk> contacts = List.of();

    private Builder(String id, String name) {
      this.id = id;
      this.name = name;
    }

    /** Sets other names. */
    public Builder aliases(List<String> value) {
      this.aliases = value;
      return this;
    }

    /** Sets the National Provider Identifier. */
    public Builder npi(@Nullable String value) {
      this.npi = value;
      return this;
    }

    /** Sets the employer identification number. */
    public Builder taxId(@Nullable String value) {
      this.taxId = value;
      return this;
    }

    /** Sets the numbers that others gave. */
    public Builder identifiers(List<Identifier> value) {
      this.identifiers = value;
      return this;
    }

    /** Sets what kind it is. */
    public Builder types(List<Coded> value) {
      this.types = value;
      return this;
    }

    /** Sets whether it still exists. */
    public Builder active(@Nullable Boolean value) {
      this.active = value;
      return this;
    }

    /** Sets telephone and fax. */
    public Builder telecoms(List<Telecom> value) {
      this.telecoms = value;
      return this;
    }

    /** Sets postal addresses. */
    public Builder addresses(List<Address> value) {
      this.addresses = value;
      return this;
    }

    /** Sets its desks. */
    public Builder contacts(List<Desk> value) {
      this.contacts = value;
      return this;
    }

    /** The organization. */
    public Organization build() {
      return new Organization(
          id, name, aliases, npi, taxId, identifiers, types, active, telecoms, addresses, contacts);
    }
  }
}

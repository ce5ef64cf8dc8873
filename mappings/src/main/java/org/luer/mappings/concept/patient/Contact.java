package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient.Sex;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * Somebody close to the patient: emergency contact, next of kin, or the companion who takes the
 * patient home.
 *
 * @param name the person's name
 * @param relationship v3 RoleCode or text, for example SPS spouse
 * @param role what the person is there for, HL7 table 0131 or text; absent = emergency contact
 * @param identifiers numbers of the person
 * @param telecoms how to reach the person
 * @param address where the person lives
 * @param since since when the person is a contact
 * @param maritalStatus marital status (HL7 table 0002)
 * @param sex administrative sex
 * @param birthDate with the precision it is known in
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Contact(
    PersonName name,
    @Nullable Coded relationship,
    @Nullable Coded role,
    List<Identifier> identifiers,
    List<Telecom> telecoms,
    @Nullable Address address,
    @Nullable PartialDate since,
    @Nullable Coded maritalStatus,
    @Nullable Sex sex,
    @Nullable PartialDate birthDate) {
  public Contact {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** A contact for emergencies, without address. */
  public Contact(PersonName name, @Nullable Coded relationship, List<Telecom> telecoms) {
    this(name, relationship, null, List.of(), telecoms, null);
  }

  /** A contact of whom no more is known than name and how to reach them. */
  public Contact(
      PersonName name,
      @Nullable Coded relationship,
      @Nullable Coded role,
      List<Identifier> identifiers,
      List<Telecom> telecoms,
      @Nullable Address address) {
    this(name, relationship, role, identifiers, telecoms, address, null, null, null, null);
  }

  /** A contact without numbers. */
  public Contact(
      PersonName name,
      @Nullable Coded relationship,
      @Nullable Coded role,
      List<Telecom> telecoms,
      @Nullable Address address) {
    this(name, relationship, role, List.of(), telecoms, address);
  }

  /** The same person with these numbers. */
  public Contact withIdentifiers(List<Identifier> numbers) {
    return new Contact(
        name, relationship, role, numbers, telecoms, address, since, maritalStatus, sex, birthDate);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/relationship", relationship, Coded::check);
    Check.optional(issues, path + "/role", role, Coded::check);
    Check.optional(issues, path + "/maritalStatus", maritalStatus, Coded::check);
  }
}

package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient.Sex;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * The insured person, as the insurance knows this person; also the patient, whose details may
 * differ there.
 *
 * @param name the name on the card
 * @param birthDate with the precision it is known in
 * @param sex administrative sex
 * @param address where the insured lives
 * @param relationship what the insured is to the patient
 * @param roles what else the insured is, for example an emergency contact (HL7 table 0131)
 * @param telecoms how to reach the insured
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Subscriber(
    PersonName name,
    @Nullable PartialDate birthDate,
    @Nullable Sex sex,
    @Nullable Address address,
    @Nullable Coded relationship,
    List<Coded> roles,
    List<Telecom> telecoms) {

  public Subscriber {
    roles = roles == null ? List.of() : List.copyOf(roles);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** An insured person of whom the insurance says no more than who it is. */
  public Subscriber(
      PersonName name,
      @Nullable PartialDate birthDate,
      @Nullable Sex sex,
      @Nullable Address address) {
    this(name, birthDate, sex, address, null, List.of(), List.of());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/relationship", relationship, Coded::check);
    Check.each(issues, path + "/roles", roles, Coded::check);
  }
}

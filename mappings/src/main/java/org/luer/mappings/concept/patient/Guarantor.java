package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient.Sex;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * Who pays what the insurance does not (HL7 v2 GT1).
 *
 * @param number guarantor number with its authority, type GI
 * @param name the guarantor's name
 * @param relationship what the guarantor is to the patient: v3 RoleCode or text
 * @param address where the guarantor lives
 * @param telecoms how to reach the guarantor
 * @param birthDate with the precision it is known in
 * @param sex administrative sex
 * @param type kind of guarantor (HL7 table 0068)
 * @param rank which of several guarantors pays first, from 1
 * @param employment where the guarantor works
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Guarantor(
    @Nullable Identifier number,
    PersonName name,
    @Nullable Coded relationship,
    @Nullable Address address,
    List<Telecom> telecoms,
    @Nullable PartialDate birthDate,
    @Nullable Sex sex,
    @Nullable Coded type,
    @Nullable Integer rank,
    @Nullable Employment employment) {
  public Guarantor {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/relationship", relationship, Coded::check);
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.optional(issues, path + "/employment", employment, Employment::check);
    if (rank != null && rank < 1) {
      issues.error(IssueCode.VALUE, path + "/rank", "must count from 1");
    }
  }
}

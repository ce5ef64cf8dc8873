package org.luer.mappings.concept.clinician;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * A person who orders, gives, watches or signs: psychiatrist, nurse, anesthetist, referrer.
 *
 * @param id the clinic's staff number
 * @param npi National Provider Identifier, ten digits with the Luhn check digit over 80840 + NPI;
 *     staff without one keep only the id
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
    PersonName name,
    @Nullable String credentials,
    @Nullable Coded specialty,
    List<Telecom> telecoms)
    implements ClinicRecord {

  public Clinician {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
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
}

package org.luer.mappings.concept.organization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Telecom;

/**
 * The clinic, a hospital or a payer.
 *
 * @param id key of the organization, for example {@code northlake}
 * @param name legal name
 * @param npi National Provider Identifier of the organization (type 2)
 * @param taxId employer identification number
 * @param telecoms telephone and fax
 * @param addresses postal addresses
 */
@JsonTypeName("Organization")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Organization(
    String id,
    String name,
    @Nullable String npi,
    @Nullable String taxId,
    List<Telecom> telecoms,
    List<Address> addresses)
    implements ClinicRecord {

  public Organization {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
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
  }
}

package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Somebody whom a claim names. The place in the list is the number that lines point at.
 *
 * @param role the part
 * @param as the part in another code system, for example X12 98
 * @param clinician the person, with the National Provider Identifier
 * @param inPost whether the claim names the person's post, not the person
 * @param organization the organization, when no person is named
 * @param qualification NUCC taxonomy under which it is claimed
 * @param responsible whether this is the one who answers for the services
 * @param wholeClaim whether the part is in the whole request, not in single lines (PAS)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CareTeamMember(
    Role role,
    @Nullable Coded as,
    @Nullable Clinician clinician,
    @Nullable Boolean inPost,
    @Nullable Organization organization,
    @Nullable Coded qualification,
    @Nullable Boolean responsible,
    @Nullable Boolean wholeClaim) {

  /** The parts in a claim (FHIR claimcareteamrole; referring has no code of its own there). */
  public enum Role {
    RENDERING("primary", "Primary provider"),
    ASSISTING("assist", "Assisting Provider"),
    SUPERVISING("supervisor", "Supervising Provider"),
    REFERRING("other", "Other"),
    OTHER("other", "Other");

    private final String fhir;
    private final String display;

    Role(String fhir, String display) {
      this.fhir = fhir;
      this.display = display;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The code in FHIR. */
    public String fhir() {
      return fhir;
    }

    /** The words of that code. */
    public String display() {
      return display;
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/role", role);
    Check.optional(issues, path + "/as", as, Coded::check);
    if ((clinician == null) == (organization == null)) {
      issues.error(IssueCode.REQUIRED, path, "is either a clinician or an organization");
    }
    Check.optional(issues, path + "/organization", organization, Organization::check);
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    Check.optional(issues, path + "/qualification", qualification, Coded::check);
  }
}

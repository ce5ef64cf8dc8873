package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One end of a referral: a clinician, an organization, or a clinician of an organization.
 *
 * @param clinician who refers, or who is asked
 * @param organization the practice, hospital or clinic
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferralParty(@Nullable Clinician clinician, @Nullable Organization organization) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (clinician == null && organization == null) {
      issues.error(IssueCode.REQUIRED, path, "needs a clinician or an organization");
    }
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    Check.optional(issues, path + "/organization", organization, Organization::check);
  }
}

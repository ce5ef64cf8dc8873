package org.luer.mappings.concept.eligibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * What an insurer says about one coverage.
 *
 * @param coverageId the coverage; absent when the answer does not name one of ours
 * @param active whether it is in force
 * @param period the year of the benefits
 * @param benefits what it pays
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CoverageBenefits(
    @Nullable String coverageId,
    @Nullable Boolean active,
    @Nullable ServicePeriod period,
    List<Benefit> benefits) {
  public CoverageBenefits {
    benefits = benefits == null ? List.of() : List.copyOf(benefits);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/coverageId", coverageId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, path + "/period", period, ServicePeriod::check);
    Check.each(issues, path + "/benefits", benefits, Benefit::check);
  }
}

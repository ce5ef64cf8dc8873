package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Telecom;

/**
 * What a registration desk notes about an insurance, in its own codes.
 *
 * @param eligibility whether eligibility was reported (IN1-25)
 * @param eligibilityOn when it was (IN1-26)
 * @param precertification code of the certification before an admission (IN1-28)
 * @param verifiedBy who asked the insurer (IN1-30)
 * @param billing state of billing (IN1-32)
 * @param limitDays for how many days the insurer pays (IN1-39)
 * @param verification how far the insurance is verified (IN1-45)
 * @param priorPlan plan before this one (IN1-46)
 * @param kinds what it is for, institution or professional (IN1-48)
 * @param insuredTelecoms how to reach the insured (IN2-63)
 * @param employerTelecoms how to reach the employer (IN2-64)
 * @param relationship what the insured is to the patient, beside IN1-17 (IN2-72)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CoverageDesk(
    @Nullable Coded eligibility,
    @Nullable PartialDate eligibilityOn,
    @Nullable Coded precertification,
    @Nullable Clinician verifiedBy,
    @Nullable Coded billing,
    @Nullable Integer limitDays,
    @Nullable String verification,
    @Nullable Coded priorPlan,
    @Nullable Coded kinds,
    List<Telecom> insuredTelecoms,
    List<Telecom> employerTelecoms,
    @Nullable Coded relationship) {
  private static final CoverageDesk NONE =
      new CoverageDesk(
          null, null, null, null, null, null, null, null, null, List.of(), List.of(), null);

  public CoverageDesk {
    insuredTelecoms = insuredTelecoms == null ? List.of() : List.copyOf(insuredTelecoms);
    employerTelecoms = employerTelecoms == null ? List.of() : List.copyOf(employerTelecoms);
  }

  /** Itself; null when nothing is known. */
  @Nullable CoverageDesk orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.optional(issues, path + "/eligibility", eligibility, Coded::check);
    Check.optional(issues, path + "/precertification", precertification, Coded::check);
    Check.optional(issues, path + "/verifiedBy", verifiedBy, Clinician::check);
    Check.optional(issues, path + "/billing", billing, Coded::check);
    Check.optional(issues, path + "/priorPlan", priorPlan, Coded::check);
    Check.optional(issues, path + "/kinds", kinds, Coded::check);
    Check.optional(issues, path + "/relationship", relationship, Coded::check);
  }
}

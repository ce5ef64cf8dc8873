package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;

/**
 * What an office keeps of an insurance beside what a claim needs (HL7 v2 IN1, IN2).
 *
 * @param payerContact whom to ask at the insurer (IN1-6)
 * @param employer through whose group somebody is insured (IN1-11)
 * @param employerAddress address of the employer (IN1-44)
 * @param employmentStatus how the insured is employed (IN1-42, HL7 table 0066)
 * @param release whether the insured agreed that information is given (IN1-27, HL7 table 0093)
 * @param verifiedOn when somebody asked the insurer (IN1-29)
 * @param agreement kind of agreement (IN1-31, HL7 table 0098)
 * @param companyPlan the plan in the insurer's own code (IN1-35, HL7 table 0042)
 * @param kind what is covered (IN1-47, HL7 table 0309)
 * @param mailTo who gets the claim (IN2-5, HL7 table 0137)
 * @param employeeNumber number of the insured at the employer (IN2-1)
 * @param employerNumber number of the employer (IN2-3)
 * @param employerInformation who has information of the employer (IN2-4, HL7 table 0139)
 * @param reviews how what is certified came about, for each certification of which that is told
 * @param desk what a registration desk notes about it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CoverageTerms(
    @Nullable PersonName payerContact,
    @Nullable String employer,
    @Nullable Address employerAddress,
    @Nullable Coded employmentStatus,
    @Nullable Coded release,
    @Nullable PartialDate verifiedOn,
    @Nullable Coded agreement,
    @Nullable Coded companyPlan,
    @Nullable Coded kind,
    @Nullable Coded mailTo,
    @Nullable String employeeNumber,
    @Nullable String employerNumber,
    @Nullable Coded employerInformation,
    List<CertificationReview> reviews,
    @Nullable CoverageDesk desk) {
  private static final CoverageTerms NONE =
      new CoverageTerms(
          null, null, null, null, null, null, null, null, null, null, null, null, null, List.of(),
          null);

  public CoverageTerms {
    reviews = reviews == null ? List.of() : List.copyOf(reviews);
  }

  /** Itself; null when nothing is known. */
  public @Nullable CoverageTerms orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/employmentStatus", employmentStatus, Coded::check);
    Check.optional(issues, path + "/release", release, Coded::check);
    Check.optional(issues, path + "/agreement", agreement, Coded::check);
    Check.optional(issues, path + "/companyPlan", companyPlan, Coded::check);
    Check.optional(issues, path + "/kind", kind, Coded::check);
    Check.optional(issues, path + "/mailTo", mailTo, Coded::check);
    Check.optional(issues, path + "/employerInformation", employerInformation, Coded::check);
    Check.each(issues, path + "/reviews", reviews, CertificationReview::check);
    Check.optional(issues, path + "/desk", desk, CoverageDesk::check);
  }
}

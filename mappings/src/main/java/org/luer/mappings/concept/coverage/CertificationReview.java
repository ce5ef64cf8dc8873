package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * How an insurer came to certify a stay (HL7 v2 IN3).
 *
 * @param certification its number; absent when none was given
 * @param by who certified
 * @param required whether it had to be certified
 * @param certifiedAt when it was
 * @param modifiedAt when that was changed
 * @param operator who recorded it
 * @param from first day that is certified
 * @param to last day that is certified
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificationReview(
    @Nullable Identifier certification,
    @Nullable Clinician by,
    @Nullable Boolean required,
    @Nullable PartialTime certifiedAt,
    @Nullable PartialTime modifiedAt,
    @Nullable Clinician operator,
    @Nullable PartialDate from,
    @Nullable PartialDate to) {

  /** Whether it says more than a number. */
  boolean saysMore() {
    return !equals(
        new CertificationReview(certification, null, null, null, null, null, null, null));
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/by", by, Clinician::check);
    Check.optional(issues, path + "/operator", operator, Clinician::check);
  }
}

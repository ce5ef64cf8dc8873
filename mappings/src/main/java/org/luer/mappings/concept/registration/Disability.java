package org.luer.mappings.concept.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * Whether somebody is unable to work (HL7 v2 DB1).
 *
 * @param of who it is: patient, guarantor, insured (HL7 table 0334)
 * @param number number of this person
 * @param disabled whether so
 * @param from since when
 * @param to until when
 * @param returnFrom when the person may work again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Disability(
    @Nullable Coded of,
    @Nullable Identifier number,
    @Nullable Boolean disabled,
    @Nullable PartialDate from,
    @Nullable PartialDate to,
    @Nullable PartialDate returnFrom) {
  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/of", of, Coded::check);
  }
}

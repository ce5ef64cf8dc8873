package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * A finding that the referrer sends along: weight, a score, a laboratory value. It says what the
 * referrer knew; the clinic measures for itself.
 *
 * @param code what was found, LOINC first
 * @param quantity the value as a number with its UCUM unit
 * @param coded the value as a code
 * @param text the value in words
 * @param range reference range as written
 * @param flags HL7 table 0078, for example H
 * @param at when it was found, or the day
 * @param note remark
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
    Coded code,
    @Nullable Quantity quantity,
    @Nullable Coded coded,
    @Nullable String text,
    @Nullable String range,
    List<String> flags,
    @Nullable PartialTime at,
    @Nullable String note) {

  public Finding {
    flags = flags == null ? List.of() : List.copyOf(flags);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/coded", coded, Coded::check);
    if (Stream.of(quantity, coded, text).filter(v -> v != null).count() != 1) {
      issues.error(IssueCode.REQUIRED, path, "needs one value: quantity, coded or text");
    }
  }
}

package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.PartialDate;

/**
 * A vial that was used.
 *
 * @param number lot number
 * @param ndc National Drug Code of the vial, eleven digits
 * @param expires expiry date
 * @param manufacturer name of the manufacturer
 * @param maker code of the manufacturer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Lot(
    String number,
    @Nullable String ndc,
    @Nullable PartialDate expires,
    @Nullable String manufacturer,
    @Nullable Coding maker) {

  /** A vial whose manufacturer has no code. */
  public Lot(
      String number,
      @Nullable String ndc,
      @Nullable PartialDate expires,
      @Nullable String manufacturer) {
    this(number, ndc, expires, manufacturer, null);
  }
}

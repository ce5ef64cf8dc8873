package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * How the drug came into the line.
 *
 * @param device kind of device, HL7 table 0164, for example IVP intravenous pump
 * @param method way of giving, HL7 table 0165, for example IVPB intravenous piggyback
 * @param form dosage form
 * @param orderType kind of pharmacy order, HL7 table 0480, for example O other solution
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(
    @Nullable Coded device,
    @Nullable Coded method,
    @Nullable Coded form,
    @Nullable Coded orderType) {
  /** Nothing is known. */
  public static final Delivery UNKNOWN = new Delivery(null, null, null, null);

  /** The same; null when nothing is known. */
  public @Nullable Delivery orNull() {
    return equals(UNKNOWN) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/device", device, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/form", form, Coded::check);
    Check.optional(issues, path + "/orderType", orderType, Coded::check);
  }
}

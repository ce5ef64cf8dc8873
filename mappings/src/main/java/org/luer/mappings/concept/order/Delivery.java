package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * How a drug is to enter the body, beside its route (HL7 v2 RXR-2 to RXR-4).
 *
 * @param site where on the body
 * @param device with what, for example a pump
 * @param method in which way, for example infusion
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(@Nullable Coded site, @Nullable Coded device, @Nullable Coded method) {

  /** The delivery, or null when nothing of it is known. */
  public @Nullable Delivery orNull() {
    return site == null && device == null && method == null ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/site", site, Coded::check);
    Check.optional(issues, path + "/device", device, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
  }
}

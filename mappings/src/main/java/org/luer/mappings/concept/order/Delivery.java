package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * How a drug is to enter the body, beside its route (HL7 v2 RXR-2 to RXR-4), and what limits it.
 *
 * @param site where on the body
 * @param device with what, for example a pump
 * @param method in which way, for example infusion
 * @param neededFor what it is taken for, when only as needed; RXO and RXE have no place for it
 * @param maxDose the most of it in the time of maxWithin; RXO and RXE have no place for it
 * @param maxWithin that time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(
    @Nullable Coded site,
    @Nullable Coded device,
    @Nullable Coded method,
    @Nullable Coded neededFor,
    @Nullable Amount maxDose,
    @Nullable Amount maxWithin) {

  /** A delivery without limits. */
  public Delivery(@Nullable Coded site, @Nullable Coded device, @Nullable Coded method) {
    this(site, device, method, null, null, null);
  }

  /** The same without a limit, for an order that holds the limit of a day itself. */
  public @Nullable Delivery unlimited() {
    return new Delivery(site, device, method, neededFor, null, null).orNull();
  }

  /** The delivery, or null when nothing of it is known. */
  public @Nullable Delivery orNull() {
    return equals(new Delivery(null, null, null)) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/site", site, Coded::check);
    Check.optional(issues, path + "/device", device, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/neededFor", neededFor, Coded::check);
    if ((maxDose == null) != (maxWithin == null)) {
      issues.error(IssueCode.CONFLICT, path + "/maxWithin", "stands beside maxDose, not alone");
    }
  }
}

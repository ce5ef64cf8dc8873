package org.luer.mappings.concept.charge;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What is told of the account that a charge goes to, beside its number.
 *
 * @param type kind of account (v3 ActCode), for example {@code PBILLACCT}
 * @param name what the account is called
 * @param from first day or time of the services that it is for
 * @param to last day or time
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BillingAccount(
    @Nullable Coded type,
    @Nullable String name,
    @Nullable PartialTime from,
    @Nullable PartialTime to) {
  /** Itself; null when nothing is known. */
  public @Nullable BillingAccount orNull() {
    return type == null && name == null && from == null && to == null ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/type", type, Coded::check);
    if (from != null && to != null && to.before(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
  }
}

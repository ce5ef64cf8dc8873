package org.luer.mappings.concept.appointment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Equipment that an appointment takes, for example an infusion chair (HL7 v2 AIG).
 *
 * @param code which one
 * @param kind what it is
 * @param count how many of them
 * @param from when it is needed, when that is not the whole appointment
 * @param to until when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Resource(
    Coded code,
    @Nullable Coded kind,
    @Nullable Integer count,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/kind", kind, Coded::check);
    if (count != null && count < 1) {
      issues.error(IssueCode.VALUE, path + "/count", "must be at least 1");
    }
    if (from != null && to != null && to.isBefore(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
  }
}

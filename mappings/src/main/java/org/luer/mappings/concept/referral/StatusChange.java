package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * One step in the life of a referral.
 *
 * @param status what it became
 * @param at when
 * @param reason why (HL7 v2 ORC-16)
 * @param by who entered it (ORC-10)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusChange(
    Referral.Status status, OffsetDateTime at, @Nullable Coded reason, @Nullable Clinician by) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/status", status);
    Check.present(issues, path + "/at", at);
    Check.optional(issues, path + "/reason", reason, Coded::check);
    Check.optional(issues, path + "/by", by, Clinician::check);
  }
}

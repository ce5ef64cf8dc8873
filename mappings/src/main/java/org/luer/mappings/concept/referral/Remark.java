package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * A note of which it is known who wrote it or when.
 *
 * @param text the words
 * @param by who wrote it
 * @param at when it was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Remark(String text, @Nullable Clinician by, @Nullable OffsetDateTime at) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/text", text);
    Check.optional(issues, path + "/by", by, Clinician::check);
    if (by == null && at == null) {
      issues.error(IssueCode.REQUIRED, path, "needs by or at; without both it is one of the notes");
    }
  }
}

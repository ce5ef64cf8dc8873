package org.luer.mappings.concept.session;

import java.time.OffsetDateTime;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * Who answers for the record.
 *
 * @param by the signer
 * @param at when it was signed
 */
public record Signature(Clinician by, OffsetDateTime at) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/by", by);
    Check.present(issues, path + "/at", at);
    Check.optional(issues, path + "/by", by, Clinician::check);
  }
}

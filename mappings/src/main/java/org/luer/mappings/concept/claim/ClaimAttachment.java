package org.luer.mappings.concept.claim;

import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * A document that supports a claim.
 *
 * @param type LOINC, for example 28570-0 procedure note
 * @param documentId the clinic's number of the document
 */
public record ClaimAttachment(Coded type, String documentId) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/type", type);
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.id(issues, path + "/documentId", documentId);
  }
}

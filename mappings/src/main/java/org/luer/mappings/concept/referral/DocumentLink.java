package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * A document that comes with a referral, named by its number; the document itself travels apart.
 *
 * @param number number of the document with its authority (HL7 v2 TXA-12)
 * @param type kind of document, LOINC
 * @param title its title
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentLink(Identifier number, @Nullable Coded type, @Nullable String title) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
    Check.optional(issues, path + "/type", type, Coded::check);
  }
}

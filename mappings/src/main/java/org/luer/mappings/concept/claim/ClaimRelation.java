package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * Another claim that a claim has to do with.
 *
 * @param number its number and who gave it
 * @param relationship what it is to this one, for example prior
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimRelation(Identifier number, @Nullable Coded relationship) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
    Check.optional(issues, path + "/relationship", relationship, Coded::check);
  }
}

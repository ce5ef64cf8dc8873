package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * What a sender calls one part of a session.
 *
 * @param part which part: its kind, what it is and when, as {@code PartKey} forms it
 * @param number number of the part at the sender
 * @param words the sender's own words for it, for example a dosage written out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NumberedPart(String part, @Nullable Identifier number, @Nullable String words) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/part", part);
  }
}

package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * What a sender says of a score or an answer when it tells it a second time, as an observation of
 * its own beside the form.
 *
 * @param code the score or the item
 * @param numbers numbers of the observation at its sender
 * @param codes further codes that the sender has for it
 * @param text the sender's words for it
 * @param issuedAt when it was made known
 * @param by who answers for it, when that is not the rater
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Told(
    String code,
    List<Identifier> numbers,
    List<Coding> codes,
    @Nullable String text,
    @Nullable OffsetDateTime issuedAt,
    @Nullable Clinician by) {
  public Told {
    numbers = numbers == null ? List.of() : List.copyOf(numbers);
    codes = codes == null ? List.of() : List.copyOf(codes);
  }

  /** Reports every broken rule that can be told without the instrument. */
  void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/by", by, Clinician::check);
  }
}

package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * Why an insurer could not decide.
 *
 * @param line the line that is wrong, by number from 1; absent = the whole request
 * @param code what is wrong
 * @param followUp what to do about it (X12 889)
 * @param element what exactly is wrong in the request, by the element of the X12 message
 * @param path what exactly is wrong in the request, as FHIRPath
 * @param note number of the note that explains it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnswerError(
    @Nullable Integer line,
    Coded code,
    @Nullable Coded followUp,
    @Nullable String element,
    @Nullable String path,
    @Nullable Integer note) {

  /** An error with only its code. */
  public AnswerError(@Nullable Integer line, Coded code) {
    this(line, code, null, null, null, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String at) {
    Check.present(issues, at + "/code", code);
    Check.optional(issues, at + "/code", code, Coded::check);
    Check.optional(issues, at + "/followUp", followUp, Coded::check);
  }
}

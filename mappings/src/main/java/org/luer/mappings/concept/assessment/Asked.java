package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * How a form other than the clinic's asks for something, where that differs.
 *
 * @param number what the form calls the question (FHIR linkId)
 * @param text the words of the question
 * @param answer the code that the form has for the answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Asked(@Nullable String number, @Nullable String text, @Nullable Coding answer) {

  /** What differs, or null when nothing does. */
  public static @Nullable Asked orNull(
      @Nullable String number, @Nullable String text, @Nullable Coding answer) {
    return number == null && text == null && answer == null
        ? null
        : new Asked(number, text, answer);
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    if (number == null && text == null && answer == null) {
      issues.error(IssueCode.REQUIRED, path, "needs number, text or answer");
    }
    if ((number != null && number.isBlank()) || (text != null && text.isBlank())) {
      issues.error(IssueCode.VALUE, path, "must not be blank");
    }
  }
}

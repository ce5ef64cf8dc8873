package org.luer.gateway.intake.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Characters;
import org.springframework.http.HttpStatus;

/** Why somebody does something: needed where a person interferes, and kept in the audit. */
final class Reasons {
  private static final int LONGEST = 500;

  private Reasons() {}

  /** The reason, or a refusal that asks for one. */
  static String needed(@Nullable String reason) {
    if (reason == null || reason.isBlank() || reason.length() > LONGEST) {
      throw fault("/reason", "Why, in at most " + LONGEST + " characters.");
    }
    if (Characters.none(reason).isPresent()) {
      throw fault("/reason", "The reason " + Characters.NO_TEXT + ".");
    }
    return reason.strip();
  }

  /** One thing that is wrong with the request. */
  static Refusal fault(String pointer, String text) {
    return new Refusal(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "One error.",
        List.of(new RecordReader.Fault(pointer, "required", text)),
        null);
  }
}

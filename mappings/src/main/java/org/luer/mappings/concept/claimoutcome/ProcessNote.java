package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * A remark of an insurer.
 *
 * @param number by which lines point at it
 * @param type where the insurer shows it
 * @param text what it says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProcessNote(@Nullable Integer number, @Nullable Type type, String text) {

  /** Where a note is shown (FHIR note-type). */
  public enum Type {
    DISPLAY,
    PRINT,
    PRINTOPER;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/text", text);
  }
}

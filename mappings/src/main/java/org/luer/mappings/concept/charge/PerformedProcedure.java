package org.luer.mappings.concept.charge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * The procedure that a line charges; its code is the line's own. An add-on code stands for a later
 * part of the same infusion, so its procedure starts later and has its own minutes.
 *
 * @param type what it is for
 * @param startedAt start of the part that the line stands for
 * @param minutes running minutes of that part without pauses
 * @param practitioner who is responsible for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PerformedProcedure(
    @Nullable Type type,
    PartialTime startedAt,
    @Nullable Quantity minutes,
    @Nullable Clinician practitioner) {

  /** What a procedure is for (HL7 table 0230). */
  public enum Type {
    ANESTHESIA("A"),
    DIAGNOSTIC("D"),
    INVASIVE("I"),
    THERAPEUTIC("P");

    private final String hl7;

    Type(String hl7) {
      this.hl7 = hl7;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The code of HL7 table 0230. */
    public String hl7() {
      return hl7;
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/startedAt", startedAt);
    Check.optional(issues, path + "/minutes", minutes, (q, i, p) -> q.check(i, p, "min"));
    Check.optional(issues, path + "/practitioner", practitioner, Clinician::check);
  }
}

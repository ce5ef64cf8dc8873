package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * A diagnosis that somebody states as the ground of a referral or an appointment; the main one
 * comes first.
 *
 * @param code ICD-10-CM, other systems beside it
 * @param certainty working or final
 * @param date day of the diagnosis (HL7 v2 DG1-5)
 * @param by who made it (DG1-16)
 * @param category how its sender lists it: on the problem list, of a visit (FHIR Condition)
 * @param state how it is now (FHIR condition-clinical)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Diagnosis(
    Coded code,
    Certainty certainty,
    @Nullable PartialDate date,
    @Nullable Clinician by,
    @Nullable Coded category,
    @Nullable Coded state) {

  /** A diagnosis of which nobody says how it is listed. */
  public Diagnosis(
      Coded code, Certainty certainty, @Nullable PartialDate date, @Nullable Clinician by) {
    this(code, certainty, date, by, null, null);
  }

  /** How sure it is (HL7 table 0052). */
  public enum Certainty {
    /** W; FHIR provisional. */
    WORKING,
    /** F; FHIR confirmed. */
    FINAL;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.present(issues, path + "/certainty", certainty);
    Check.optional(issues, path + "/by", by, Clinician::check);
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.optional(issues, path + "/state", state, Coded::check);
  }
}

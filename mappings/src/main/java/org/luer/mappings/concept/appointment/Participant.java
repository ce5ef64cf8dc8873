package org.luer.mappings.concept.appointment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * Somebody of the staff who takes part in an appointment.
 *
 * @param clinician who
 * @param role as what
 * @param response the answer to the invitation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Participant(Clinician clinician, @Nullable Coded role, @Nullable Response response) {

  /** Answers (FHIR participationstatus). */
  public enum Response {
    ACCEPTED,
    DECLINED,
    TENTATIVE,
    NEEDS_ACTION;

    /** The FHIR participationstatus code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/clinician", clinician);
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    Check.optional(issues, path + "/role", role, Coded::check);
  }
}

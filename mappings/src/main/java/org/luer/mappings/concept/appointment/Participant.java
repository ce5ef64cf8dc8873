package org.luer.mappings.concept.appointment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Somebody of the staff who takes part in an appointment.
 *
 * @param clinician who
 * @param role as what
 * @param response the answer to the invitation
 * @param required whether it can go on without
 * @param from when the part begins, when that is not the whole appointment
 * @param to when the part ends
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Participant(
    Clinician clinician,
    @Nullable Coded role,
    @Nullable Response response,
    @Nullable Required required,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to) {

  /** Whether an appointment can go on without somebody (FHIR participantrequired). */
  public enum Required {
    REQUIRED,
    OPTIONAL,
    INFORMATION_ONLY;

    /** The FHIR participantrequired code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

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
    if (from != null && to != null && to.isBefore(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
  }
}

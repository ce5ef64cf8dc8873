package org.luer.mappings.concept.clinician;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * A clinician in the part played in one session.
 *
 * @param role what the clinician did there
 * @param clinician the person as known at that time
 * @param function profession in which the clinician acted, as the sender has it
 * @param from when the clinician came, when somebody says it
 * @param to when the clinician left
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StaffMember(
    Role role,
    Clinician clinician,
    @Nullable Coded function,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to) {

  /** Somebody of whom no more is said than the part. */
  public StaffMember(Role role, Clinician clinician) {
    this(role, clinician, null, null, null);
  }

  /** The parts: who attended, who gave the infusion, who helped, who referred. */
  public enum Role {
    /** Responsible physician; FHIR participant ATND, HL7 v2 PV1-7. */
    ATTENDING,
    /** Nurse or anesthetist who gives the infusion; FHIR SPRF and performer, HL7 v2 RXA-10. */
    NURSE,
    /** Anesthesia clinician. */
    ANESTHETIST,
    /** Therapist for preparation and integration. */
    THERAPIST,
    /** Second person at the waste of a controlled drug. */
    WITNESS,
    /** Referring clinician; FHIR REF, HL7 v2 PV1-8. */
    REFERRER,
    /** Consulted clinician; FHIR CON, HL7 v2 PV1-9. */
    CONSULTANT,
    /** Clinician who admits; FHIR ADM, HL7 v2 PV1-17. */
    ADMITTER,
    /** Whoever does what the visit is for, in whatever profession; FHIR PPRF. */
    PERFORMER,
    /** Somebody whose part nobody says; FHIR PART, or no type. */
    PARTICIPANT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/role", role);
    Check.present(issues, path + "/clinician", clinician);
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    Check.optional(issues, path + "/function", function, Coded::check);
    if (from != null && to != null && to.isBefore(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
  }
}

package org.luer.mappings.concept.clinician;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * A clinician in the part played in one session.
 *
 * @param role what the clinician did there
 * @param clinician the person as known at that time
 */
public record StaffMember(Role role, Clinician clinician) {

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
  }
}

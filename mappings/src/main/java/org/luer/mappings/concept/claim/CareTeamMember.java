package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * Somebody whom a claim names. The place in the list is the number that lines point at.
 *
 * @param role the part
 * @param clinician the person, with the National Provider Identifier
 * @param qualification NUCC taxonomy under which it is claimed
 * @param responsible whether this is the one who answers for the services
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CareTeamMember(
    Role role, Clinician clinician, @Nullable Coded qualification, @Nullable Boolean responsible) {

  /** The parts in a claim (FHIR claimcareteamrole; referring has no code of its own there). */
  public enum Role {
    RENDERING("primary", "Primary provider"),
    ASSISTING("assist", "Assisting Provider"),
    SUPERVISING("supervisor", "Supervising Provider"),
    REFERRING("other", "Other"),
    OTHER("other", "Other");

    private final String fhir;
    private final String display;

    Role(String fhir, String display) {
      this.fhir = fhir;
      this.display = display;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    String fhir() {
      return fhir;
    }

    String display() {
      return display;
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/role", role);
    Check.present(issues, path + "/clinician", clinician);
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    Check.optional(issues, path + "/qualification", qualification, Coded::check);
  }
}

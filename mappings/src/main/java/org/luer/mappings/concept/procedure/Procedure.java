package org.luer.mappings.concept.procedure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;

/**
 * A procedure done to a patient that is not an infusion of the clinic: history as another sender
 * tells it.
 *
 * @param id the key of this record
 * @param patientId whose procedure
 * @param visitId id of the registration in whose course it was done
 * @param code CPT, HCPCS, SNOMED CT or text
 * @param modifiers CPT or HCPCS modifiers
 * @param functionType what it was for (HL7 table 0230)
 * @param performedAt when it was done or began
 * @param minutes how long it took
 * @param performers who did it
 * @param reason diagnosis for which it was done
 * @param status whether it was done; completed unless said otherwise
 * @param foreign what the sender says and the clinic model has no home for
 */
@JsonTypeName("Procedure")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Procedure(
    String id,
    String patientId,
    @Nullable String visitId,
    Coded code,
    List<Coded> modifiers,
    @Nullable FunctionType functionType,
    @Nullable PartialTime performedAt,
    @Nullable Integer minutes,
    List<Performer> performers,
    @Nullable Coded reason,
    @Nullable Status status,
    List<Foreign> foreign)
    implements ClinicRecord {

  /** What a procedure was for (HL7 table 0230). */
  public enum FunctionType {
    ANESTHESIA("A"),
    DIAGNOSTIC("D"),
    INVASIVE("I"),
    THERAPEUTIC("P");

    private final String table;

    FunctionType(String table) {
      this.table = table;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The code in HL7 table 0230. */
    public String table() {
      return table;
    }
  }

  /** Whether a procedure was done (FHIR event-status). */
  public enum Status {
    COMPLETED,
    IN_PROGRESS,
    NOT_DONE,
    ENTERED_IN_ERROR;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** As what somebody takes part in a procedure (HL7 v2 PR1-8, PR1-11, PR1-12). */
  public enum Function {
    ANESTHESIOLOGIST,
    SURGEON,
    PRACTITIONER;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Procedure {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    performers = performers == null ? List.of() : List.copyOf(performers);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    status = status == null ? Status.COMPLETED : status;
    var key = id;
    var whose = patientId;
    var what = code;
    var more = modifiers;
    var who = performers;
    var why = reason;
    var leaves = foreign;
    var lasted = minutes;
    Check.valid(
        "Procedure",
        (issues, path) -> {
          Check.id(issues, "/id", key);
          Check.id(issues, "/patientId", whose);
          Check.present(issues, "/code", what);
          Check.optional(issues, "/code", what, Coded::check);
          Check.each(issues, "/modifiers", more, Coded::check);
          Check.each(issues, "/performers", who, Performer::check);
          Check.optional(issues, "/reason", why, Coded::check);
          Check.each(issues, "/foreign", leaves, Foreign::check);
          if (lasted != null && lasted < 0) {
            issues.error(IssueCode.VALUE, "/minutes", "must not be negative");
          }
        });
  }

  /** The same procedure with other foreign content. */
  public Procedure withForeign(List<Foreign> others) {
    return new Procedure(
        id,
        patientId,
        visitId,
        code,
        modifiers,
        functionType,
        performedAt,
        minutes,
        performers,
        reason,
        status,
        others);
  }
}

package org.luer.mappings.concept.condition;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * A problem of a patient, or a diagnosis made for one visit.
 *
 * @param id the key of this record
 * @param patientId whose problem
 * @param visitId id of the registration whose diagnosis it is; absent for the problem list
 * @param code ICD-10-CM first, SNOMED CT beside it, or text
 * @param stage what the diagnosis is for the visit (HL7 table 0052)
 * @param rank 1 = primary diagnosis of the visit
 * @param onset when it began or was diagnosed
 * @param abatement when it ended
 * @param status whether it matters today; active unless said otherwise
 * @param verification how sure it is
 * @param diagnosedBy who made the diagnosis
 * @param recordedAt when this version was recorded
 * @param recordedOn day on which it was first recorded, where nobody says the time
 * @param assertedOn when somebody first said that the patient has it
 * @param identifiers numbers that others gave it
 * @param categories what else it is filed under, for example the health concerns
 * @param severity how severe it is
 * @param bodySites where it is
 * @param notes what else is said of it
 * @param foreign what the sender says and the clinic model has no home for
 * @param recordedBy who wrote it down
 * @param outside the visit elsewhere in which it was found
 */
@JsonTypeName("Condition")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
    String id,
    String patientId,
    @Nullable String visitId,
    Coded code,
    @Nullable Stage stage,
    @Nullable Integer rank,
    @Nullable PartialTime onset,
    @Nullable PartialTime abatement,
    @Nullable Status status,
    @Nullable Verification verification,
    @Nullable Clinician diagnosedBy,
    @Nullable OffsetDateTime recordedAt,
    @Nullable PartialDate recordedOn,
    @Nullable PartialTime assertedOn,
    List<Identifier> identifiers,
    List<Coded> categories,
    @Nullable Coded severity,
    List<Coded> bodySites,
    List<String> notes,
    List<Foreign> foreign,
    @Nullable Clinician recordedBy,
    @Nullable OutsideVisit outside)
    implements ClinicRecord {

  /** A condition of which nobody says who wrote it down. */
  public Condition(
      String id,
      String patientId,
      @Nullable String visitId,
      Coded code,
      @Nullable Stage stage,
      @Nullable Integer rank,
      @Nullable PartialTime onset,
      @Nullable PartialTime abatement,
      @Nullable Status status,
      @Nullable Verification verification,
      @Nullable Clinician diagnosedBy,
      @Nullable OffsetDateTime recordedAt,
      @Nullable PartialDate recordedOn,
      @Nullable PartialTime assertedOn,
      List<Identifier> identifiers,
      List<Coded> categories,
      @Nullable Coded severity,
      List<Coded> bodySites,
      List<String> notes,
      List<Foreign> foreign) {
    this(
        id,
        patientId,
        visitId,
        code,
        stage,
        rank,
        onset,
        abatement,
        status,
        verification,
        diagnosedBy,
        recordedAt,
        recordedOn,
        assertedOn,
        identifiers,
        categories,
        severity,
        bodySites,
        notes,
        foreign,
        null,
        null);
  }

  /** What a diagnosis is for its visit (HL7 table 0052). */
  public enum Stage {
    ADMITTING,
    WORKING,
    FINAL;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The code in HL7 table 0052. */
    public String table() {
      return name().substring(0, 1);
    }
  }

  /** Whether a problem matters today (FHIR condition-clinical). */
  public enum Status {
    ACTIVE,
    RECURRENCE,
    RELAPSE,
    INACTIVE,
    REMISSION,
    RESOLVED;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How sure a diagnosis is (FHIR condition-ver-status). */
  public enum Verification {
    UNCONFIRMED,
    PROVISIONAL,
    DIFFERENTIAL,
    CONFIRMED,
    REFUTED,
    ENTERED_IN_ERROR;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Condition {
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    categories = categories == null ? List.of() : List.copyOf(categories);
    bodySites = bodySites == null ? List.of() : List.copyOf(bodySites);
    notes = notes == null ? List.of() : List.copyOf(notes);
    if (status == null && verification != Verification.ENTERED_IN_ERROR) {
      status = Status.ACTIVE;
    }
    var key = id;
    var whose = patientId;
    var what = code;
    var who = diagnosedBy;
    var writer = recordedBy;
    var elsewhere = outside;
    var here = visitId;
    var leaves = foreign;
    var first = rank;
    var classes = categories;
    var how = severity;
    var where = bodySites;
    var ended = abatement != null && status == Status.ACTIVE;
    var voided = status != null && verification == Verification.ENTERED_IN_ERROR;
    Check.valid(
        "Condition",
        (issues, path) -> {
          Check.id(issues, "/id", key);
          Check.id(issues, "/patientId", whose);
          Check.present(issues, "/code", what);
          Check.optional(issues, "/code", what, Coded::check);
          Check.optional(issues, "/diagnosedBy", who, Clinician::check);
          Check.optional(issues, "/recordedBy", writer, Clinician::check);
          Check.optional(issues, "/outside", elsewhere, OutsideVisit::check);
          if (elsewhere != null && here != null) {
            issues.error(IssueCode.CONFLICT, "/outside", "is said by visitId already");
          }
          Check.each(issues, "/categories", classes, Coded::check);
          Check.optional(issues, "/severity", how, Coded::check);
          Check.each(issues, "/bodySites", where, Coded::check);
          Check.each(issues, "/foreign", leaves, Foreign::check);
          if (first != null && first < 1) {
            issues.error(IssueCode.VALUE, "/rank", "must be 1 or more");
          }
          if (ended) {
            issues.error(IssueCode.CONFLICT, "/abatement", "must be absent while active");
          }
          if (voided) {
            issues.error(IssueCode.CONFLICT, "/status", "must be absent when entered in error");
          }
        });
  }

  /** Whether the record was a mistake. */
  @JsonIgnore
  public boolean isVoid() {
    return verification == Verification.ENTERED_IN_ERROR;
  }

  /** The same condition with other foreign content. */
  public Condition withForeign(List<Foreign> others) {
    return new Condition(
        id,
        patientId,
        visitId,
        code,
        stage,
        rank,
        onset,
        abatement,
        status,
        verification,
        diagnosedBy,
        recordedAt,
        recordedOn,
        assertedOn,
        identifiers,
        categories,
        severity,
        bodySites,
        notes,
        others,
        recordedBy,
        outside);
  }
}

package org.luer.mappings.concept.allergy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * An allergy or intolerance of a patient, or the statement that none is known.
 *
 * @param id the key of this record
 * @param patientId whose allergy
 * @param substance what the patient does not tolerate: SNOMED CT, RxNorm or text
 * @param category kind of substance (HL7 table 0127)
 * @param severity how bad a reaction is (HL7 table 0128)
 * @param reactions what happens, in words or coded
 * @param identifiedAt when it was found out
 * @param status whether it matters today; active unless said otherwise
 * @param verification how sure it is
 * @param recordedAt when this version was recorded, a date when no more is said
 * @param criticality how much harm a further exposure may do (FHIR allergy-intolerance-criticality)
 * @param mechanism whether it is an allergy or an intolerance (FHIR allergy-intolerance-type)
 * @param identifiers numbers that others gave it
 * @param recordedBy who wrote it down
 * @param foreign what the sender says and the clinic model has no home for
 * @param details what else is told of it
 */
@JsonTypeName("Allergy")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Allergy(
    String id,
    String patientId,
    Coded substance,
    @Nullable Category category,
    @Nullable Severity severity,
    List<Coded> reactions,
    @Nullable PartialDate identifiedAt,
    @Nullable Status status,
    @Nullable Verification verification,
    @Nullable PartialTime recordedAt,
    @Nullable Criticality criticality,
    @Nullable Mechanism mechanism,
    List<Identifier> identifiers,
    @Nullable Clinician recordedBy,
    List<Foreign> foreign,
    @Nullable AllergyDetails details)
    implements ClinicRecord {
  private static final Pattern NONE =
      Pattern.compile("nk[d]?a|no known( drug| food| medication)? (allerg(y|ies)).*|none known");

  /** An allergy of which no more is told. */
  public Allergy(
      String id,
      String patientId,
      Coded substance,
      @Nullable Category category,
      @Nullable Severity severity,
      List<Coded> reactions,
      @Nullable PartialDate identifiedAt,
      @Nullable Status status,
      @Nullable Verification verification,
      @Nullable PartialTime recordedAt,
      @Nullable Criticality criticality,
      @Nullable Mechanism mechanism,
      List<Identifier> identifiers,
      @Nullable Clinician recordedBy,
      List<Foreign> foreign) {
    this(
        id,
        patientId,
        substance,
        category,
        severity,
        reactions,
        identifiedAt,
        status,
        verification,
        recordedAt,
        criticality,
        mechanism,
        identifiers,
        recordedBy,
        foreign,
        null);
  }

  /** How much harm a further exposure may do; that nobody could tell is an unknown severity. */
  public enum Criticality {
    LOW,
    HIGH;

    /** The code in the clinic model, also that of FHIR. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What lies behind the reaction. */
  public enum Mechanism {
    ALLERGY,
    INTOLERANCE;

    /** The code in the clinic model, also that of FHIR. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** HL7 table 0127. */
  public enum Category {
    DRUG,
    FOOD,
    MISCELLANEOUS,
    CONTRAINDICATION,
    ENVIRONMENT,
    ANIMAL,
    PLANT,
    POLLEN;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** HL7 table 0128. */
  public enum Severity {
    SEVERE,
    MODERATE,
    MILD,
    UNKNOWN;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether an allergy matters today (FHIR allergyintolerance-clinical). */
  public enum Status {
    ACTIVE,
    INACTIVE,
    RESOLVED;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How sure an allergy is (FHIR allergyintolerance-verification). */
  public enum Verification {
    UNCONFIRMED,
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
  public Allergy {
    reactions = reactions == null ? List.of() : List.copyOf(reactions);
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    if (status == null && verification != Verification.ENTERED_IN_ERROR) {
      status = Status.ACTIVE;
    }
    var what = substance;
    var words = reactions;
    var leaves = foreign;
    var key = id;
    var whose = patientId;
    var by = recordedBy;
    var more = details;
    Check.valid(
        "Allergy",
        (issues, path) -> {
          Check.id(issues, "/id", key);
          Check.id(issues, "/patientId", whose);
          Check.present(issues, "/substance", what);
          Check.optional(issues, "/substance", what, Coded::check);
          Check.each(issues, "/reactions", words, Coded::check);
          Check.optional(issues, "/recordedBy", by, Clinician::check);
          Check.each(issues, "/foreign", leaves, Foreign::check);
          Check.optional(issues, "/details", more, AllergyDetails::check);
        });
  }

  /** Whether the allergy is to be told to others as one that stands. */
  @JsonIgnore
  public boolean stands() {
    return status == Status.ACTIVE
        && verification != Verification.REFUTED
        && verification != Verification.ENTERED_IN_ERROR;
  }

  /** Whether this is no allergy but the statement that none is known, in text or as NKA, NKDA. */
  @JsonIgnore
  public boolean noneKnown() {
    return says(substance.text()) || says(substance.code());
  }

  private static boolean says(@Nullable String words) {
    return words != null && NONE.matcher(words.strip().toLowerCase(Locale.ROOT)).matches();
  }

  /** The same allergy with other foreign content. */
  public Allergy withForeign(List<Foreign> others) {
    return new Allergy(
        id,
        patientId,
        substance,
        category,
        severity,
        reactions,
        identifiedAt,
        status,
        verification,
        recordedAt,
        criticality,
        mechanism,
        identifiers,
        recordedBy,
        others,
        details);
  }
}

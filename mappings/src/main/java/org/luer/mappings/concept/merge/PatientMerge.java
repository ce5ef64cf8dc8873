package org.luer.mappings.concept.merge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PersonName;

/**
 * What a sender says about which of its numbers mean the same person, account or visit: retired
 * numbers become aliases of the surviving ones, and what was filed under them is filed under those
 * from then on. Nothing of the clinic's own records changes by it.
 *
 * @param id the key of this record
 * @param patientId key of the surviving patient
 * @param event what is put together, moved, linked or parted
 * @param surviving numbers of the surviving patient
 * @param retired numbers that are aliases from now on (or, for a link, the other patient's)
 * @param retiredName name under which the retired numbers were kept, a check by eye
 * @param survivingAccount account that stays
 * @param retiredAccount account that is an alias from now on
 * @param survivingVisit visit that stays
 * @param retiredVisit visit number that is an alias from now on
 * @param retiredAlternateVisit another number of that visit (MRG-6)
 * @param conflicts what a person has to decide before anything is followed
 * @param occurredAt when it happened
 * @param recordedAt when it was recorded
 * @param by who recorded it
 * @param foreign what the sender says and the clinic model has no home for
 */
@JsonTypeName("PatientMerge")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PatientMerge(
    String id,
    String patientId,
    Event event,
    List<Identifier> surviving,
    List<Identifier> retired,
    @Nullable PersonName retiredName,
    @Nullable Identifier survivingAccount,
    @Nullable Identifier retiredAccount,
    @Nullable Identifier survivingVisit,
    @Nullable Identifier retiredVisit,
    @Nullable Identifier retiredAlternateVisit,
    List<Conflict> conflicts,
    @Nullable OffsetDateTime occurredAt,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Clinician by,
    List<Foreign> foreign)
    implements ClinicRecord {

  /** What is put together, moved, linked or parted, with the HL7 v2 event that says so. */
  public enum Event {
    /** Two patients are one: all that was filed under the retired numbers moves. */
    PATIENT("A40"),
    /** Old form: two patients with their visits are one. */
    PATIENT_AND_VISIT("A18"),
    /** Old form: two persons are one. */
    PERSON("A30"),
    /** Old form: two patients are one. */
    PATIENT_NUMBER("A34"),
    /** Old form: two patients and two accounts are one. */
    PATIENT_AND_ACCOUNT("A36"),
    /** Persons with several patient numbers are one. */
    PERSON_NUMBER("A39"),
    /** Two accounts of one patient are one. */
    ACCOUNT("A41"),
    /** Old form: two accounts of one patient are one. */
    ACCOUNT_NUMBER("A35"),
    /** Two visits are one. */
    VISIT("A42"),
    /** A visit moves to another patient. */
    MOVE_VISIT("A45"),
    /** The number of one patient changes. */
    CHANGE_NUMBER("A47"),
    /** Two patients have to do with each other; nothing moves. */
    LINK("A24"),
    /** They have nothing to do with each other after all. */
    UNLINK("A37");

    private final String trigger;

    Event(String trigger) {
      this.trigger = trigger;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HL7 v2 trigger event. */
    public String trigger() {
      return trigger;
    }

    /** Whether retired patient numbers become aliases. */
    public boolean retiresPatients() {
      return switch (this) {
        case ACCOUNT, ACCOUNT_NUMBER, VISIT, MOVE_VISIT, LINK, UNLINK -> false;
        default -> true;
      };
    }
  }

  /** What a person has to decide before a merge is followed. */
  public enum Conflict {
    /** Two of the clinic's own patients are involved. */
    OWN_PATIENTS,
    /** No surviving number has the authority of a retired one. */
    AUTHORITIES_DIFFER,
    /** A number is both surviving and retired. */
    SAME_NUMBER,
    /** Account or visit is said to merge, but its number is missing. */
    NUMBER_MISSING;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public PatientMerge {
    surviving = surviving == null ? List.of() : List.copyOf(surviving);
    retired = retired == null ? List.of() : List.copyOf(retired);
    conflicts = conflicts == null ? List.of() : List.copyOf(conflicts);
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/event", event);
    if (surviving.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/surviving", "is missing");
    }
    if (retired.isEmpty() && retiredAccount == null && retiredVisit == null) {
      issues.error(
          IssueCode.REQUIRED, "/retired", "nothing is retired: no patient, account, visit");
    }
    Check.optional(issues, "/by", by, Clinician::check);
    Check.each(issues, "/foreign", foreign, Foreign::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("PatientMerge", issues.list());
    }
  }

  /** Whether a person has to look at it first. */
  @JsonIgnore
  public boolean toReview() {
    return !conflicts.isEmpty();
  }

  /** The same merge with other foreign content. */
  public PatientMerge withForeign(List<Foreign> others) {
    return new PatientMerge(
        id,
        patientId,
        event,
        surviving,
        retired,
        retiredName,
        survivingAccount,
        retiredAccount,
        survivingVisit,
        retiredVisit,
        retiredAlternateVisit,
        conflicts,
        occurredAt,
        recordedAt,
        by,
        others);
  }
}

package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * How an order came to be: who wrote and checked it, in which visit, in place of which other one.
 *
 * @param enteredBy who typed it in (HL7 v2 ORC-10)
 * @param verifiedBy the pharmacist or nurse who checked it (ORC-11)
 * @param setting outpatient or inpatient order (ORC-29, HL7 table 0482), at home, or for the way
 *     home
 * @param reason why it has the status that it has: why held, stopped, changed (ORC-16)
 * @param replaces number of the order that this one replaces (the RP line before an RO line)
 * @param parent number of the order that this one is a part of (ORC-8)
 * @param visit the visit in which it was ordered
 * @param staff attending and referring clinicians of that visit
 * @param department the department that entered it (ORC-17)
 * @param categories what else the sender files it under
 * @param therapy short or lasting course of therapy (FHIR courseOfTherapyType)
 * @param enteredAt where it was entered (ORC-13)
 * @param device at which device it was entered (ORC-18)
 * @param outside the visit as somebody else who kept it tells it, instead of visit
 * @param actionBy who caused what the message tells of (ORC-19)
 * @param copiesTo who gets the result too (OBR-28)
 * @param transport how the patient comes (OBR-30, HL7 table 0124)
 * @param effectiveAt when it takes effect, where that is not its first time (ORC-15)
 * @param mode how it was given: on paper, by telephone (ORC-30, HL7 table 0483)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderEntry(
    @Nullable Clinician enteredBy,
    @Nullable Clinician verifiedBy,
    @Nullable Setting setting,
    @Nullable Coded reason,
    @Nullable Identifier replaces,
    @Nullable Identifier parent,
    @Nullable Visit visit,
    List<StaffMember> staff,
    @Nullable Coded department,
    List<Coded> categories,
    @Nullable Coded therapy,
    @Nullable Place enteredAt,
    @Nullable Coded device,
    @Nullable OutsideVisit outside,
    @Nullable Clinician actionBy,
    List<Clinician> copiesTo,
    @Nullable Coded transport,
    @Nullable PartialTime effectiveAt,
    @Nullable Coded mode) {

  /** An entry of which nobody says who gets copies. */
  public OrderEntry(
      @Nullable Clinician enteredBy,
      @Nullable Clinician verifiedBy,
      @Nullable Setting setting,
      @Nullable Coded reason,
      @Nullable Identifier replaces,
      @Nullable Identifier parent,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable Coded department,
      List<Coded> categories,
      @Nullable Coded therapy,
      @Nullable Place enteredAt,
      @Nullable Coded device,
      @Nullable OutsideVisit outside) {
    this(
        enteredBy,
        verifiedBy,
        setting,
        reason,
        replaces,
        parent,
        visit,
        staff,
        department,
        categories,
        therapy,
        enteredAt,
        device,
        outside,
        null,
        List.of(),
        null,
        null,
        null);
  }

  /** An entry that is filed nowhere else. */
  public OrderEntry(
      @Nullable Clinician enteredBy,
      @Nullable Clinician verifiedBy,
      @Nullable Setting setting,
      @Nullable Coded reason,
      @Nullable Identifier replaces,
      @Nullable Identifier parent,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable Coded department) {
    this(
        enteredBy,
        verifiedBy,
        setting,
        reason,
        replaces,
        parent,
        visit,
        staff,
        department,
        List.of(),
        null);
  }

  /** An entry in a visit that nobody else tells of. */
  public OrderEntry(
      @Nullable Clinician enteredBy,
      @Nullable Clinician verifiedBy,
      @Nullable Setting setting,
      @Nullable Coded reason,
      @Nullable Identifier replaces,
      @Nullable Identifier parent,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable Coded department,
      List<Coded> categories,
      @Nullable Coded therapy) {
    this(
        enteredBy,
        verifiedBy,
        setting,
        reason,
        replaces,
        parent,
        visit,
        staff,
        department,
        categories,
        therapy,
        null);
  }

  /** An entry of which nobody says where it was made. */
  public OrderEntry(
      @Nullable Clinician enteredBy,
      @Nullable Clinician verifiedBy,
      @Nullable Setting setting,
      @Nullable Coded reason,
      @Nullable Identifier replaces,
      @Nullable Identifier parent,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable Coded department,
      List<Coded> categories,
      @Nullable Coded therapy,
      @Nullable OutsideVisit outside) {
    this(
        enteredBy,
        verifiedBy,
        setting,
        reason,
        replaces,
        parent,
        visit,
        staff,
        department,
        categories,
        therapy,
        null,
        null,
        outside);
  }

  /** Where the patient is treated under the order. */
  public enum Setting {
    OUTPATIENT,
    INPATIENT,
    COMMUNITY,
    DISCHARGE;

    /** The code in the clinic model, also that of FHIR's medicationrequest-category. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public OrderEntry {
    staff = staff == null ? List.of() : List.copyOf(staff);
    categories = categories == null ? List.of() : List.copyOf(categories);
    copiesTo = copiesTo == null ? List.of() : List.copyOf(copiesTo);
  }

  /** Nothing known. */
  public static OrderEntry none() {
    return new OrderEntry(null, null, null, null, null, null, null, List.of(), null);
  }

  /** The same entry of an order that replaces another. */
  public OrderEntry replacing(@Nullable Identifier other) {
    return new OrderEntry(
        enteredBy,
        verifiedBy,
        setting,
        reason,
        other,
        parent,
        visit,
        staff,
        department,
        categories,
        therapy,
        enteredAt,
        device,
        outside,
        actionBy,
        copiesTo,
        transport,
        effectiveAt,
        mode);
  }

  /** What is known of the visit, whoever kept it. */
  public @Nullable Visit visitKnown() {
    return outside == null ? visit : outside.visit();
  }

  /** The entry, or null when nothing of it is known. */
  public @Nullable OrderEntry orNull() {
    return equals(none()) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, path + "/verifiedBy", verifiedBy, Clinician::check);
    Check.optional(issues, path + "/reason", reason, Coded::check);
    Check.optional(issues, path + "/department", department, Coded::check);
    Check.each(issues, path + "/categories", categories, Coded::check);
    Check.optional(issues, path + "/therapy", therapy, Coded::check);
    Check.optional(issues, path + "/device", device, Coded::check);
    Check.optional(issues, path + "/actionBy", actionBy, Clinician::check);
    Check.each(issues, path + "/copiesTo", copiesTo, Clinician::check);
    Check.optional(issues, path + "/transport", transport, Coded::check);
    Check.optional(issues, path + "/mode", mode, Coded::check);
    Check.optional(issues, path + "/visit", visit, Visit::check);
    Check.optional(issues, path + "/outside", outside, OutsideVisit::check);
    if (visit != null && outside != null) {
      issues.error(IssueCode.CONFLICT, path + "/visit", "must be absent when outside says it");
    }
    Check.each(
        issues, path + "/staff", staff, (s, i, p) -> s.clinician().check(i, p + "/clinician"));
  }
}

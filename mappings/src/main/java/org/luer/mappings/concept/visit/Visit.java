package org.luer.mappings.concept.visit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One visit of the patient to the clinic: its numbers, where and when.
 *
 * @param number visit number with its authority (HL7 v2 PV1-19, type VN)
 * @param account billing account with its authority (HL7 v2 PID-18, type AN)
 * @param patientClass outpatient or recurring
 * @param place where in the clinic
 * @param arrivedAt arrival
 * @param leftAt departure; absent while the patient is there
 * @param service hospital service (HL7 table 0069), where its owner has no place for it
 * @param staff who attended and referred, where the record of the visit has no staff of its own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Visit(
    @Nullable Identifier number,
    @Nullable Identifier account,
    @Nullable PatientClass patientClass,
    @Nullable Place place,
    @Nullable OffsetDateTime arrivedAt,
    @Nullable OffsetDateTime leftAt,
    @Nullable Coded service,
    List<StaffMember> staff) {
  public Visit {
    staff = staff == null ? List.of() : List.copyOf(staff);
  }

  /** A visit of which nobody says who attended, or whose owner says it. */
  public Visit(
      @Nullable Identifier number,
      @Nullable Identifier account,
      @Nullable PatientClass patientClass,
      @Nullable Place place,
      @Nullable OffsetDateTime arrivedAt,
      @Nullable OffsetDateTime leftAt) {
    this(number, account, patientClass, place, arrivedAt, leftAt, null, List.of());
  }

  /** The same visit with whom it was with; null when nothing is known of either. */
  public static @Nullable Visit with(@Nullable Visit visit, List<StaffMember> staff) {
    if (staff.isEmpty()) {
      return visit;
    }
    return visit == null
        ? new Visit(null, null, null, null, null, null, null, staff)
        : new Visit(
            visit.number,
            visit.account,
            visit.patientClass,
            visit.place,
            visit.arrivedAt,
            visit.leftAt,
            visit.service,
            staff);
  }

  /** The visit with the account that it is billed to. */
  public static Visit onAccount(@Nullable Visit visit, Identifier account) {
    return visit == null
        ? new Visit(null, account, null, null, null, null)
        : new Visit(
            visit.number,
            account,
            visit.patientClass,
            visit.place,
            visit.arrivedAt,
            visit.leftAt,
            visit.service,
            visit.staff);
  }

  /** The visit with the hospital service; null when nothing is known of either. */
  public static @Nullable Visit of(@Nullable Visit visit, @Nullable Coded service) {
    if (visit == null) {
      return service == null
          ? null
          : new Visit(null, null, null, null, null, null, service, List.of());
    }
    var known = visit.withService(service);
    return known.equals(new Visit(null, null, null, null, null, null)) ? null : known;
  }

  /** The same visit with this hospital service. */
  public Visit withService(@Nullable Coded service) {
    return new Visit(number, account, patientClass, place, arrivedAt, leftAt, service, staff);
  }

  /** The same visit at this place. */
  Visit withPlace(@Nullable Place where) {
    return new Visit(number, account, patientClass, where, arrivedAt, leftAt, service, staff);
  }

  /** HL7 table 0004, as far as an infusion clinic uses it. */
  public enum PatientClass {
    OUTPATIENT,
    RECURRING,
    EMERGENCY,
    INPATIENT,
    PREADMIT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A visit of which something is known; null when nothing is. */
  public static @Nullable Visit orNull(
      @Nullable Identifier number,
      @Nullable Identifier account,
      @Nullable PatientClass patientClass,
      @Nullable Place place,
      @Nullable OffsetDateTime arrivedAt,
      @Nullable OffsetDateTime leftAt) {
    var known =
        number != null
            || account != null
            || patientClass != null
            || place != null
            || arrivedAt != null
            || leftAt != null;
    return known ? new Visit(number, account, patientClass, place, arrivedAt, leftAt) : null;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.each(issues, path + "/staff", staff, StaffMember::check);
    Check.optional(issues, path + "/service", service, Coded::check);
    if (arrivedAt != null && leftAt != null && leftAt.isBefore(arrivedAt)) {
      issues.error(IssueCode.CONFLICT, path + "/leftAt", "must not be before arrivedAt");
    }
  }
}

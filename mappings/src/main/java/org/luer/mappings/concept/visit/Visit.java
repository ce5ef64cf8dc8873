package org.luer.mappings.concept.visit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Visit(
    @Nullable Identifier number,
    @Nullable Identifier account,
    @Nullable PatientClass patientClass,
    @Nullable Place place,
    @Nullable OffsetDateTime arrivedAt,
    @Nullable OffsetDateTime leftAt) {

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
    if (arrivedAt != null && leftAt != null && leftAt.isBefore(arrivedAt)) {
      issues.error(IssueCode.CONFLICT, path + "/leftAt", "must not be before arrivedAt");
    }
  }
}

package org.luer.mappings.concept.vitals;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One reading of one vital sign or bedside scale. Its natural key within a session is kind, time
 * and device.
 *
 * <p>Either a value in the unit that vital-signs.csv gives for the kind, or the reason why there is
 * none.
 *
 * @param kind what was read
 * @param value the number, scale kept; absent with a reason in {@code absent}
 * @param unit UCUM unit of the value, as vital-signs.csv says
 * @param takenAt when, to the second
 * @param phase part of the session
 * @param device device that measured it
 * @param takenBy staff number of the one who read it; one of the session's staff
 * @param flag the clinic's own judgement of the value
 * @param absent why there is no value
 * @param status final, or preliminary from a monitor that nobody confirmed
 * @param note remark on this reading
 * @param details what another sender says beside it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VitalSign(
    Kind kind,
    @Nullable BigDecimal value,
    @Nullable String unit,
    OffsetDateTime takenAt,
    @Nullable Phase phase,
    @Nullable String device,
    @Nullable String takenBy,
    @Nullable Flag flag,
    @Nullable Absent absent,
    @Nullable Status status,
    @Nullable String note,
    @Nullable ReadingDetails details) {

  /** A reading of the clinic's own. */
  public VitalSign(
      Kind kind,
      @Nullable BigDecimal value,
      @Nullable String unit,
      OffsetDateTime takenAt,
      @Nullable Phase phase,
      @Nullable String device,
      @Nullable String takenBy,
      @Nullable Flag flag,
      @Nullable Absent absent,
      @Nullable Status status,
      @Nullable String note) {
    this(kind, value, unit, takenAt, phase, device, takenBy, flag, absent, status, note, null);
  }

  /** The same reading with what its sender says beside it. */
  public VitalSign with(@Nullable ReadingDetails other) {
    return new VitalSign(
        kind, value, unit, takenAt, phase, device, takenBy, flag, absent, status, note, other);
  }

  /** What its sender says beside it; without any, nothing. */
  ReadingDetails beside() {
    return details == null ? ReadingDetails.NONE : details;
  }

  /** What can be read at the chair. Codes and units: vital-signs.csv. */
  public enum Kind {
    HEART_RATE,
    SYSTOLIC,
    DIASTOLIC,
    SPO2,
    RESPIRATORY_RATE,
    TEMPERATURE,
    ETCO2,
    PAIN,
    MOAAS,
    RASS,
    ALDRETE,
    CADSS6,
    CADSS;

    /** The code in the clinic model, for example {@code heart-rate}. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Part of the session. */
  public enum Phase {
    BASELINE,
    INFUSION,
    OBSERVATION,
    DISCHARGE;

    /** The kic-phase code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The clinic's judgement (HL7 table 0078, v3 ObservationInterpretation). */
  public enum Flag {
    N,
    L,
    LL,
    H,
    HH,
    A,
    AA;

    /** The HL7 code. */
    @JsonValue
    public String code() {
      return name();
    }

    /** Whether the value was judged abnormal. */
    public boolean abnormal() {
      return this != N;
    }
  }

  /** Why there is no value (FHIR data-absent-reason). */
  public enum Absent {
    ERROR,
    NOT_PERFORMED,
    TEMP_UNKNOWN,
    ASKED_DECLINED;

    /** The FHIR data-absent-reason code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far the reading is confirmed. Absent = final. */
  public enum Status {
    FINAL,
    PRELIMINARY;

    /** The FHIR observation-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/kind", kind);
    Check.present(issues, path + "/takenAt", takenAt);
    if ((value == null) == (absent == null)) {
      issues.error(
          IssueCode.REQUIRED,
          path + "/value",
          "needs either a value or the reason why it is absent");
    }
    Check.optional(issues, path + "/details", details, ReadingDetails::check);
    if (value == null && unit != null) {
      issues.error(IssueCode.CONFLICT, path + "/unit", "a unit needs a value");
    }
    if (value != null && kind != null) {
      var unit = VitalSigns.TABLE.row(kind).unit();
      if (!unit.equals(this.unit)) {
        issues.error(IssueCode.UNIT_UNKNOWN, path + "/unit", "must be the UCUM unit " + unit);
      }
    }
  }
}

package org.luer.mappings.concept.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * A diagnosis that lines of a charge or a claim point at. Its place in the list is its rank.
 *
 * @param code ICD-10-CM with its dot
 * @param type admitting or working; absent = final, as it is on a charge
 * @param date when it was made
 * @param by who made it
 * @param kinds what a claim calls it in codes of its own; absent = principal when it is the first
 * @param onAdmission whether it was there on admission, for a claim of a hospital
 * @param conditionId the problem in the records that it is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BilledDiagnosis(
    Coded code,
    @Nullable Type type,
    @Nullable PartialDate date,
    @Nullable Clinician by,
    List<Coded> kinds,
    @Nullable Coded onAdmission,
    @Nullable String conditionId) {
  public BilledDiagnosis {
    kinds = kinds == null ? List.of() : List.copyOf(kinds);
  }

  /** A diagnosis of a charge. */
  public BilledDiagnosis(
      Coded code, @Nullable Type type, @Nullable PartialDate date, @Nullable Clinician by) {
    this(code, type, date, by, List.of(), null, null);
  }

  /** How far a diagnosis is established, when it is not final (HL7 table 0052). */
  public enum Type {
    ADMITTING,
    WORKING;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A final diagnosis of which nothing but its code is known. */
  public static BilledDiagnosis of(Coded code) {
    return new BilledDiagnosis(code, null, null, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    if (code != null && code.code() == null) {
      issues.error(IssueCode.REQUIRED, path + "/code/code", "is missing");
    }
    Check.each(issues, path + "/kinds", kinds, Coded::check);
    Check.optional(issues, path + "/onAdmission", onAdmission, Coded::check);
    Check.optional(issues, path + "/by", by, Clinician::check);
  }

  /** Whether both name the same diagnosis. */
  public boolean sameAs(Coded other) {
    return code.system() != null
        && code.system().equals(other.system())
        && String.valueOf(code.code()).equals(other.code());
  }
}

package org.luer.mappings.concept.charge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;

/**
 * One line of a {@link Charge}: a service, a drug or a supply, or the credit that takes one back.
 *
 * @param number transaction number, stable over resends; a credit bears the number of the line that
 *     it takes back
 * @param type charge or credit
 * @param item the clinic's own code (charge master)
 * @param code CPT or HCPCS
 * @param modifiers modifiers in their order; pricing ones first
 * @param units how many of the code
 * @param unitPrice price of one
 * @param amount price of all
 * @param from start of the service, on the service date of the charge
 * @param to its end
 * @param procedure the procedure that was performed; absent for drugs and supplies
 * @param drug the drug that is billed
 * @param diagnoses the diagnoses of the charge that justify the line, by their numbers from 1, main
 *     one first
 * @param department whose revenue it is
 * @param performer who performed or gave it
 * @param orderer who ordered it
 * @param enteredBy who entered the charge
 * @param postedAt when it was posted, or on which day
 * @param fillerNumber number of the report about the service (HL7 v2 FT1-23)
 * @param note what the biller should know, for example name and dose of an unclassified drug
 * @param evidence what in the clinic's records proves it
 * @param performerAs as what the performer did it, when the sender says more than that
 * @param identifiers numbers that the sender gave the line
 * @param batch in which batch of postings it stands (HL7 v2 FT1-3)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChargeLine(
    String number,
    Type type,
    @Nullable Coded item,
    @Nullable Coded code,
    List<Coded> modifiers,
    BigDecimal units,
    @Nullable Money unitPrice,
    @Nullable Money amount,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to,
    @Nullable PerformedProcedure procedure,
    @Nullable BilledDrug drug,
    List<Integer> diagnoses,
    @Nullable Coded department,
    @Nullable Clinician performer,
    @Nullable Clinician orderer,
    @Nullable Clinician enteredBy,
    @Nullable PartialTime postedAt,
    @Nullable Identifier fillerNumber,
    @Nullable String note,
    List<Evidence> evidence,
    @Nullable String batch,
    @Nullable Coded performerAs,
    List<Identifier> identifiers) {

  /** Charge or credit (HL7 table 0017: CG, CD). */
  public enum Type {
    CHARGE,
    CREDIT;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ChargeLine {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
  }

  /** A line of the clinic: it has no number but its own. */
  public ChargeLine(
      String number,
      Type type,
      @Nullable Coded item,
      @Nullable Coded code,
      List<Coded> modifiers,
      BigDecimal units,
      @Nullable Money unitPrice,
      @Nullable Money amount,
      @Nullable OffsetDateTime from,
      @Nullable OffsetDateTime to,
      @Nullable PerformedProcedure procedure,
      @Nullable BilledDrug drug,
      List<Integer> diagnoses,
      @Nullable Coded department,
      @Nullable Clinician performer,
      @Nullable Clinician orderer,
      @Nullable Clinician enteredBy,
      @Nullable PartialTime postedAt,
      @Nullable Identifier fillerNumber,
      @Nullable String note,
      List<Evidence> evidence,
      @Nullable String batch) {
    this(
        number,
        type,
        item,
        code,
        modifiers,
        units,
        unitPrice,
        amount,
        from,
        to,
        procedure,
        drug,
        diagnoses,
        department,
        performer,
        orderer,
        enteredBy,
        postedAt,
        fillerNumber,
        note,
        evidence,
        batch,
        null,
        List.of());
  }

  /** What makes a line the same line: its number, and whether it charges or credits. */
  public String key() {
    return (type == null ? "" : type.code()) + "|" + number;
  }

  /** Whether the line takes a charge back. */
  public boolean credit() {
    return type == Type.CREDIT;
  }

  /** The same line as the credit that takes it back; of a credit, what it took back. */
  public ChargeLine reversed() {
    return with(number, credit() ? Type.CHARGE : Type.CREDIT);
  }

  /** The same line under another number. */
  public ChargeLine numbered(String other) {
    return with(other, type);
  }

  private ChargeLine with(String otherNumber, Type otherType) {
    return new ChargeLine(
        otherNumber,
        otherType,
        item,
        code,
        modifiers,
        units,
        unitPrice,
        amount,
        from,
        to,
        procedure,
        drug,
        diagnoses,
        department,
        performer,
        orderer,
        enteredBy,
        postedAt,
        fillerNumber,
        note,
        evidence,
        batch,
        performerAs,
        identifiers);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.id(issues, path + "/number", number);
    Check.present(issues, path + "/type", type);
    codes(issues, path);
    Check.present(issues, path + "/units", units);
    if (units != null && units.signum() < 0) {
      issues.error(IssueCode.VALUE, path + "/units", "must not be negative: a credit has the type");
    }
    Check.optional(issues, path + "/unitPrice", unitPrice, Money::check);
    Check.optional(issues, path + "/amount", amount, Money::check);
    if (to != null && (from == null || to.isBefore(from))) {
      issues.error(IssueCode.CONFLICT, path + "/to", "needs a start that is not later");
    }
    Check.optional(issues, path + "/procedure", procedure, PerformedProcedure::check);
    if (procedure != null && code == null) {
      issues.error(IssueCode.REQUIRED, path + "/code", "a procedure needs its code");
    }
    Check.optional(issues, path + "/drug", drug, BilledDrug::check);
    Check.optional(issues, path + "/performer", performer, Clinician::check);
    Check.optional(issues, path + "/orderer", orderer, Clinician::check);
    Check.optional(issues, path + "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, path + "/performerAs", performerAs, Coded::check);
    if (performerAs != null && performer == null) {
      issues.error(IssueCode.REQUIRED, path + "/performer", "is missing beside performerAs");
    }
    Check.each(issues, path + "/evidence", evidence, Evidence::check);
  }

  private void codes(Issues issues, String path) {
    if (item == null && code == null) {
      issues.error(
          IssueCode.REQUIRED, path + "/code", "a line needs a code, its own item, or both");
    }
    if (item != null && (item.code() == null || BillingCodes.bills(item.system()))) {
      issues.error(
          IssueCode.CODE_UNKNOWN,
          path + "/item",
          "needs a code of the clinic's own, not CPT or HCPCS");
    }
    if (code != null && !BillingCodes.bills(code.system())) {
      issues.error(IssueCode.CODE_UNKNOWN, path + "/code/system", "must be CPT or HCPCS");
    }
    Check.optional(issues, path + "/item", item, ChargeLine::alone);
    Check.optional(issues, path + "/code", code, ChargeLine::alone);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/department", department, Coded::check);
    if (department != null) {
      Check.present(
          issues,
          path + "/department/code",
          department.code() == null ? department.text() : department.code());
    }
  }

  /** The code and the clinic's own item stand beside each other; neither has others beside it. */
  private static void alone(Coded coded, Issues issues, String path) {
    coded.check(issues, path);
    if (!coded.also().isEmpty()) {
      issues.error(IssueCode.CONFLICT, path + "/also", "a line has one code and one item");
    }
  }
}

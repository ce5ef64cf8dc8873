package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What a pharmacy makes and hands out for an order.
 *
 * @param product the product as one thing, for example the formulary item of the mixture
 * @param productNumber number of the mixture, for example on the label of the bag
 * @param form dosage form
 * @param substitution whether another product may be given (HL7 tables 0161 and 0167)
 * @param schedule class of a controlled substance, for example {@code III} (HL7 table 0477)
 * @param prescriptionNumber number of the prescription at the pharmacy
 * @param prescriberDea the prescriber's number at the Drug Enforcement Administration
 * @param dispense how much is handed out
 * @param refills how often again
 * @param validFrom first day or time on which it may be handed out
 * @param validTo last day or time
 * @param directions the directions for use in the orderer's own sentence
 * @param instructions what the pharmacy must know
 * @param substitutable whether another product may be given, where the sender says no more
 * @param substitutionKind which other product may be given, in another list than substitution
 * @param pharmacy who is to hand it out
 * @param patientInstruction what the patient is told about it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Supply(
    @Nullable Coded product,
    @Nullable Identifier productNumber,
    @Nullable Coded form,
    @Nullable String substitution,
    @Nullable String schedule,
    @Nullable String prescriptionNumber,
    @Nullable String prescriberDea,
    @Nullable Amount dispense,
    @Nullable Integer refills,
    @Nullable PartialTime validFrom,
    @Nullable PartialTime validTo,
    @Nullable String directions,
    List<String> instructions,
    @Nullable Boolean substitutable,
    @Nullable Coded substitutionKind,
    @Nullable String pharmacy,
    @Nullable String patientInstruction) {

  public Supply {
    instructions = instructions == null ? List.of() : List.copyOf(instructions);
  }

  /** Nothing known. */
  public static Supply none() {
    return new Supply(
        null, null, null, null, null, null, null, null, null, null, null, null, List.of(), null,
        null, null, null);
  }

  /** The supply, or null when nothing of it is known. */
  public @Nullable Supply orNull() {
    return equals(none()) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/product", product, Coded::check);
    Check.optional(issues, path + "/form", form, Coded::check);
    Check.optional(issues, path + "/dispense", dispense, Amount::check);
    code(issues, path + "/substitution", substitution);
    code(issues, path + "/schedule", schedule);
    code(issues, path + "/prescriberDea", prescriberDea);
    Check.optional(issues, path + "/substitutionKind", substitutionKind, Coded::check);
    if (substitutionKind != null && (substitution != null || substitutable != null)) {
      issues.error(
          IssueCode.CONFLICT, path + "/substitutionKind", "must be the only word on substitution");
    }
    if (substitution != null && substitutable != null) {
      issues.error(
          IssueCode.CONFLICT, path + "/substitutable", "must be absent when substitution says it");
    }
    if (validFrom != null && validTo != null && validTo.before(validFrom)) {
      issues.error(IssueCode.CONFLICT, path + "/validTo", "must not be before validFrom");
    }
    if (refills != null && refills < 0) {
      issues.error(IssueCode.VALUE, path + "/refills", "must not be negative");
    }
  }

  private static void code(Issues issues, String path, @Nullable String code) {
    if (code != null && !code.matches("[A-Za-z0-9-]{1,20}")) {
      issues.error(IssueCode.VALUE, path, "must be a code of letters, digits and hyphens");
    }
  }
}

package org.luer.mappings.concept.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What the order of a dose says beyond drug, amount and way, as its giver repeats it.
 *
 * @param most the upper end when the amount is a range, in its unit (RXE-4)
 * @param instructions instructions to those who give it (RXE-7)
 * @param supply what the pharmacy hands out (RXE-10, 11)
 * @param prescription number of the prescription (RXE-15)
 * @param per the time that the rate is for (RXE-22)
 * @param rate how fast it runs in (RXE-23, 24)
 * @param strength drug mass of one unit as stocked (RXE-25, 26)
 * @param method how it was to be given (RXR-4)
 * @param times times of day, {@code HH:MM:SS} (TQ1-4)
 * @param lasts how long the order holds (TQ1-6)
 * @param from from when it holds (TQ1-7)
 * @param until until when it holds (TQ1-8)
 * @param remark instruction about the timing (TQ1-11)
 * @param enteredBy who typed the order in (ORC-10)
 * @param verifiedBy who checked it (ORC-11)
 * @param enteredAt where it was entered (ORC-13)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderedTerms(
    @Nullable BigDecimal most,
    List<Coded> instructions,
    @Nullable Amount supply,
    @Nullable String prescription,
    @Nullable String per,
    @Nullable Amount rate,
    @Nullable Amount strength,
    @Nullable Coded method,
    List<String> times,
    @Nullable Amount lasts,
    @Nullable PartialTime from,
    @Nullable PartialTime until,
    @Nullable String remark,
    @Nullable Clinician enteredBy,
    @Nullable Clinician verifiedBy,
    @Nullable Place enteredAt) {
  private static final OrderedTerms NONE =
      new OrderedTerms(
          null, List.of(), null, null, null, null, null, null, List.of(), null, null, null, null,
          null, null, null);

  public OrderedTerms {
    instructions = instructions == null ? List.of() : List.copyOf(instructions);
    times = times == null ? List.of() : List.copyOf(times);
  }

  /** These terms, or null when they say nothing. */
  @Nullable OrderedTerms orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.each(issues, path + "/instructions", instructions, Coded::check);
    Check.optional(issues, path + "/supply", supply, Amount::check);
    Check.optional(issues, path + "/rate", rate, Amount::check);
    Check.optional(issues, path + "/strength", strength, Amount::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/lasts", lasts, Amount::check);
    Check.optional(issues, path + "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, path + "/verifiedBy", verifiedBy, Clinician::check);
  }
}

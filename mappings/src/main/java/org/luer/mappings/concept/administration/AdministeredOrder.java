package org.luer.mappings.concept.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What was ordered of a dose that was given, as its giver tells it (HL7 v2 RXO, RXE, TQ1 of RAS).
 *
 * @param orderedAt when it was ordered
 * @param drug what was ordered
 * @param amount how much of it at a time
 * @param form dosage form
 * @param route way into the body
 * @param site place on the body
 * @param device what it was to be given with
 * @param pattern how often (HL7 table 0335 or the sender's own)
 * @param priority how urgent (HL7 table 0485)
 * @param terms what else the order says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdministeredOrder(
    @Nullable PartialTime orderedAt,
    Coded drug,
    @Nullable Amount amount,
    @Nullable Coded form,
    @Nullable Coded route,
    @Nullable Coded site,
    @Nullable Coded device,
    @Nullable Coded pattern,
    @Nullable Coded priority,
    @Nullable OrderedTerms terms) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/drug", drug);
    Check.optional(issues, path + "/drug", drug, Coded::check);
    Check.optional(issues, path + "/amount", amount, Amount::check);
    Check.optional(issues, path + "/form", form, Coded::check);
    Check.optional(issues, path + "/route", route, Coded::check);
    Check.optional(issues, path + "/site", site, Coded::check);
    Check.optional(issues, path + "/device", device, Coded::check);
    Check.optional(issues, path + "/pattern", pattern, Coded::check);
    Check.optional(issues, path + "/priority", priority, Coded::check);
    Check.optional(issues, path + "/terms", terms, OrderedTerms::check);
  }
}

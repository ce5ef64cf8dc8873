package org.luer.mappings.concept.selfpay;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * One line of a {@link Superbill}, as it is printed.
 *
 * @param chargeId the charge that it stands in
 * @param number its number there
 * @param day day of the service
 * @param place CMS place of service
 * @param code CPT or HCPCS
 * @param text our short words for the code, else the clinic's own for its item
 * @param modifiers in their order
 * @param pointers the diagnoses of the superbill that justify it, by their numbers from 1
 * @param units how many of the code
 * @param drug the drug that is billed, with National Drug Code and quantity
 * @param note what the insurer should know, for example name and dose of an unclassified drug
 * @param unitPrice price of one, when the charge tells it
 * @param amount price of all
 * @param rendering under whose number it is billed
 */
public record SuperbillLine(
    String chargeId,
    String number,
    PartialDate day,
    Coded place,
    Coded code,
    String text,
    List<Coded> modifiers,
    List<Integer> pointers,
    BigDecimal units,
    @Nullable BilledDrug drug,
    @Nullable String note,
    @Nullable Money unitPrice,
    Money amount,
    Clinician rendering) {
  public SuperbillLine {
    modifiers = List.copyOf(modifiers);
    pointers = List.copyOf(pointers);
  }
}

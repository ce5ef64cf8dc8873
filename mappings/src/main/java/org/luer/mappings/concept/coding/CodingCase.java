package org.luer.mappings.concept.coding;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;

/**
 * What a session is coded from.
 *
 * @param session what was done
 * @param assessments the patient's; those of the day count
 * @param supplied evaluation and psychotherapy, as the clinic billed them: never derived
 * @param stock the clinic's containers
 * @param prices price of one unit by code; without one a line has no amount
 * @param billing who bills, where, to whom
 * @param payer whose rules count
 * @param rules further rows of the clinic
 */
public record CodingCase(
    InfusionSession session,
    List<Assessment> assessments,
    List<ChargeLine> supplied,
    List<StockedProduct> stock,
    Map<String, Money> prices,
    Billing billing,
    String payer,
    List<CodingRules.Row> rules) {

  public CodingCase {
    assessments = List.copyOf(assessments);
    supplied = List.copyOf(supplied);
    stock = List.copyOf(stock);
    prices = Map.copyOf(prices);
    rules = List.copyOf(rules);
  }

  /**
   * What a charge says beside its lines.
   *
   * @param chargeId number of the charge
   * @param placeOfService CMS place of service
   * @param rendering under whose number it is billed
   * @param referrer who referred
   * @param authorizationNumber the insurer's authorization
   * @param coverageIds coverages, primary one first
   */
  public record Billing(
      String chargeId,
      @Nullable Coded placeOfService,
      @Nullable Clinician rendering,
      @Nullable Clinician referrer,
      @Nullable String authorizationNumber,
      List<String> coverageIds) {
    public Billing {
      coverageIds = List.copyOf(coverageIds);
    }
  }
}

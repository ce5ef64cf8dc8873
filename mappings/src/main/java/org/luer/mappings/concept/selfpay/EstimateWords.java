package org.luer.mappings.concept.selfpay;

import java.util.List;

/**
 * What an estimate has to tell beside its numbers (45 CFR 149.610(c)(1)(vi) to (xi)), in our own
 * words; the same on the page and in FHIR.
 */
public final class EstimateWords {
  private EstimateWords() {}

  /** Above the list of what has to be scheduled separately. */
  public static final String SEPARATELY =
      "Expected before or after, and scheduled separately. Each has an estimate of its own, made"
          + " when you schedule it or ask for it; ask the clinic or whoever gives the service.";

  /** The disclaimers. */
  public static List<String> disclaimers(GoodFaithEstimate estimate) {
    var clinic = estimate.convening().provider().name();
    return List.of(
        "This is an estimate of what we reasonably expected on "
            + estimate.issuedAt().toLocalDate()
            + ". What is done and what is charged can differ from it, for instance when your"
            + " treatment has to change.",
        "We may recommend further services as part of your care. They are scheduled or asked for"
            + " separately and are not in this estimate.",
        "If you are billed at least $400 more than this estimate expects of a provider or facility,"
            + " you have the right to dispute the bill in the patient-provider dispute resolution"
            + " process. How to start it is told at www.cms.gov/nosurprises. Starting it will not"
            + " make the care that you get any worse. Keep this estimate: you need it for that.",
        "This is not a contract. You do not have to take any of these services from "
            + clinic
            + " or from anybody else named here.");
  }

  /** How long it holds. */
  public static String validity(GoodFaithEstimate estimate) {
    return "Covers services from "
        + estimate.from()
        + " to "
        + estimate.until()
        + (estimate.frequency() == null ? "" : ", " + estimate.frequency())
        + ". What comes later, or changes, needs a new estimate.";
  }
}

package org.luer.gateway.partner;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an insurer is dealt with. */
public record Insurer(
    @Key(
            value =
                "Payers that it answers for, by the number or the name that coverages have; left out = its own name",
            otherwise = "[]")
        List<String> payers,
    @Key(
            value =
                "Claims are posted to Claim/$submit as a Bundle (operation), or to Claim (create)",
            otherwise = "operation")
        Submit submit,
    @Key(
            value =
                "What became of a claim is asked with Claim/$inquire (operation), with a search of ClaimResponse (search), or not (none)",
            otherwise = "operation")
        Inquiry inquiry,
    @Key(value = "How often a claim that it decides later is asked for", otherwise = "15m")
        Duration inquireEvery,
    @Key("Who confirms claims to it, where that differs from luer.billing.confirm")
        BillingSettings.@Nullable Confirm confirm,
    @Key(
            value = "Release of Da Vinci PAS for prior authorizations: 2.2.1 or 2.0.1",
            otherwise = "2.2.1")
        String pas,
    @Key(
            value =
                "Which of the patient's records go with a request for prior authorization: referral, assessment, order, summary, session; [] = none",
            otherwise = "referral, assessment, order, summary")
        List<Support> support) {
  public Insurer {
    payers = List.copyOf(payers);
    support = List.copyOf(support);
  }

  /** Records that support a request for prior authorization. */
  public enum Support {
    REFERRAL("Referral"),
    ASSESSMENT("Assessment"),
    ORDER("InfusionOrder"),
    SUMMARY("SessionSummary"),
    SESSION("InfusionSession");

    private final String kind;

    Support(String kind) {
      this.kind = kind;
    }

    /** The kind of these records. */
    public String kind() {
      return kind;
    }
  }

  /** How claims are handed over. */
  public enum Submit {
    OPERATION,
    CREATE
  }

  /** How it is asked for a claim. */
  public enum Inquiry {
    OPERATION,
    SEARCH,
    NONE
  }
}

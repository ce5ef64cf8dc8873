package org.luer.gateway.partner;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the clinic tells so that its sessions can be coded. */
public record BillingSettings(
    @Key(value = "CMS place of service of the clinic's sessions", otherwise = "11")
        String placeOfService,
    @Key("CSV of containers in stock: ndc,drug,single-dose,content,from,until")
        @Nullable Path stockFile,
    @Key("CSV of prices in US dollars: code,amount") @Nullable Path pricesFile,
    @Key("CSV of payers' rules: payer,rule,value,from,until,source") @Nullable Path rulesFile,
    @Key(
            value =
                "Who confirms a claim that has no error: a person, or this setting as a standing rule (standing)",
            otherwise = "person")
        Confirm confirm,
    @Key(value = "How often it is looked which claims are to be asked for", otherwise = "10s")
        Duration inquiriesEvery,
    @Key("Tax id of the clinic (EIN), for superbills and estimates") @Nullable String taxId,
    @Key("NUCC taxonomy of the clinic, for superbills and estimates") @Nullable String taxonomy,
    @Key("Where the clinic's services are given, for superbills and estimates") Office office) {

  /** Who lets claims go. */
  public enum Confirm {
    PERSON,
    STANDING
  }
}

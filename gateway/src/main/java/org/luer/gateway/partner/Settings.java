package org.luer.gateway.partner;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything an operator can set, below the root key {@code luer}. */
public record Settings(
    @Key(
            value =
                "Directory of the embedded database, the first token and the lock; relative to the working directory",
            otherwise = "./luer-data")
        Path dataDir,
    @Key("PostgreSQL; left out = embedded, below data-dir") DatabaseSettings database,
    @Key("The HTTP listener") HttpSettings http,
    @Key("The MLLP listeners") MllpSettings mllp,
    @Key("The clinic that this gateway serves") ClinicSettings clinic,
    @Key("Alerts to people and programs") AlertSettings alerts,
    @Key("How long messages are kept") RetentionSettings retention,
    @Key("People who log in to the page") PeopleSettings people,
    @Key("Coding of sessions") BillingSettings billing,
    @Key("Notifications to clients that have subscribed") SubscriptionSettings subscriptions,
    @Key("Bulk exports by FHIR") BulkSettings bulk,
    @Key("Traces by OpenTelemetry; left out = none") @Nullable TracingSettings tracing,
    @Key(
            value = "Who receives from and sends to the clinic; changes need no restart",
            otherwise = "[]")
        List<Partner> partners) {

  public Settings {
    partners = List.copyOf(partners);
  }

  Settings withPartners(List<Partner> replaced) {
    return new Settings(
        dataDir,
        database,
        http,
        mllp,
        clinic,
        alerts,
        retention,
        people,
        billing,
        subscriptions,
        bulk,
        tracing,
        replaced);
  }
}

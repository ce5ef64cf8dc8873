package org.luer.gateway.partner;

import java.time.Duration;
import java.util.List;

/** Notifications to clients that have subscribed. */
public record SubscriptionSettings(
    @Key(
            value =
                "Hosts that notifications may go to: names, addresses or *.domain; left out = any that is not on a private network. http is for a listed address of this machine alone",
            otherwise = "[]")
        List<String> hosts,
    @Key(value = "Subscriptions of one client", otherwise = "100") int perClient,
    @Key(value = "Longest time in which an endpoint may answer", otherwise = "30s")
        Duration answerWithin,
    @Key(value = "Shortest period of a heartbeat", otherwise = "1m") Duration heartbeatLeast,
    @Key(value = "Wait after the first failure; it doubles from there", otherwise = "2s")
        Duration retryFirst,
    @Key(value = "Longest wait after a failure", otherwise = "5m") Duration retryMost,
    @Key(value = "How long an event that was taken can be asked for again", otherwise = "30d")
        Duration keep) {
  public SubscriptionSettings {
    hosts = List.copyOf(hosts);
  }
}

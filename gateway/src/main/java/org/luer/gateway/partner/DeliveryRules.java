package org.luer.gateway.partner;

import java.time.Duration;

/** How patiently a partner is served: what follows its answers, and when it is left in peace. */
public record DeliveryRules(
    @Key(
            value =
                "Attempts after which a delivery is held for a person; 0 = it is never given up",
            otherwise = "0")
        int maximumAttempts,
    @Key(value = "Answered AE or CE: hold, retry or reject", otherwise = "hold") Answered onError,
    @Key(value = "Answered AR or CR: reject, hold or retry", otherwise = "reject")
        Answered onReject,
    @Key(
            value = "Failures in a row after which only one message probes the endpoint; 0 = never",
            otherwise = "10")
        int circuitAfter,
    @Key(value = "Time between two probes", otherwise = "30s") Duration circuitPause,
    @Key(value = "Messages a minute at most, each node for itself; 0 = no limit", otherwise = "0")
        int perMinute) {

  /** What follows an answer that says no. */
  public enum Answered {
    HOLD,
    RETRY,
    REJECT
  }
}

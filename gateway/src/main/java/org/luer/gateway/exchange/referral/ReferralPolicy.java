package org.luer.gateway.exchange.referral;

import java.util.Map;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.exchange.StatusPolicy;
import org.luer.gateway.journal.Lane;
import org.luer.mappings.exchange.referral.ReferralExchange;
import org.springframework.stereotype.Component;

/**
 * When the referrer is told of a referral: at every change of its status. A draft is nobody's
 * business.
 */
@Component
public final class ReferralPolicy extends StatusPolicy {
  /** The policy of the exchange. */
  public ReferralPolicy() {
    super(
        ReferralExchange.INSTANCE,
        Lane.Stream.IDENTITY,
        Map.of(
            "requested", Purpose.FINAL,
            "accepted", Purpose.FINAL,
            "scheduled", Purpose.FINAL,
            "in-progress", Purpose.FINAL,
            "on-hold", Purpose.FINAL,
            "completed", Purpose.FINAL,
            "declined", Purpose.FINAL,
            "cancelled", Purpose.FINAL,
            "stopped", Purpose.FINAL,
            "entered-in-error", Purpose.WITHDRAWAL));
  }
}

package org.luer.gateway.exchange.appointment;

import java.util.Map;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.exchange.StatusPolicy;
import org.luer.gateway.journal.Lane;
import org.luer.mappings.exchange.appointment.AppointmentExchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of an appointment: once it is booked, and at every change. A proposal is
 * nobody's business.
 */
@Component
public final class AppointmentPolicy extends StatusPolicy {
  /** The policy of the exchange. */
  public AppointmentPolicy() {
    super(
        AppointmentExchange.INSTANCE,
        Lane.Stream.IDENTITY,
        Map.of(
            "booked", Purpose.FINAL,
            "arrived", Purpose.FINAL,
            "checked-in", Purpose.FINAL,
            "fulfilled", Purpose.FINAL,
            "cancelled", Purpose.FINAL,
            "noshow", Purpose.FINAL,
            "entered-in-error", Purpose.WITHDRAWAL));
  }
}

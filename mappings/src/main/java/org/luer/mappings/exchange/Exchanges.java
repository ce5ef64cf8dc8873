package org.luer.mappings.exchange;

import java.util.List;
import org.luer.mappings.exchange.appointment.AppointmentExchange;
import org.luer.mappings.exchange.patientfeed.PatientFeedExchange;
import org.luer.mappings.exchange.referral.ReferralExchange;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.translation.Translations;

/** Every exchange of the library. */
public final class Exchanges {
  /** In the order in which they are asked whether an input is theirs; the most particular first. */
  public static final Translations ALL =
      new Translations(
          List.of(
              SessionReportExchange.INSTANCE,
              ReferralExchange.INSTANCE,
              AppointmentExchange.INSTANCE,
              PatientFeedExchange.INSTANCE));

  private Exchanges() {}
}

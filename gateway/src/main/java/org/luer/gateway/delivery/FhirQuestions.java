package org.luer.gateway.delivery;

import org.luer.gateway.partner.Partner;

/** Asks partners what became of something that was delivered. */
public interface FhirQuestions {
  /**
   * Asks now, whatever waits in the lanes.
   *
   * @param conversation whose question it is
   * @param exchange that names the endpoint
   * @param sent the bytes that were delivered
   * @return what came of it; code {@code not-asked} when this partner cannot be asked, {@code
   *     unknown-there} when it has not got it
   */
  Shipment.Result ask(FhirConversation conversation, Partner partner, String exchange, byte[] sent);
}

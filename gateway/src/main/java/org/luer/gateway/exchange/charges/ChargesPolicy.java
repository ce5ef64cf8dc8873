package org.luer.gateway.exchange.charges;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.exchange.StatusPolicy;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of charges: once they are billable; a draft is nobody's business. Taken
 * back, they are credited.
 */
@Component
public final class ChargesPolicy extends StatusPolicy {
  /** The policy of the exchange. */
  public ChargesPolicy() {
    super(
        ChargesExchange.INSTANCE,
        Lane.Stream.MONEY,
        Map.of(
            "billable", Purpose.FINAL,
            "billed", Purpose.FINAL,
            "entered-in-error", Purpose.WITHDRAWAL));
  }

  /** DFT^P11 to an endpoint that asks for it, else DFT^P03; never both. */
  @Override
  public List<String> messages(JsonNode content, Partner partner, Receives endpoint) {
    var asked = endpoint.messages().stream().filter(exchange().messages()::contains).findFirst();
    return endpoint.messages().isEmpty() ? exchange().writes() : asked.stream().toList();
  }
}

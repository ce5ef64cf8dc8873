package org.luer.gateway.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.patientfeed.PatientFeedExchange;
import org.luer.mappings.translation.Exchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of a patient: at every change of the registration, those that receive the
 * feed. A merge travels as a message of its own.
 */
@Component
public final class PatientFeedPolicy implements ExchangePolicy {
  @Override
  public Exchange<?> exchange() {
    return PatientFeedExchange.INSTANCE;
  }

  @Override
  public Lane.Stream stream() {
    return Lane.Stream.IDENTITY;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode content, Dialect dialect) {
    return Optional.of(
        content.path("status").asText().equals("entered-in-error")
            ? Purpose.WITHDRAWAL
            : Purpose.FINAL);
  }

  /** The first message that the endpoint takes; new and changed patients differ by the event. */
  @Override
  public List<String> messages(JsonNode content, Partner partner, Receives endpoint) {
    var merge = content.path("kind").asText().equals("PatientMerge");
    return exchange().writes().stream()
        .filter(type -> type.equals("ADT_A40") == merge)
        .filter(type -> endpoint.messages().isEmpty() || endpoint.messages().contains(type))
        .limit(1)
        .toList();
  }
}

package org.luer.gateway.exchange.sessionsummary;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.sessionsummary.SessionSummaryExchange;
import org.luer.mappings.translation.Exchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of a document: once it is signed; amended, it replaces the one before;
 * entered in error, it is taken back. Unsigned: not, unless the dialect says {@code unsigned:
 * send}.
 */
@Component
public final class SessionSummaryPolicy implements ExchangePolicy {
  @Override
  public Exchange<?> exchange() {
    return SessionSummaryExchange.INSTANCE;
  }

  @Override
  public Lane.Stream stream() {
    return Lane.Stream.DOCUMENT;
  }

  @Override
  public boolean followUp() {
    return true;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode document, Dialect dialect) {
    return switch (document.at("/header/status").asText()) {
      case "final", "amended" -> Optional.of(Purpose.FINAL);
      case "preliminary" ->
          dialect.unsigned() == Dialect.Unsigned.SEND
              ? Optional.of(Purpose.PRELIMINARY)
              : Optional.empty();
      case "entered-in-error" -> Optional.of(Purpose.WITHDRAWAL);
      default -> Optional.empty();
    };
  }

  /** MDM, whose event follows from what the partner has; ORU^R01 to an endpoint without MDM. */
  @Override
  public List<String> messages(JsonNode document, Partner partner, Receives endpoint) {
    var taken = endpoint.messages();
    if (taken.isEmpty() || taken.stream().anyMatch(t -> t.startsWith("MDM_"))) {
      return exchange().writes();
    }
    return taken.contains("ORU_R01") ? List.of("ORU_R01") : List.of();
  }
}

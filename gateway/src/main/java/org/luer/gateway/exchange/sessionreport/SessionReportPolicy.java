package org.luer.gateway.exchange.sessionreport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Dialect;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.translation.Exchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of a session.
 *
 * <p>Planned or in progress: not, unless the partner's dialect says {@code live}. Over but
 * unsigned: not, unless it says {@code unsigned: send}. Signed: final. Entered in error: a
 * withdrawal.
 */
@Component
public final class SessionReportPolicy implements ExchangePolicy {
  @Override
  public Exchange<?> exchange() {
    return SessionReportExchange.INSTANCE;
  }

  @Override
  public Lane.Stream stream() {
    return Lane.Stream.CLINICAL;
  }

  @Override
  public boolean followUp() {
    return true;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode session, Dialect dialect) {
    boolean signed =
        session.hasNonNull("signature") || session.path("reportedFinal").asBoolean(false);
    return switch (session.path("status").asText()) {
      case "planned", "in-progress" ->
          dialect.live() ? Optional.of(Purpose.PRELIMINARY) : Optional.empty();
      case "completed", "not-done" ->
          signed
              ? Optional.of(Purpose.FINAL)
              : dialect.unsigned() == Dialect.Unsigned.SEND
                  ? Optional.of(Purpose.PRELIMINARY)
                  : Optional.empty();
      case "entered-in-error" -> Optional.of(Purpose.WITHDRAWAL);
      default -> Optional.empty();
    };
  }
}

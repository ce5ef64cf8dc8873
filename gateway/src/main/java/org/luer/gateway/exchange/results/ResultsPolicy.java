package org.luer.gateway.exchange.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.exchange.StatusPolicy;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.results.ResultsExchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of a general finding or of a medication given elsewhere: by its status.
 */
@Component
public final class ResultsPolicy extends StatusPolicy {
  /** The policy of the exchange. */
  public ResultsPolicy() {
    super(
        ResultsExchange.INSTANCE,
        Lane.Stream.CLINICAL,
        Map.of(
            "preliminary", Purpose.PRELIMINARY,
            "partial", Purpose.PRELIMINARY,
            "final", Purpose.FINAL,
            "amended", Purpose.FINAL,
            "corrected", Purpose.FINAL,
            "appended", Purpose.FINAL,
            "completed", Purpose.FINAL,
            "entered-in-error", Purpose.WITHDRAWAL));
  }

  /** A finding is a result, a dose is an administration; never both. */
  @Override
  public List<String> messages(JsonNode content, Partner partner, Receives endpoint) {
    var type = content.path("kind").asText().equals("Observation") ? "ORU_R01" : "RAS_O17";
    return endpoint.messages().isEmpty() || endpoint.messages().contains(type)
        ? List.of(type)
        : List.of();
  }
}

package org.luer.gateway.exchange.assessment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.exchange.StatusPolicy;
import org.luer.gateway.journal.Lane;
import org.luer.mappings.exchange.assessment.AssessmentExchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of an assessment: completed, amended, or taken back; unfinished or broken
 * off, nobody. With a safety signal it goes on stream {@code safety} at once.
 */
@Component
public final class AssessmentPolicy extends StatusPolicy {
  /** The policy of the exchange. */
  public AssessmentPolicy() {
    super(
        AssessmentExchange.INSTANCE,
        Lane.Stream.CLINICAL,
        Map.of(
            "completed", Purpose.FINAL,
            "amended", Purpose.FINAL,
            "entered-in-error", Purpose.WITHDRAWAL));
  }

  @Override
  public boolean urgent(JsonNode assessment) {
    return !assessment.path("signals").isEmpty()
        && !assessment.path("status").asText().equals("entered-in-error");
  }
}

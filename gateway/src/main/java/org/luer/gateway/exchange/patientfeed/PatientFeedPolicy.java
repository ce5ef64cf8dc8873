package org.luer.gateway.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.exchange.Companions;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.patientfeed.PatientFeedExchange;
import org.luer.mappings.translation.Exchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of a patient: whenever the record changes, with insurances, allergies,
 * problems, procedures and registration as they are then. A merge is told once. Only to endpoints
 * that name the exchange: most partners do not want the clinic's registrations.
 */
@Component
public final class PatientFeedPolicy implements ExchangePolicy {
  private static final Set<String> BELONGINGS =
      Set.of("Registration", "Coverage", "Allergy", "Condition", "Procedure");
  private static final List<String> UPDATES = List.of("ADT_A08", "ADT_A31", "ADT_A04", "ADT_A28");
  private static final String MERGE = "ADT_A40";

  @Override
  public Exchange<?> exchange() {
    return PatientFeedExchange.INSTANCE;
  }

  @Override
  public Lane.Stream stream() {
    return Lane.Stream.IDENTITY;
  }

  @Override
  public boolean followUp() {
    return true;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode content, Dialect dialect) {
    return Optional.of(
        content.path("status").asText().equals("entered-in-error")
            ? Purpose.WITHDRAWAL
            : Purpose.FINAL);
  }

  /** One message tells of a patient: the first of those that an endpoint takes. */
  @Override
  public List<String> messages(JsonNode content, Partner partner, Receives endpoint) {
    var taken = endpoint.messages();
    if (content.path("kind").asText().equals("PatientMerge")) {
      return taken.isEmpty() || taken.contains(MERGE) ? List.of(MERGE) : List.of();
    }
    return UPDATES.stream().filter(t -> taken.isEmpty() || taken.contains(t)).limit(1).toList();
  }

  @Override
  public List<RecordVersion> companions(RecordVersion about, Records records) {
    var found = new ArrayList<RecordVersion>(Companions.named(about, records));
    if (about.kind().equals("Patient")) {
      found.addAll(records.about(about.patientId(), about.owner(), BELONGINGS));
    }
    return found;
  }
}

package org.luer.gateway.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.translation.Exchange;
import org.luer.mappings.translation.Parcel;

/**
 * Reads what partners send, whichever exchanges it concerns. What it holds becomes records of the
 * partner, under ids derived from the partner's own, so that they never meet the clinic's.
 *
 * <p>A partner may send the messages of the exchanges that its settings name; what else such a
 * message says goes into the general records and is not refused for being about something else.
 */
public final class ExchangeIntake implements MessageReader {
  private final ClinicSettings clinic;

  /** An intake for this clinic. */
  public ExchangeIntake(ClinicSettings clinic) {
    this.clinic = clinic;
  }

  @Override
  public Set<String> types(Partner sender) {
    return Exchanges.ALL.exchanges().stream()
        .filter(e -> sender.sends().exchanges().contains(e.name()))
        .flatMap(e -> e.reads().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Translation<Content> read(byte[] message, Partner sender) {
    var dialect = Voice.of(clinic, sender, null).dialect();
    return Exchanges.ALL
        .fromHl7v2(message, dialect)
        .map(parcels -> new Content(name(parcels), facts(parcels, sender.id())));
  }

  private static String name(List<Parcel<?>> parcels) {
    return parcels.stream().map(Parcel::exchange).map(Exchange::name).findFirst().orElse("unknown");
  }

  /** The records of parcels as the sender's own. */
  public static List<RecordFacts> facts(List<Parcel<?>> parcels, String sender) {
    var facts = new LinkedHashMap<String, RecordFacts>();
    for (var parcel : parcels) {
      for (var one : parcel.records()) {
        var fact = RecordFactsReader.owned(one, sender);
        facts.put(fact.kind() + "/" + fact.id(), fact);
      }
    }
    return List.copyOf(facts.values());
  }
}

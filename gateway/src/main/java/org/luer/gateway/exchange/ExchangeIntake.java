package org.luer.gateway.exchange;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.Records;
import org.luer.gateway.mllp.Hl7v2Text;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.orderintake.OrderAnswers;
import org.luer.mappings.exchange.orderintake.OrderOutcome;
import org.luer.mappings.exchange.orderintake.OrderOutcome.Verdict;
import org.luer.mappings.exchange.patientfeed.PatientFeedExchange;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;
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
  private static final List<String> ORDERS = List.of("InfusionOrder", "Medication", "ServiceOrder");

  private final ClinicSettings clinic;
  private final Records records;

  /** An intake for this clinic, whose answers know the records of the journal. */
  public ExchangeIntake(ClinicSettings clinic, Records records) {
    this.clinic = clinic;
    this.records = records;
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

  /** Orders are answered by the pharmacy's and the order entry's own messages. */
  @Override
  public Optional<byte[]> answer(byte[] message, Partner sender, Outcome outcome) {
    var code = Hl7v2Text.header(message).map(text -> text.component("MSH", 9, 1));
    if (code.filter(OrderAnswers::mayAnswer).isEmpty()) {
      return Optional.empty(); // without reading it once more
    }
    var dialect = Voice.of(clinic, sender, null).dialect();
    var verdict = outcome.accepted() ? Verdict.AA : Verdict.AE;
    var became =
        new OrderOutcome(verdict, outcome.issues(), outcome.at(), id -> order(sender.id(), id));
    return PreParser.messages(message, new Issues()).stream()
        .findFirst()
        .flatMap(text -> PreParser.read(text).value())
        .flatMap(
            request ->
                OrderAnswers.answer(request, became, dialect).map(a -> to(a, request, outcome)))
        .map(draft -> MessageWriter.write(draft, "", dialect))
        .map(answer -> answer.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Back to who asked, by the names that it used. */
  private static Draft to(Draft answer, Segments request, Outcome outcome) {
    var header = request.header();
    if (outcome.later()) {
      answer.segments().get(0).set(15, "AL").set(16, "NE");
    }
    answer
        .segments()
        .get(0)
        .set(3, header.raw(5))
        .set(4, header.raw(6))
        .set(5, header.raw(3))
        .set(6, header.raw(4));
    return answer;
  }

  /** An order as the sender knows it. */
  private Optional<PlacedOrder> order(String sender, String id) {
    return ORDERS.stream()
        .flatMap(kind -> records.latest(kind, RecordFactsReader.own(sender, id)).stream())
        .flatMap(v -> ClinicRecords.read(Json.read(v.content()), "").value().stream())
        .filter(PlacedOrder.class::isInstance)
        .map(PlacedOrder.class::cast)
        .findFirst();
  }

  private static String name(List<Parcel<?>> parcels) {
    return parcels.stream().map(Parcel::exchange).map(Exchange::name).findFirst().orElse("unknown");
  }

  /**
   * The records of parcels as the sender's own. A visit that an order, a report or a charge names
   * is no event of the visit: only the registration desk's own messages are told to the clinic.
   */
  public static List<RecordFacts> facts(List<Parcel<?>> parcels, String sender) {
    var facts = new LinkedHashMap<String, RecordFacts>();
    var feed = parcels.stream().allMatch(p -> p.exchange() == PatientFeedExchange.INSTANCE);
    for (var parcel : parcels) {
      for (var one : parcel.records()) {
        var fact = RecordFactsReader.owned(one, sender);
        facts.put(
            fact.kind() + "/" + fact.id(),
            feed || !(one instanceof Registration) ? fact : fact.mentioned());
      }
    }
    return List.copyOf(facts.values());
  }
}

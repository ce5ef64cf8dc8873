package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.luer.gateway.access.Disclosure.Verdict;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.ExchangeJudge.Judgement;
import org.luer.gateway.exchange.ExchangeSets.Assembled;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing.PlannedDelivery;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.gateway.trace.Traces;
import org.luer.mappings.concept.disclosure.SecurityLabels;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.luer.mappings.concept.disclosure.SensitivityHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.TransactionParts;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;
import org.luer.mappings.translation.Parcel;

/**
 * Renders the deliveries of one exchange: the stored versions of its records, against what the
 * ledger says that the partner has. What it never took is sent as new, whatever was planned.
 *
 * @param <S> what crosses the wire in one go
 */
public final class ExchangeRenderer<S> implements Renderer {
  private static final String BUNDLE = "Bundle";
  private static final Reason NO_PLACE_FOR_NOTICE =
      new Reason(
          "part-2-notice",
          "The notice that must go with Part 2 records has no place in this message; let the partner take them as ORU^R01 or FHIR.");

  private final Records records;
  private final ExchangePolicy policy;
  private final Exchange<S> exchange;
  private final ExchangeSets sets;
  private final ClinicSettings clinic;
  private final ExchangeJudge judge;
  private final Clearance clearance;

  private ExchangeRenderer(
      Records records,
      ClinicSettings clinic,
      ExchangePolicy policy,
      Exchange<S> exchange,
      ExchangeJudge judge,
      Clearance clearance) {
    this.records = records;
    this.policy = policy;
    this.exchange = exchange;
    this.sets = new ExchangeSets(records, clinic);
    this.clinic = clinic;
    this.judge = judge;
    this.clearance = clearance;
  }

  /**
   * Renderers of several exchanges.
   *
   * @param mapping version of the mapping, named in receipts
   * @param asked whether a partner may have records of one patient, in their order
   */
  public static List<Renderer> of(
      Records records,
      ClinicSettings clinic,
      List<ExchangePolicy> policies,
      String mapping,
      BiFunction<Partner, List<RecordVersion>, List<Verdict>> asked) {
    var judge = new ExchangeJudge(mapping);
    var clearance = new Clearance(asked);
    var renderers = new ArrayList<Renderer>();
    policies.forEach(p -> renderers.add(of(records, clinic, p, p.exchange(), judge, clearance)));
    return List.copyOf(renderers);
  }

  private static <S> Renderer of(
      Records records,
      ClinicSettings clinic,
      ExchangePolicy policy,
      Exchange<S> exchange,
      ExchangeJudge judge,
      Clearance clearance) {
    return new ExchangeRenderer<>(records, clinic, policy, exchange, judge, clearance);
  }

  @Override
  public String exchange() {
    return exchange.name();
  }

  /** What there is to say, to whom, and what that one has. */
  private record Work<S>(
      Delivery delivery,
      Receives endpoint,
      Assembled<S> now,
      Before<S> before,
      Purpose purpose,
      Dialect dialect,
      Clearance.Cleared cleared,
      boolean confidentiality) {}

  @Override
  public Rendering render(
      Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
    var reported =
        records.reported(delivery.recordKind(), delivery.recordId(), delivery.recordVersion());
    var about = reported.map(Records.Reported::version);
    if (about.isEmpty()) {
      return missingRecord();
    }
    var cleared = clearance.of(partner, about.get(), policy.companions(about.get(), records));
    var content = Json.shared(about.get().content());
    var money = delivery.lane().stream() == Lane.Stream.MONEY;
    if (money && !cleared.withheld().isEmpty() && !withdraws(content, partner)) {
      return new Stopped(Reason.withheldClaim(cleared.rules()));
    }
    if (cleared.about().judged() && !withdraws(content, partner)) {
      return new Unneeded(Reason.withheld(cleared.about().named()));
    }
    var now = reported.flatMap(r -> sets.newest(exchange, r, cleared.companions()));
    if (now.isEmpty()) {
      return cleared.withheld().isEmpty()
          ? missingRecord()
          : new Unneeded(Reason.withheld(cleared.rules()));
    }
    var had = taken.flatMap(t -> had(t, delivery.type()));
    var purpose = purpose(content, partner, had);
    if (purpose == Purpose.WITHDRAWAL && had.isEmpty()) {
      return new Unneeded(new Reason("never-taken", "The partner has nothing to take back."));
    }
    var dialect = Voice.of(clinic, partner, endpoint).dialect();
    var parcel = new Parcel<>(exchange, now.get().set());
    long since = Traces.now();
    var judgement =
        judge.judge(
            parcel, now.get().versions(), endpoint.format(), types(content, partner), dialect);
    Traces.part("judge", since);
    if (!judgement.missing().isEmpty() && purpose != Purpose.WITHDRAWAL) {
      return new Stopped(missing(judgement.missing()));
    }
    var before = had.map(h -> before(about.orElseThrow(), h)).orElseGet(Before::nothing);
    var confidential = partner.dialect().confidentiality();
    var work =
        new Work<>(delivery, endpoint, now.get(), before, purpose, dialect, cleared, confidential);
    return write(work, judgement, places(taken));
  }

  private static Rendering missingRecord() {
    return new Stopped(
        new Reason("record-missing", "The record or one that it needs is not in the journal."));
  }

  /** What is void is taken back from whoever has it, whatever may be disclosed by now. */
  private boolean withdraws(JsonNode content, Partner partner) {
    return policy.purpose(content, partner.dialect()).equals(Optional.of(Purpose.WITHDRAWAL));
  }

  /** What the partner has of this record in this kind of message, whatever its trigger was. */
  private static Optional<JsonNode> had(JsonNode taken, String type) {
    return taken.properties().stream()
        .filter(
            e ->
                PlannedDelivery.family(e.getKey()).equals(PlannedDelivery.family(type))
                    && e.getValue().isObject())
        .map(Map.Entry::getValue)
        .max(Comparator.comparingInt(n -> n.path("version").asInt()));
  }

  /** A final version after a final version is a correction. */
  private Purpose purpose(JsonNode content, Partner partner, Optional<JsonNode> had) {
    var now = policy.purpose(content, partner.dialect()).orElse(Purpose.PRELIMINARY);
    var last = had.map(h -> h.path("purpose").asText()).orElse("");
    boolean afterFinal =
        last.equals(Purpose.FINAL.name()) || last.equals(Purpose.CORRECTION.name());
    return now == Purpose.FINAL && afterFinal ? Purpose.CORRECTION : now;
  }

  private Set<String> types(JsonNode content, Partner partner) {
    var types = new TreeSet<String>();
    partner.receives().stream()
        .filter(r -> r.format() == Receives.Format.HL7V2)
        .filter(r -> r.exchanges().contains(exchange.name()))
        .forEach(r -> types.addAll(policy.messages(content, partner, r)));
    return types;
  }

  private static Reason missing(List<String> paths) {
    return new Reason(
        "must-carry",
        "This would not arrive in the partner's format: " + String.join(", ", paths) + ".");
  }

  private Before<S> before(RecordVersion about, JsonNode had) {
    var memory = new ArrayList<String>();
    had.path("memory").forEach(m -> memory.add(m.asText()));
    return new Before<>(sets.earlier(exchange, about, had.path("records")).orElse(null), memory);
  }

  private Rendering write(Work<S> work, Judgement judgement, Map<String, String> places) {
    var delivery = work.delivery();
    var receipt = work.cleared().noted(judgement.receipt());
    if (work.endpoint().format() == Receives.Format.FHIR) {
      return fhir(work, places)
          .map(text -> ready(work, receipt, delivery.type(), text, Optional.empty()))
          .orElseGet(ExchangeRenderer::nothing);
    }
    var salt = delivery.replayOf().isPresent() ? delivery.id() : "";
    var type = base(delivery.type());
    var classes = work.cleared().classes();
    var noticed = classes.contains(Sensitivity.PART_2);
    var labelled = noticed || (work.confidentiality() && !classes.isEmpty());
    var asJudged = work.before().equals(Before.nothing()) && salt.isEmpty() && !labelled;
    var judged = asJudged ? judgement.message(type) : Optional.<Hl7v2Message>empty();
    if (judged.isPresent()) {
      return ready(work, receipt, judged.get());
    }
    var drafts = exchange.toHl7v2(work.now().set(), work.before(), work.dialect(), Set.of(type));
    if (drafts.size() > 1) {
      return new Stopped(
          new Reason(
              "moved-patient",
              "The record was moved to another patient: it has to be withdrawn there and told anew, by a person."));
    }
    if (drafts.isEmpty()) {
      return nothing();
    }
    var draft = drafts.get(0);
    if (work.confidentiality()) {
      draft = SensitivityHl7v2.confidential(draft, classes, work.dialect());
    }
    var complete = noticed ? SensitivityHl7v2.noticed(draft) : Optional.of(draft);
    if (complete.isEmpty()) {
      return new Stopped(NO_PLACE_FOR_NOTICE);
    }
    return ready(work, receipt, MessageWriter.write(complete.get(), salt, work.dialect()));
  }

  private Rendering ready(Work<S> work, JsonNode receipt, Hl7v2Message message) {
    return ready(work, receipt, message.type(), message.text(), Optional.of(message.controlId()));
  }

  /** The message that was planned, without regard to what was then thought of its purpose. */
  private String base(String type) {
    return exchange.writes().stream()
        .filter(w -> PlannedDelivery.family(w).equals(PlannedDelivery.family(type)))
        .findFirst()
        .orElse(type);
  }

  private Optional<String> fhir(Work<S> work, Map<String, String> places) {
    var bundle = exchange.toFhir(work.now().set(), work.before(), work.dialect());
    var cleared = work.cleared();
    SecurityLabels.label(bundle, cleared.classes(), cleared.about().redisclosure());
    if (!policy.followUp()) {
      return Optional.of(FhirJson.encode(bundle));
    }
    var parts = TransactionParts.of(bundle);
    if (work.delivery().type().equals(BUNDLE)) {
      return Optional.of(FhirJson.encode(parts.first()));
    }
    return parts.rest().isEmpty()
        ? Optional.empty()
        : Optional.of(FhirJson.encode(parts.second(places)));
  }

  private static Rendering nothing() {
    return new Unneeded(new Reason("nothing-to-say", "It adds nothing to the other parts."));
  }

  private Rendering ready(
      Work<S> work, JsonNode receipt, String type, String text, Optional<String> controlId) {
    var facts = JsonNodeFactory.instance.objectNode();
    facts.set("receipt", receipt);
    facts.put("purpose", work.purpose().name());
    var versions = facts.putObject("records");
    work.now().versions().forEach(versions::put);
    var memory = facts.putArray("memory");
    exchange.memory(work.now().set(), work.before()).forEach(memory::add);
    var mediaType =
        work.endpoint().format() == Receives.Format.FHIR
            ? "application/fhir+json"
            : "x-application/hl7-v2+er7";
    return new Ready(text.getBytes(StandardCharsets.UTF_8), type, mediaType, controlId, facts);
  }

  private static Map<String, String> places(Optional<JsonNode> taken) {
    Map<String, String> places = new LinkedHashMap<>();
    for (var type : List.of(BUNDLE, Delivery.FOLLOW_UP)) {
      taken
          .map(t -> t.path(type).path("locations"))
          .ifPresent(
              l -> l.properties().forEach(f -> places.put(f.getKey(), f.getValue().asText())));
    }
    return places;
  }
}

package org.luer.gateway.eligibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Shipment;
import org.luer.gateway.eligibility.EligibilityStore.Asked;
import org.luer.gateway.exchange.InsurerWords;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.intake.fhir.PostedAnswers;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Incoming;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.InsurerAnswers;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.FhirJson;

/**
 * Reads what insurers answer, at once or by a post later, as records that are the insurer's own,
 * and files it with the question that it names.
 */
final class EligibilityAnswers implements PostedAnswers, Incoming {
  private static final String KIND = "Eligibility";
  private static final String UNKNOWN = "eligibility-unknown";
  private static final String REQUEST = "CoverageEligibilityRequest";
  private static final Set<String> BESIDE =
      Set.of("Patient", "Organization", "Coverage", "Practitioner", "PractitionerRole", REQUEST);

  /** How far back a question is sought that an answer names by the address that it had. */
  private static final int MOST = 1000;

  private static final String RESPONSE = "CoverageEligibilityResponse";
  private static final String REFUSED = "eligibility-refused";

  private final EligibilityStore store;
  private final Records records;
  private final Inbox inbox;
  private final Supplier<Journal> journal;
  private final Partners partners;
  private final ClinicSettings clinic;

  EligibilityAnswers(
      EligibilityStore store,
      Records records,
      Inbox inbox,
      Supplier<Journal> journal,
      Partners partners,
      ClinicSettings clinic) {
    this.store = store;
    this.records = records;
    this.inbox = inbox;
    this.journal = journal;
    this.partners = partners;
    this.clinic = clinic;
  }

  /** What a body is to a question. */
  enum Sense {
    GOOD,
    REFUSAL,
    ANOTHER,
    NONE
  }

  /** What came back to what was sent. */
  Sense examine(Partner insurer, byte[] sent, byte[] body) {
    var tree = parse(body);
    if (tree.path("resourceType").asText().equals("OperationOutcome")) {
      return Sense.REFUSAL;
    }
    var found = responses(tree);
    if (found.isEmpty()) {
      return Sense.NONE;
    }
    var asked = store.find(number(sent));
    var answer = named(found, number(sent));
    if (answer.isEmpty()) {
      return Sense.ANOTHER;
    }
    return asked.isPresent() && read(insurer, asked, answer.get()).value().isPresent()
        ? Sense.GOOD
        : Sense.NONE;
  }

  /** What follows from an attempt; in the transaction that notes its end. */
  void ended(Delivery delivery, String state, Shipment.Result result, Instant now) {
    var found = store.find(delivery.recordId());
    var insurer = partners.current().find(delivery.lane().partner());
    if (found.isEmpty() || insurer.isEmpty()) {
      return;
    }
    var asked = found.get();
    var reason = new Reason(result.outcome().code(), result.outcome().text());
    switch (state) {
      case "delivered" ->
          named(responses(parse(result.answer())), asked.id())
              .flatMap(
                  answer ->
                      read(insurer.get(), found, answer)
                          .value()
                          .map(e -> take(insurer.get(), asked, answer, e)))
              .ifPresent(
                  kept -> {
                    store.answer(asked.id(), kept);
                    store.move(asked.id(), EligibilityStore.ANSWERED, null, null, now);
                  });
      case "rejected" -> {
        var said = InsurerWords.of(result.answer());
        var text = said.map(Object::toString).orElse(null);
        store.move(asked.id(), EligibilityStore.REFUSED, reason, text, now);
        var details = ClinicJson.mapper().createObjectNode();
        said.ifPresent(words -> details.set("said", words));
        records
            .latest("EligibilityRequest", asked.id())
            .ifPresent(
                v -> inbox.add(v, asked.insurer(), delivery.id(), REFUSED, reason, details, now));
      }
      case "held" -> store.move(asked.id(), EligibilityStore.UNDELIVERED, reason, null, now);
      default -> {
        // it is asked again
      }
    }
  }

  /** Whether a question was taken and nothing of its answer is said yet: it is posted later. */
  static boolean later(int status, byte[] body) {
    var tree = parse(body);
    var type = tree.path("resourceType").asText();
    return responses(tree).isEmpty()
        && ((body.length == 0 && status != 200)
            || (status == 202 && !type.equals("OperationOutcome"))
            || (status == 201 && type.equals(REQUEST)));
  }

  // --- what is posted

  @Override
  public String exchange() {
    return EligibilityDesk.EXCHANGE;
  }

  @Override
  public boolean are(Bundle bundle) {
    var types = bundle.getEntry().stream().map(e -> e.getResource().fhirType()).toList();
    return types.contains(RESPONSE)
        && types.stream().allMatch(t -> t.equals(RESPONSE) || BESIDE.contains(t));
  }

  @Override
  public Translation<List<RecordFacts>> read(Bundle bundle, Partner insurer) {
    return PostedAnswers.each(
        bundle,
        Set.of(RESPONSE),
        resource -> {
          var answer = parse(FhirJson.encodeLoosely(resource).getBytes(StandardCharsets.UTF_8));
          var asked = asked(insurer, answer);
          return read(insurer, asked, answer).map(read -> facts(insurer, asked, read));
        });
  }

  /** The question to this insurer that an answer names, by its number or by its address. */
  private Optional<Asked> asked(Partner insurer, JsonNode answer) {
    var number = answer.at("/request/identifier");
    var ours =
        !number.hasNonNull("system") || number.path("system").asText().startsWith(clinic.base());
    var address = answer.at("/request/reference").asText("");
    var last = address.substring(address.lastIndexOf('/') + 1);
    return Optional.of(number.path("value").asText(""))
        .filter(value -> ours && !value.isEmpty())
        .flatMap(store::find)
        .or(() -> last.isEmpty() ? Optional.empty() : store.find(last))
        .filter(asked -> asked.insurer().equals(insurer.id()))
        .or(
            () ->
                address.startsWith("urn:uuid:")
                    ? store.askedOf(insurer.id(), MOST).stream()
                        .filter(asked -> address(asked).equals(address))
                        .findFirst()
                    : Optional.empty());
  }

  /** The fullUrl that a question had in the Bundle that was sent. */
  private String address(Asked asked) {
    return BundleWriter.url(REQUEST, Systems.sid(clinic.base(), "eligibility-request"), asked.id());
  }

  @Override
  public boolean concerns(String kind) {
    return kind.equals(KIND);
  }

  @Override
  public boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now) {
    var asked =
        Optional.ofNullable(Json.read(version.content()).path("requestId").asText(null))
            .flatMap(store::find)
            .filter(a -> a.insurer().equals(version.owner()));
    if (asked.isEmpty()) {
      var why =
          new Reason(
              "unknown-question",
              "It answers to a question that the clinic has not asked this insurer.");
      inbox.add(version, UNKNOWN, why, null, now);
      return true;
    }
    store.answer(asked.get().id(), version.content());
    store.move(asked.get().id(), EligibilityStore.ANSWERED, null, null, now);
    return false; // the inbox tells of it as of any record
  }

  private static RecordFacts facts(Partner insurer, Optional<Asked> asked, Eligibility read) {
    var tree = ClinicRecords.tree(read);
    var id = RecordFactsReader.own(insurer.id(), read.id());
    tree.put("id", id);
    asked.ifPresent(a -> tree.put("requestId", a.id()));
    return new RecordFacts(
        KIND,
        id,
        patient(insurer, asked),
        null,
        null,
        tree.path("status").asText(null),
        List.of(),
        List.of(),
        tree.toString());
  }

  private static String patient(Partner insurer, Optional<Asked> asked) {
    return asked
        .map(Asked::patient)
        .orElseGet(() -> RecordFactsReader.own(insurer.id(), "unknown"));
  }

  /** Journals the answer as the insurer's record; the inbox tells of it. */
  private String take(Partner insurer, Asked asked, JsonNode answer, Eligibility read) {
    var facts = facts(insurer, Optional.of(asked), read);
    journal
        .get()
        .accept(
            new Reception(
                EligibilityDesk.EXCHANGE,
                RESPONSE,
                insurer.id(),
                null,
                null,
                "application/fhir+json",
                answer.toString().getBytes(StandardCharsets.UTF_8),
                List.of(facts),
                null),
            null);
    return facts.content();
  }

  private Translation<Eligibility> read(Partner insurer, Optional<Asked> asked, JsonNode answer) {
    var coverages =
        asked
            .flatMap(a -> records.latest("Coverage", a.coverage()))
            .flatMap(v -> ClinicRecords.read(v.content()).value())
            .map(
                all ->
                    all.stream()
                        .filter(Coverage.class::isInstance)
                        .map(Coverage.class::cast)
                        .toList())
            .orElse(List.of());
    return FhirJson.parse(CoverageEligibilityResponse.class, answer.toString())
        .fold(
            (response, warnings) ->
                InsurerAnswers.read(
                        response,
                        patient(insurer, asked),
                        coverages,
                        Voice.of(clinic, insurer, null).dialect())
                    .map(EligibilityAnswers::only),
            Translation.Refused::new);
  }

  private static Eligibility only(List<ClinicRecord> read) {
    return read.stream()
        .filter(Eligibility.class::isInstance)
        .map(Eligibility.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("an answer that was read is not there"));
  }

  /** The number of the question in what was sent. */
  static String number(byte[] sent) {
    var tree = parse(sent);
    var question =
        tree.path("resourceType").asText().equals("Bundle") ? tree.at("/entry/0/resource") : tree;
    var numbers = question.path("identifier");
    return numbers.path(numbers.size() - 1).path("value").asText();
  }

  /** The answer that names the question, or the only one when it names none. */
  private static Optional<JsonNode> named(List<JsonNode> answers, String number) {
    return answers.stream()
        .filter(a -> a.at("/request/identifier/value").asText().equals(number))
        .findFirst()
        .or(
            () ->
                answers.size() == 1 && answers.get(0).at("/request/identifier").isMissingNode()
                    ? Optional.of(answers.get(0))
                    : Optional.empty());
  }

  private static List<JsonNode> responses(JsonNode body) {
    var found = new ArrayList<JsonNode>();
    if (body.path("resourceType").asText().equals(RESPONSE)) {
      found.add(body);
    }
    for (var list : List.of(body.path("entry"), body.path("parameter"))) {
      for (var one : list) {
        if (one.at("/resource/resourceType").asText().equals(RESPONSE)) {
          found.add(one.path("resource"));
        }
      }
    }
    return found;
  }

  private static ObjectNode parse(byte[] json) {
    try {
      return ClinicJson.mapper().readTree(json) instanceof ObjectNode object
          ? object
          : ClinicJson.mapper().createObjectNode();
    } catch (IOException e) {
      return ClinicJson.mapper().createObjectNode();
    }
  }
}

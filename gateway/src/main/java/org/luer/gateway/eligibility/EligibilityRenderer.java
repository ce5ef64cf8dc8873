package org.luer.gateway.eligibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.Standalone;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.exchange.charges.InsurerRequests;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;

/** Renders a question with the patient and the coverage that it is about. */
final class EligibilityRenderer implements Renderer {
  private final Records records;
  private final ClinicSettings clinic;
  private final ExchangeJudge judge;
  private final Clearance clearance;
  private final Clock clock;

  EligibilityRenderer(
      Records records,
      ClinicSettings clinic,
      ExchangeJudge judge,
      Clearance clearance,
      Clock clock) {
    this.records = records;
    this.clinic = clinic;
    this.judge = judge;
    this.clearance = clearance;
    this.clock = clock;
  }

  @Override
  public String exchange() {
    return EligibilityDesk.EXCHANGE;
  }

  @Override
  public Rendering render(
      Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
    var about = records.find("EligibilityRequest", delivery.recordId(), delivery.recordVersion());
    if (about.isEmpty()) {
      return missing();
    }
    var companions = companions(about.get());
    var cleared = clearance.of(partner, about.get(), companions);
    if (!cleared.withheld().isEmpty()) {
      return new Stopped(
          new Reason("not-disclosed", "It may not go to the insurer: " + cleared.rules() + "."));
    }
    var all = new ArrayList<>(companions);
    all.add(about.get());
    var read = new ArrayList<ClinicRecord>();
    var versions = new LinkedHashMap<String, Integer>();
    for (var version : all) {
      ClinicRecords.read(Json.read(version.content()), "").value().ifPresent(read::add);
      versions.put(version.reference(), version.version());
    }
    var set =
        ChargesExchange.INSTANCE
            .assemble(read, Voice.organization(clinic))
            .value()
            .flatMap(sets -> sets.stream().findFirst());
    if (set.isEmpty()) {
      return missing();
    }
    var dialect = Voice.of(clinic, partner, endpoint).dialect();
    var judgement =
        judge.judge(
            new Parcel<>(ChargesExchange.INSTANCE, set.get()),
            versions,
            Receives.Format.FHIR,
            Set.of(),
            dialect);
    var at = clock.instant().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    var written =
        InsurerRequests.eligibility(
            ChargesExchange.INSTANCE.toFhir(set.get(), Before.nothing(), dialect),
            at,
            dialect.base());
    if (written.value().isEmpty()) {
      return missing();
    }
    var bundle = FhirJson.encode(written.value().get());
    var text = partner.insurer().submit() == Insurer.Submit.CREATE ? alone(bundle) : bundle;
    var facts = JsonNodeFactory.instance.objectNode();
    facts.set("receipt", cleared.noted(judgement.receipt()));
    var told = facts.putObject("records");
    versions.forEach(told::put);
    return new Ready(
        text.getBytes(StandardCharsets.UTF_8),
        "Bundle",
        "application/fhir+json",
        Optional.empty(),
        facts);
  }

  private static String alone(String bundle) {
    var others = new LinkedHashMap<String, ObjectNode>();
    for (var entry : Json.read(bundle).path("entry")) {
      others.put(entry.path("fullUrl").asText(), (ObjectNode) entry.path("resource"));
    }
    var question = others.remove(others.keySet().iterator().next());
    return Standalone.of(question, others);
  }

  private static Rendering missing() {
    return new Stopped(
        new Reason(
            "record-missing", "The question or a record that it needs is not in the journal."));
  }

  private List<RecordVersion> companions(RecordVersion question) {
    var companions = new ArrayList<RecordVersion>();
    records.latest("Patient", question.patientId()).ifPresent(companions::add);
    for (var id : Json.read(question.content()).path("coverageIds")) {
      records.latest("Coverage", id.asText()).ifPresent(companions::add);
    }
    return companions;
  }
}

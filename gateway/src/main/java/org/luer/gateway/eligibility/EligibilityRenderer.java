package org.luer.gateway.eligibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.exchange.InsurerParts;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.Standalone;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.exchange.charges.InsurerRequests;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

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
    var companions = InsurerParts.companions(about.get(), records);
    var cleared = clearance.of(partner, about.get(), companions);
    if (!cleared.withheld().isEmpty()) {
      return new Stopped(
          new Reason("not-disclosed", "It may not go to the insurer: " + cleared.rules() + "."));
    }
    var parts = InsurerParts.of(about.get(), companions, clinic);
    if (parts.isEmpty()) {
      return missing();
    }
    var set = parts.get().set();
    var dialect = Voice.of(clinic, partner, endpoint).dialect();
    var judgement = parts.get().judged(judge, dialect);
    if (!judgement.missing().isEmpty()) {
      return new Stopped(InsurerParts.mustCarry(judgement));
    }
    var at = clock.instant().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    var written =
        InsurerRequests.eligibility(
            ChargesExchange.INSTANCE.toFhir(set, Before.nothing(), dialect), at, dialect.base());
    if (written.value().isEmpty()) {
      return missing();
    }
    var bundle = FhirJson.encode(written.value().get());
    var text = partner.insurer().submit() == Insurer.Submit.CREATE ? alone(bundle) : bundle;
    return new Ready(
        text.getBytes(StandardCharsets.UTF_8),
        "Bundle",
        "application/fhir+json",
        Optional.empty(),
        parts.get().facts(cleared, judgement));
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
}

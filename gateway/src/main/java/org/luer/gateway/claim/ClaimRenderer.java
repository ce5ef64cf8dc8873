package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.exchange.InsurerParts;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.core.Translation;

/**
 * Renders the confirmed version of a claim with what it refers to. A part that may not be disclosed
 * holds it: a claim is never thinned out.
 */
final class ClaimRenderer implements Renderer {
  private final String exchange;
  private final Records records;
  private final ClaimStore store;
  private final ClinicSettings clinic;
  private final ExchangeJudge judge;
  private final Clearance clearance;
  private final Clock clock;

  /** A renderer of one of the {@link ClaimExchanges}. */
  ClaimRenderer(
      String exchange,
      Records records,
      ClaimStore store,
      ClinicSettings clinic,
      ExchangeJudge judge,
      Clearance clearance,
      Clock clock) {
    this.exchange = exchange;
    this.records = records;
    this.store = store;
    this.clinic = clinic;
    this.judge = judge;
    this.clearance = clearance;
    this.clock = clock;
  }

  @Override
  public String exchange() {
    return exchange;
  }

  @Override
  public Rendering render(
      Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
    var about = records.find("Claim", delivery.recordId(), delivery.recordVersion());
    var row = store.find(delivery.recordId());
    if (about.isEmpty() || row.isEmpty()) {
      return missing();
    }
    var companions = InsurerParts.companions(about.get(), records);
    var voids = delivery.action().equals("withdraw");
    var cleared = clearance.of(partner, about.get(), companions);
    if (!cleared.withheld().isEmpty() && !voids) {
      return new Stopped(Reason.withheldClaim(cleared.rules()));
    }
    var parts = InsurerParts.of(about.get(), companions, clinic);
    if (parts.isEmpty()) {
      return missing();
    }
    var set = parts.get().set();
    var dialect = Voice.of(clinic, partner, endpoint).dialect();
    var judgement = parts.get().judged(judge, dialect);
    if (!judgement.missing().isEmpty() && !voids) {
      return new Stopped(
          new Reason(
              "must-carry",
              "This would not arrive in the insurer's format: "
                  + String.join(", ", judgement.missing())
                  + "."));
    }
    var wire = new ClaimWire(dialect);
    var before = predecessor(row.get());
    var written =
        exchange.equals(ClaimExchanges.CLAIM) && partner.insurer().submit() == Insurer.Submit.CREATE
            ? new Translation.Accepted<>(wire.alone(set, before), List.of())
            : wire.submission(
                set,
                before,
                partner.insurer().pas(),
                clock.instant().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    if (written.value().isEmpty()) {
      return new Stopped(lacking(written));
    }
    var bytes = written.value().get();
    return new Ready(
        bytes.getBytes(StandardCharsets.UTF_8),
        "Bundle",
        "application/fhir+json",
        Optional.empty(),
        parts.get().facts(cleared, judgement));
  }

  private static Reason lacking(Translation<String> refused) {
    return new Reason(
        "not-a-request",
        refused.issues().stream()
            .map(i -> i.path() + " " + i.text())
            .distinct()
            .limit(5)
            .collect(Collectors.joining("; ")));
  }

  private static Rendering missing() {
    return new Stopped(
        new Reason("record-missing", "The claim or a record that it needs is not in the journal."));
  }

  /** The insurer's own number of what is replaced or voided. */
  private Optional<String> predecessor(ClaimRow row) {
    var first = row.replaces() == null ? Optional.of(row) : store.find(row.replaces());
    return first.flatMap(r -> Optional.ofNullable(r.insurerNumber()));
  }
}

package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.exchange.InsurerParts;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.disclosure.SecurityLabels;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.AuthorizationSupport;
import org.luer.mappings.exchange.charges.Charges;

/**
 * Renders the confirmed version of a claim with what it refers to. A part that may not be disclosed
 * holds it: a claim is never thinned out. What only supports a request for prior authorization
 * stays out instead, and the receipt names the rule.
 */
final class ClaimRenderer implements Renderer {
  private final String exchange;
  private final Records records;
  private final ClaimStore store;
  private final ClaimSupport support;
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
    this.support = new ClaimSupport(records);
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
    var support = voids ? List.<RecordVersion>of() : this.support.kept(row.get());
    var travelling = new ArrayList<>(companions);
    travelling.addAll(support);
    var cleared = clearance.of(partner, about.get(), travelling);
    if (!voids && needed(about.get(), companions, cleared)) {
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
      return new Stopped(InsurerParts.mustCarry(judgement));
    }
    var going = support.stream().filter(v -> cleared.told().containsKey(v.reference())).toList();
    var written = written(row.get(), set, voids, going, cleared, partner, dialect);
    if (written.value().isEmpty()) {
      return new Stopped(lacking(written));
    }
    var bytes = written.value().get();
    return new Ready(
        bytes.getBytes(StandardCharsets.UTF_8),
        "Bundle",
        "application/fhir+json",
        Optional.empty(),
        facts(parts.get(), cleared, judgement, going));
  }

  /** Whether something may not go without which there is no request. */
  private static boolean needed(
      RecordVersion about, List<RecordVersion> companions, Clearance.Cleared cleared) {
    var named = ClaimSupport.attached(about);
    named.add(about.reference());
    companions.forEach(c -> named.add(c.reference()));
    return cleared.withheld().keySet().stream().anyMatch(named::contains);
  }

  private Translation<String> written(
      ClaimRow row,
      Charges set,
      boolean voids,
      List<RecordVersion> going,
      Clearance.Cleared cleared,
      Partner partner,
      Dialect dialect) {
    var wire = new ClaimWire(dialect);
    var at = clock.instant().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    if (exchange.equals(ClaimExchanges.CLAIM)) {
      var before = predecessor(row);
      return partner.insurer().submit() == Insurer.Submit.CREATE
          ? new Translation.Accepted<>(wire.alone(set, before), List.of())
          : wire.submission(set, before, at);
    }
    var before = Optional.ofNullable(row.replaces()).flatMap(store::find);
    var told =
        going.stream().flatMap(v -> ClaimCases.read(v, ClinicRecord.class).stream()).toList();
    var whole = AuthorizationSupport.toFhir(set, told, ClaimSupport.changes(row, before), dialect);
    return whole.fold(
        (bundle, warnings) -> {
          if (!told.isEmpty()) {
            SecurityLabels.label(bundle, cleared.classes(), cleared.about().redisclosure());
          }
          return wire.authorization(bundle, voids, partner.insurer().pas(), at);
        },
        Translation.Refused::new);
  }

  /**
   * What the journal keeps: with each record that supports the request the rule by which it goes.
   */
  private static ObjectNode facts(
      InsurerParts parts,
      Clearance.Cleared cleared,
      ExchangeJudge.Judgement judgement,
      List<RecordVersion> going) {
    var facts = parts.facts(cleared, judgement);
    if (!going.isEmpty()) {
      var disclosure = (ObjectNode) facts.path("receipt").path("disclosure");
      var support = disclosure.putArray("support");
      for (var record : going) {
        support
            .addObject()
            .put("record", record.reference() + "/" + record.version())
            .put("rule", cleared.told().get(record.reference()));
        ((ObjectNode) facts.path("records")).put(record.reference(), record.version());
      }
    }
    return facts;
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

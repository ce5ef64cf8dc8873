package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.gateway.journal.Derivation;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.BillingSettings.Confirm;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.ClaimDraft;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.PartialTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes claims of billable charges whose coverage an insurer among the partners pays.
 *
 * <p>While a claim is a proposal it changes with its charge and session. Once the insurer was told,
 * a change proposes a replacement and a charge that was entered in error, or is claimed from
 * another insurer now, proposes a void; both wait to be confirmed. Part of the intake transaction.
 */
final class ClaimProposals implements Derivation {
  /** Who acts when nobody does. */
  static final String LUER = "luer";

  private static final int LONGEST_BASE = 17; // an 837 has room for 20 characters
  private static final Set<String> COPIED = Set.of("id", "createdAt", "recordedAt", "replaces");

  private final Records records;
  private final JdbcClient jdbc;
  private final ClaimStore store;
  private final ClaimCases cases;
  private final Inbox inbox;
  private final Partners partners;
  private final Confirm confirm;
  private final ZoneId zone;
  private final Clock clock;

  ClaimProposals(
      Records records,
      JdbcClient jdbc,
      ClaimStore store,
      ClaimCases cases,
      Inbox inbox,
      Partners partners,
      Settings settings,
      Clock clock) {
    this.records = records;
    this.jdbc = jdbc;
    this.store = store;
    this.cases = cases;
    this.inbox = inbox;
    this.partners = partners;
    this.confirm = settings.billing().confirm();
    this.zone = Objects.requireNonNullElse(settings.clinic().zone(), ZoneOffset.UTC);
    this.clock = clock;
  }

  @Override
  public List<RecordFacts> of(RecordVersion version) {
    if (partners.current().all().stream().noneMatch(p -> p.takesClaims().isPresent())) {
      return List.of();
    }
    return switch (version.kind()) {
      case "Charge" -> propose(version, false);
      case "InfusionSession", "Coverage" -> about(version);
      default -> List.of();
    };
  }

  /** A session says when it ran, a coverage who pays: the charges that name it are looked at. */
  private List<RecordFacts> about(RecordVersion named) {
    var facts = new ArrayList<RecordFacts>();
    records.about(named.patientId(), Reception.CLINIC, Set.of("Charge")).stream()
        .filter(v -> names(Json.read(v.content()), named))
        .forEach(v -> facts.addAll(propose(v, false)));
    return facts;
  }

  private static boolean names(JsonNode charge, RecordVersion named) {
    if (named.kind().equals("InfusionSession")) {
      return charge.path("sessionId").asText().equals(named.id());
    }
    for (var coverage : charge.path("coverageIds")) {
      if (coverage.asText().equals(named.id())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Brings the proposals of a charge in step with it.
   *
   * @param anew claim again although the insurer turned the same claim down
   */
  List<RecordFacts> propose(RecordVersion version, boolean anew) {
    var charge = ClaimCases.read(version, Charge.class).orElse(null);
    if (charge == null) {
      return List.of();
    }
    // one at a time, the first claim of a charge too
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('claim/' || :charge, 0))")
        .param("charge", charge.id())
        .query(row -> {});
    var all = store.ofCharge(charge.id());
    var now = clock.instant();
    var billable =
        charge.status() == Charge.Status.BILLABLE || charge.status() == Charge.Status.BILLED;
    var insurer = billable ? cases.insurer(charge.coverageIds()) : Optional.<Partner>empty();
    var rows = insurer.map(payer -> of(payer, all)).orElse(List.of());
    for (var row : all) {
      if (!rows.contains(row)) {
        elsewhere(row, charge, insurer.isPresent(), now);
      }
    }
    if (insurer.isEmpty()) {
      return List.of();
    }
    var open = rows.stream().filter(r -> r.state().open()).findFirst();
    var standing = rows.stream().filter(r -> !r.state().open() && !r.state().over()).findFirst();
    standing.filter(ClaimRow::voidProposed).ifPresent(row -> store.voidProposed(row.id(), false));
    var id = open.map(ClaimRow::id).orElseGet(() -> number(charge.id(), all));
    return made(new Making(version, charge, id, insurer.get(), rows, anew, now), open, standing);
  }

  private static List<ClaimRow> of(Partner insurer, List<ClaimRow> rows) {
    return rows.stream().filter(r -> r.insurer().equals(insurer.id())).toList();
  }

  /**
   * What becomes of a claim from whom the charge is not claimed any more.
   *
   * @param other whether it is claimed from somebody else now
   */
  private void elsewhere(ClaimRow row, Charge charge, boolean other, Instant now) {
    if (row.state().open()) {
      withdraw(row, "The charge is not billed to this insurer.", now);
    } else if (!row.state().over()) {
      if (charge.status() == Charge.Status.ENTERED_IN_ERROR) {
        proposeVoid(row, "Its charge was entered in error", now);
      } else if (other) {
        proposeVoid(row, "Its charge is claimed from another insurer now", now);
      }
    }
  }

  /**
   * What a claim is made of.
   *
   * @param id its number
   * @param rows the claims of the charge from this insurer
   */
  private record Making(
      RecordVersion version,
      Charge charge,
      String id,
      Partner insurer,
      List<ClaimRow> rows,
      boolean anew,
      Instant now) {}

  private List<RecordFacts> made(
      Making making, Optional<ClaimRow> open, Optional<ClaimRow> standing) {
    var draft = draft(making, standing.map(ClaimRow::id).orElse(null));
    if (draft == null) {
      return List.of();
    }
    if (standing.isPresent() && same(draft, standing.get())) {
      open.ifPresent(row -> withdraw(row, "The charge is as it was claimed again.", making.now()));
      return List.of();
    }
    if (open.isEmpty() && standing.isEmpty() && !making.anew() && turnedDown(draft, making)) {
      return List.of();
    }
    var findings = cases.findings(draft, making.insurer(), evidence(making.version()));
    var errors = ClaimCases.errors(findings);
    var own = making.insurer().insurer().confirm();
    var stands = (own == null ? confirm : own) == Confirm.STANDING;
    var go = stands && !errors && standing.isEmpty();
    var content = ClinicRecords.tree(draft);
    if (go) {
      content.put("status", Claim.Status.ACTIVE.code());
    }
    var facts = facts(content);
    keep(making, facts, findings, open, standing, go);
    return List.of(facts);
  }

  private void keep(
      Making making,
      RecordFacts facts,
      List<org.luer.mappings.concept.coding.ClaimScrubber.Finding> findings,
      Optional<ClaimRow> open,
      Optional<ClaimRow> standing,
      boolean go) {
    var now = making.now();
    var version = next(facts);
    var found = ClaimCases.json(findings).toString();
    var state =
        go
            ? ClaimState.CONFIRMED
            : ClaimCases.errors(findings) ? ClaimState.HELD : ClaimState.PROPOSED;
    var why =
        go
            ? new Reason("standing-rule", "The clinic's standing rule confirmed it.")
            : ClaimCases.errors(findings)
                ? new Reason("findings", "An error was found in it; see findings.")
                : null;
    if (open.isPresent()) {
      store.revised(facts.id(), version, found, now);
    } else {
      store.insert(
          new ClaimStore.Fresh(
              facts.id(),
              Claim.Use.CLAIM.code(),
              making.charge().id(),
              making.charge().patientId(),
              making.insurer().id(),
              state,
              version,
              null,
              found,
              standing.map(ClaimRow::id).orElse(null),
              null),
          now);
    }
    if (go) {
      store.send(facts.id(), version, "standing-rule");
    }
    var event =
        open.isPresent()
            ? "recomputed"
            : standing.isPresent() ? "replacement-proposed" : "proposed";
    store.move(facts.id(), state, why, LUER, go ? "confirmed" : event, null, now);
  }

  private @Nullable Claim draft(Making making, @Nullable String replaces) {
    var recorded = making.charge().recordedAt();
    var made =
        recorded != null
            ? PartialTime.of(recorded)
            : PartialTime.of(making.version().recordedAt().atZone(zone).toLocalDate().toString());
    try {
      return cases.authorized(
          ClaimDraft.of(
              making.charge(),
              making.id(),
              made,
              cases.running(making.charge().sessionId()).orElse(null),
              replaces));
    } catch (InvalidRecordException impossible) {
      return null; // a charge without lines: there is nothing to claim
    }
  }

  /** The records without which the insurer may not have the claim. */
  private List<RecordVersion> evidence(RecordVersion charge) {
    var evidence = new ArrayList<RecordVersion>();
    evidence.add(charge);
    var session = Json.read(charge.content()).path("sessionId").asText("");
    if (!session.isEmpty()) {
      records.latest("InfusionSession", session).ifPresent(evidence::add);
    }
    return evidence;
  }

  private boolean turnedDown(Claim draft, Making making) {
    return making.rows().stream()
        .filter(r -> r.state() == ClaimState.REJECTED || r.state() == ClaimState.VOIDED)
        .anyMatch(r -> same(draft, r));
  }

  private boolean same(Claim draft, ClaimRow told) {
    var version = told.sendVersion() == null ? told.version() : told.sendVersion();
    return records
        .find("Claim", told.id(), version)
        .map(v -> claimed((ObjectNode) Json.read(v.content())))
        .filter(claimed(ClinicRecords.tree(draft))::equals)
        .isPresent();
  }

  /** What is claimed, without what every version has anew. */
  private static String claimed(ObjectNode claim) {
    var copy = claim.deepCopy();
    copy.remove(COPIED);
    copy.remove("status");
    return CanonicalJson.hash(copy.toString());
  }

  private void withdraw(ClaimRow row, String why, Instant now) {
    store.move(
        row.id(), ClaimState.WITHDRAWN, new Reason("withdrawn", why), LUER, "withdrawn", null, now);
  }

  private void proposeVoid(ClaimRow row, String cause, Instant now) {
    if (row.voidProposed()
        || row.state() == ClaimState.VOID_REQUESTED
        || row.state() == ClaimState.VOIDED) {
      return;
    }
    store.voidProposed(row.id(), true);
    var why = cause + "; confirm the void with the claim's void action.";
    store.note(row.id(), row.state(), why, LUER, "void-proposed", null, now);
    records
        .latest("Claim", row.id())
        .ifPresent(
            v -> inbox.add(v, "claim-void-proposed", new Reason("void-proposed", why), null, now));
  }

  static RecordFacts facts(ObjectNode content) {
    var text = content.toString();
    var claim =
        ClinicRecords.read(text)
            .value()
            .flatMap(all -> all.stream().findFirst())
            .orElseThrow(() -> new IllegalStateException("a claim that was made is not valid"));
    return RecordFactsReader.of(claim, text);
  }

  /** The version that this content will be. */
  private int next(RecordFacts facts) {
    return records
        .latest("Claim", facts.id())
        .map(
            v ->
                v.contentHash().equals(CanonicalJson.hash(facts.content()))
                    ? v.version()
                    : v.version() + 1)
        .orElse(1);
  }

  /** A number that no claim has yet: the charge's own, with a count from the second on. */
  private String number(String charge, List<ClaimRow> rows) {
    var readable = charge.length() <= LONGEST_BASE ? charge : short16(charge);
    var base = rows.isEmpty() && taken(readable) ? short16(charge) : readable;
    for (int n = rows.size() + 1; ; n++) {
      var number = n == 1 ? base : base + "-" + n;
      if (!taken(number)) {
        return number;
      }
    }
  }

  private static String short16(String charge) {
    return "C" + CanonicalJson.hash(charge.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private boolean taken(String number) {
    return records.exists("Claim", number);
  }
}

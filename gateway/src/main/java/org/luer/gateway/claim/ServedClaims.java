package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim.ClaimStatus;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.exchange.InsurerParts;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.RecordBundles.Unit;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.AuthorizationSupport;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/**
 * Claims and requests for prior authorization as their insurer may read them, with its answers that
 * stand, written as {@link ClaimRenderer} writes what is sent.
 *
 * <p>Told from the moment in which a claim is confirmed and handed to delivery; a proposal is the
 * clinic's draft. What is held back when it is sent is not told here either.
 */
final class ServedClaims implements Addressed {
  private static final String CLAIM = "Claim";

  /** What it is about is told by other records; what supports a request is nothing to look up. */
  private static final Set<String> TOLD =
      Set.of(
          CLAIM,
          "ClaimResponse",
          "Coverage",
          "Organization",
          "Location",
          "Practitioner",
          "PractitionerRole");

  /** Answers that are noted with the claim and say nothing of what it came to. */
  private static final Set<String> ASIDE = Set.of("void-answered", "late-answer");

  private static final String LATER = "queued";

  private final Records records;
  private final ClaimStore store;
  private final ClaimSupport support;
  private final Partners partners;
  private final ClinicSettings clinic;

  ServedClaims(Records records, ClaimStore store, Partners partners, ClinicSettings clinic) {
    this.records = records;
    this.store = store;
    this.support = new ClaimSupport(records);
    this.partners = partners;
    this.clinic = clinic;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(CLAIM);
  }

  @Override
  public boolean tells(String resourceType) {
    return TOLD.contains(resourceType);
  }

  @Override
  public Set<String> receivers(RecordVersion version) {
    var draft =
        Json.read(version.content()).path("status").asText().equals(Claim.Status.DRAFT.code());
    return store
        .find(version.id())
        .filter(row -> !draft && given(row, version))
        .map(row -> Set.of(Addressed.partner(row.insurer())))
        .orElse(Set.of());
  }

  /** Whether it was handed to delivery and has not stayed there. */
  private boolean given(ClaimRow row, RecordVersion version) {
    if (row.sendVersion() == null || version.version() > row.sendVersion()) {
      return false;
    }
    return switch (row.state()) {
      case PROPOSED, HELD, WITHDRAWN -> false;
      case UNDELIVERED ->
          store.deliveries(row.id()).stream()
              .anyMatch(d -> !Integer.valueOf(0).equals(d.get("attempts")));
      default -> true;
    };
  }

  @Override
  public Optional<Unit> unit(
      RecordVersion about, Predicate<RecordVersion> permitted, @Nullable Partner receiver) {
    var row = store.find(about.id());
    var insurer = row.flatMap(r -> partners.current().find(r.insurer()));
    if (row.isEmpty() || insurer.isEmpty()) {
      return Optional.empty();
    }
    var needed = InsurerParts.companions(about, records);
    var supporting = support.kept(row.get());
    var answers = answers(row.get());
    var named = ClaimSupport.attached(about);
    if (!needed.stream().allMatch(permitted)
        || !answers.stream().allMatch(permitted)
        || supporting.stream().anyMatch(v -> named.contains(v.reference()) && !permitted.test(v))) {
      return Optional.empty(); // a claim is never thinned out
    }
    var going = supporting.stream().filter(permitted).toList();
    var companions = new ArrayList<>(needed);
    companions.addAll(going);
    companions.addAll(answers);
    return InsurerParts.of(about, needed, clinic)
        .map(
            parts ->
                new Unit(
                    exchange(row.get()),
                    companions,
                    dialect ->
                        bundle(row.get(), insurer.get(), parts.set(), going, answers, dialect)));
  }

  private static String exchange(ClaimRow row) {
    return requests(row) ? ClaimExchanges.AUTHORIZATION : ClaimExchanges.CLAIM;
  }

  private static boolean requests(ClaimRow row) {
    return row.use().equals(Claim.Use.PREAUTHORIZATION.code());
  }

  /** The insurer's answers that stand, oldest first; of those that only say "later" the last. */
  private List<RecordVersion> answers(ClaimRow row) {
    var aside =
        store.events(row.id()).stream()
            .filter(e -> ASIDE.contains(e.event()))
            .map(ClaimStore.Event::message)
            .collect(Collectors.toSet());
    var all =
        records.about(row.patient(), row.insurer(), ClaimAnswers.KINDS).stream()
            .filter(v -> text(v, "claimId").equals(row.id()))
            .filter(v -> text(v, "status").equals(Claim.Status.ACTIVE.code()))
            .filter(v -> !aside.contains(v.messageId()))
            .sorted(
                Comparator.comparing(RecordVersion::recordedAt)
                    .thenComparing(RecordVersion::messageId))
            .toList();
    var newest = all.isEmpty() ? "" : all.get(all.size() - 1).reference();
    return all.stream()
        .filter(v -> v.reference().equals(newest) || !text(v, "result").equals(LATER))
        .toList();
  }

  private static String text(RecordVersion version, String field) {
    JsonNode tree = Json.read(version.content());
    return tree.path(field).asText();
  }

  /** Empty when it could not be sent like this. */
  private Bundle bundle(
      ClaimRow row,
      Partner insurer,
      Charges set,
      List<RecordVersion> going,
      List<RecordVersion> answers,
      Dialect dialect) {
    var written =
        requests(row) ? request(row, insurer, set, going, dialect) : claim(row, set, dialect);
    if (written.isEmpty()) {
      return new Bundle();
    }
    var bundle = written.get();
    var place =
        bundle.getEntry().stream()
            .filter(e -> e.getResource() instanceof org.hl7.fhir.r4.model.Claim)
            .map(Bundle.BundleEntryComponent::getFullUrl)
            .findFirst()
            .orElseThrow();
    for (var answer : answers) {
      ClaimAnswers.kept(answer.content(), ClinicRecord.class)
          .ifPresent(said -> answered(said, set, place, bundle, dialect));
    }
    return bundle;
  }

  private Optional<Bundle> claim(ClaimRow row, Charges set, Dialect dialect) {
    return new ClaimWire(dialect)
        .submission(set, predecessor(row), at(row))
        .value()
        .flatMap(json -> FhirJson.parseBundle(json).value());
  }

  private Optional<Bundle> request(
      ClaimRow row, Partner insurer, Charges set, List<RecordVersion> going, Dialect dialect) {
    var told =
        going.stream().flatMap(v -> ClaimCases.read(v, ClinicRecord.class).stream()).toList();
    var before = Optional.ofNullable(row.replaces()).flatMap(store::find);
    var stands = set.claim().orElseThrow().status() == Claim.Status.ACTIVE;
    var written =
        AuthorizationSupport.toFhir(set, told, ClaimSupport.changes(row, before), dialect)
            .value()
            .flatMap(
                whole -> {
                  status(whole, ClaimStatus.ACTIVE); // the request itself, not what takes it back
                  return new ClaimWire(dialect)
                      .authorization(whole, false, insurer.insurer().pas(), at(row))
                      .value();
                })
            .flatMap(json -> FhirJson.parseBundle(json).value());
    if (!stands) {
      written.ifPresent(bundle -> status(bundle, ClaimStatus.CANCELLED));
    }
    return written;
  }

  private static void status(Bundle bundle, ClaimStatus status) {
    bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(org.hl7.fhir.r4.model.Claim.class::isInstance)
        .map(org.hl7.fhir.r4.model.Claim.class::cast)
        .forEach(c -> c.setStatus(status));
  }

  /** Time of the Bundle, which is not told. */
  private static OffsetDateTime at(ClaimRow row) {
    return row.createdAt().atOffset(java.time.ZoneOffset.UTC);
  }

  /** The insurer's own number of what is replaced. */
  private Optional<String> predecessor(ClaimRow row) {
    return Optional.ofNullable(row.replaces())
        .flatMap(store::find)
        .flatMap(r -> Optional.ofNullable(r.insurerNumber()));
  }

  /** Adds an answer with what is not there yet, and lets it refer to the claim. */
  private static void answered(
      ClinicRecord said, Charges set, String claim, Bundle into, Dialect dialect) {
    var about = new Charges(set.clinic(), set.patient(), set.coverages(), said);
    var there = new HashSet<String>();
    into.getEntry().forEach(e -> there.add(e.getFullUrl()));
    for (var entry : ChargesExchange.INSTANCE.toFhir(about, Before.nothing(), dialect).getEntry()) {
      if (entry.getResource() instanceof ClaimResponse response) {
        response.getRequest().setReference(claim);
      }
      if (there.add(entry.getFullUrl())) {
        into.addEntry().setFullUrl(entry.getFullUrl()).setResource(entry.getResource());
      }
    }
  }
}

package org.luer.gateway.consent;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.RecordBundles.Unit;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.disclosure.ConsentFhir;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.DisclosureDirective.Decision;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Systems;

/**
 * A permission of a patient as the one whom it permits something may read it. A prohibition is told
 * to nobody, and of a permission nothing that would tell what is withheld: it is judged as that
 * which it opens, so that one that another directive beats is not there, and it names only records
 * that its reader may have.
 *
 * <p>Told from the moment in which it counts; taken back or run out it is inactive, and names no
 * records any more.
 */
final class ServedConsents implements Addressed {
  private static final String KIND = "DisclosureDirective";
  private static final String EXCHANGE = "consent";

  private final Records records;
  private final ClinicSettings clinic;
  private final Clock clock;

  ServedConsents(Records records, ClinicSettings clinic, Clock clock) {
    this.records = records;
    this.clinic = clinic;
    this.clock = clock;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(KIND);
  }

  @Override
  public boolean tells(String resourceType) {
    return resourceType.equals("Consent");
  }

  private static DisclosureDirective read(RecordVersion version) {
    return ClinicRecords.read(Json.read(version.content()), "")
        .value()
        .map(DisclosureDirective.class::cast)
        .orElseThrow(() -> new IllegalStateException("a directive in the journal is none"));
  }

  @Override
  public Set<String> receivers(RecordVersion version) {
    var directive = read(version);
    var begins = directive.from();
    if (directive.decision() != Decision.PERMIT
        || (begins != null && begins.toInstant().isAfter(clock.instant()))) {
      return Set.of();
    }
    var named = new ArrayList<String>();
    directive.partners().forEach(id -> named.add(Addressed.partner(id)));
    directive
        .recipients()
        .forEach(kind -> named.add(Addressed.kind(Partner.Kind.valueOf(kind.name()))));
    if (directive.purposes().isEmpty()) {
      return Set.copyOf(named);
    }
    var receivers = new HashSet<String>();
    for (var purpose : directive.purposes()) {
      named.forEach(code -> receivers.add(Addressed.purposed(code, purpose)));
    }
    return receivers;
  }

  @Override
  public Bearing bearing(RecordVersion version) {
    var directive = read(version);
    return directive.counts(clock.instant())
        ? new Bearing(Set.copyOf(directive.records()), Set.copyOf(directive.classes()))
        : Bearing.NOTHING;
  }

  @Override
  public Optional<Instant> turns(RecordVersion version) {
    var directive = read(version);
    var now = clock.instant();
    return Stream.of(directive.from(), directive.until())
        .filter(Objects::nonNull)
        .map(OffsetDateTime::toInstant)
        .filter(turn -> turn.isAfter(now))
        .min(Instant::compareTo);
  }

  @Override
  public Optional<Unit> unit(
      RecordVersion about, Predicate<RecordVersion> permitted, @Nullable Partner receiver) {
    var directive = read(about);
    var patient = records.latest("Patient", about.patientId()).filter(permitted);
    if (patient.isEmpty()) {
      return Optional.empty();
    }
    if (directive.decision() != Decision.PERMIT) {
      return Optional.of(new Unit(EXCHANGE, List.of(), dialect -> new Bundle()));
    }
    var counts = directive.counts(clock.instant());
    var named =
        counts
            ? directive.records().stream()
                .flatMap(r -> named(r).stream())
                .filter(permitted)
                .toList()
            : List.<RecordVersion>of();
    if (counts && named.isEmpty() && !directive.records().isEmpty()) {
      return Optional.empty(); // without them it would seem to be about everything
    }
    var companions = new ArrayList<RecordVersion>();
    companions.add(patient.get());
    companions.addAll(named);
    var whose =
        ClinicRecords.read(Json.read(patient.get().content()), "").value().map(Patient.class::cast);
    return whose.map(
        p ->
            new Unit(
                EXCHANGE,
                companions,
                dialect ->
                    ConsentFhir.toFhir(
                        directive,
                        p,
                        Voice.organization(clinic),
                        receiver == null ? null : recipient(receiver),
                        named.stream().map(RecordVersion::reference).toList(),
                        counts,
                        dialect)));
  }

  private Optional<RecordVersion> named(String reference) {
    var slash = reference.indexOf('/');
    return records.latest(reference.substring(0, slash), reference.substring(slash + 1));
  }

  private ConsentFhir.Recipient recipient(Partner partner) {
    var one = partner.npi().size() == 1;
    var person = partner.kind() == Partner.Kind.PSYCHIATRIST && one;
    return new ConsentFhir.Recipient(
        person ? "Practitioner" : "Organization",
        one ? Systems.NPI : Systems.sid(clinic.base(), "partner"),
        one ? partner.npi().get(0) : partner.id(),
        partner.name());
  }
}

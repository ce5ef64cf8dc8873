package org.luer.gateway.selfpay;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.luer.mappings.concept.organization.Organization;

/** The clinic's own records, and the clinic, as papers for patients need them. */
final class SelfPayRecords {
  private final Records records;
  private final Settings settings;

  SelfPayRecords(Records records, Settings settings) {
    this.records = records;
    this.settings = settings;
  }

  /** A record of the clinic and its version. */
  record Found<T>(RecordVersion version, T value) {}

  <T> Optional<Found<T>> find(String kind, String id, Class<T> as) {
    return records
        .latest(kind, id)
        .filter(v -> v.owner().equals(Reception.CLINIC))
        .flatMap(v -> read(v, as).map(value -> new Found<>(v, value)));
  }

  private static <T> Optional<T> read(RecordVersion version, Class<T> as) {
    return ClinicRecords.read(version.content())
        .value()
        .flatMap(all -> all.stream().filter(as::isInstance).map(as::cast).findFirst());
  }

  private <T> List<Found<T>> of(String patient, String kind, Class<T> as) {
    return records.about(patient, Reception.CLINIC, Set.of(kind)).stream()
        .flatMap(v -> read(v, as).map(value -> new Found<>(v, value)).stream())
        .toList();
  }

  /** The patient's charges that stand, by their days. */
  List<Found<Charge>> charges(String patient) {
    return of(patient, "Charge", Charge.class).stream()
        .filter(
            c ->
                c.value().status() == Charge.Status.BILLABLE
                    || c.value().status() == Charge.Status.BILLED)
        .sorted(
            Comparator.comparing((Found<Charge> c) -> c.value().serviceDate().value())
                .thenComparing(c -> c.value().id()))
        .toList();
  }

  /** The patient's coverages in force, the one that pays first first. */
  List<Coverage> coverages(String patient) {
    return of(patient, "Coverage", Coverage.class).stream()
        .map(Found::value)
        .filter(c -> c.status() == Coverage.Status.ACTIVE)
        .sorted(
            Comparator.comparing(
                    (Coverage c) -> Objects.requireNonNullElse(c.priority(), Integer.MAX_VALUE))
                .thenComparing(Coverage::id))
        .toList();
  }

  /** Whether the patient asked that the plan does not learn of this. */
  boolean keptFromPlan(RecordVersion charge) {
    var named = Records.references(charge);
    return of(charge.patientId(), "DisclosureDirective", DisclosureDirective.class).stream()
        .map(Found::value)
        .filter(d -> d.status() == null || d.status() == DisclosureDirective.Status.ACTIVE)
        .filter(d -> d.classes().contains(Sensitivity.SELF_PAID))
        .anyMatch(d -> d.records().isEmpty() || d.records().stream().anyMatch(named::contains));
  }

  /** The clinic with what a paper about money needs. */
  Organization clinic() {
    return Voice.billing(settings.clinic(), settings.billing());
  }
}

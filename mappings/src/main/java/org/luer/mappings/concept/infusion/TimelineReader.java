package org.luer.mappings.concept.infusion;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;

/**
 * Reads the timeline of an infusion from MedicationAdministrations and INF-EVENT Observations, in
 * order of time; events of the same moment keep the order of the Bundle.
 *
 * <p>What another sender does not say in so many words follows from the segments: the first begins
 * the infusion, one after a gap resumes it, others change the rate; a gap is a pause; the end of a
 * completed or stopped infusion is its stop, with statusReason. Where only the whole is told there
 * is no timeline; its period goes with the totals.
 */
final class TimelineReader {
  private final FactReader facts;
  private final List<TimelineEvent> events = new ArrayList<>();
  private @Nullable OffsetDateTime runsUntil;
  private boolean started;

  TimelineReader(FactReader facts) {
    this.facts = facts;
  }

  /**
   * Reads the timeline.
   *
   * @param parent the infusion as a whole
   * @param parts its segments and boluses
   */
  List<TimelineEvent> read(
      @Nullable MedicationAdministration parent, List<MedicationAdministration> parts) {
    var observed = facts.findings("INF-EVENT");
    var order = facts.in().all();
    var sources = new ArrayList<Resource>();
    sources.addAll(parts);
    sources.addAll(observed);
    sources.sort(Comparator.comparingInt(order::indexOf));
    for (var source : sources) {
      if (source instanceof Observation observation) {
        observed(observation);
      } else if (source instanceof MedicationAdministration part) {
        part(part, observed.isEmpty());
      }
    }
    if (observed.isEmpty() && !parts.isEmpty()) {
      end(parent == null && parts.size() == 1 ? parts.get(0) : parent);
    }
    events.sort(Comparator.comparing(e -> e.at().toInstant()));
    return events;
  }

  private void observed(Observation written) {
    var path = facts.path(written);
    var type =
        written.getValue() instanceof CodeableConcept concept
            ? RateChangeReason.read(List.of(concept), facts.in().base())
            : Optional.<TimelineEvent.Type>empty();
    if (type.isEmpty()) {
      facts
          .issues()
          .error(IssueCode.CODE_UNKNOWN, path + ".valueCodeableConcept", "is not an event");
    }
    var at = facts.needed(written.getEffective(), path + ".effectiveDateTime");
    if (type.isPresent() && at.isPresent()) {
      var reason = facts.coded(facts.value(written, "INF-EVENT-REASON"));
      events.add(
          new TimelineEvent(
              type.get(),
              at.get(),
              null,
              null,
              reason,
              facts.by(written.getPerformer(), written),
              note(written.getNote())));
    }
  }

  private void part(MedicationAdministration written, boolean infer) {
    var path = facts.path(written);
    var type = RateChangeReason.read(written.getReasonCode(), facts.in().base());
    var dosage = written.getDosage();
    if (written.getEffective() instanceof Period period) {
      var at = facts.needed(period.getStartElement(), path + ".effectivePeriod.start");
      if (at.isEmpty()) {
        return;
      }
      var gap = runsUntil != null && runsUntil.isBefore(at.get());
      if (infer && gap && runsUntil != null) {
        events.add(bare(TimelineEvent.Type.PAUSE, runsUntil));
      }
      var rate = facts.quantity(dosage.getRate(), "mL/h", path + ".dosage.rateQuantity");
      add(
          written,
          type.orElse(
              !started
                  ? TimelineEvent.Type.START
                  : gap ? TimelineEvent.Type.RESUME : TimelineEvent.Type.RATE_CHANGE),
          at.get(),
          rate,
          null);
      started = true;
      runsUntil =
          period.hasEnd()
              ? facts.time(period.getEndElement(), path + ".effectivePeriod.end")
              : null;
      return;
    }
    var dose =
        facts.quantity(dosage.hasDose() ? dosage.getDose() : null, "mg", path + ".dosage.dose");
    facts
        .needed(written.getEffective(), path + ".effective")
        .ifPresent(at -> add(written, TimelineEvent.Type.BOLUS, at, null, dose));
  }

  private void add(
      MedicationAdministration written,
      TimelineEvent.Type type,
      OffsetDateTime at,
      @Nullable Quantity rate,
      @Nullable Quantity dose) {
    var performers = written.getPerformer().stream().map(p -> p.getActor()).toList();
    events.add(
        new TimelineEvent(
            type,
            at,
            rate,
            dose,
            reason(written),
            facts.by(performers, written),
            note(written.getNote())));
  }

  private @Nullable Coded reason(MedicationAdministration written) {
    for (var concept : written.getReasonCode()) {
      if (!RateChangeReason.isOurs(concept, facts.in().base())) {
        return Codings.read(concept).orElse(null);
      }
    }
    return null;
  }

  private void end(@Nullable MedicationAdministration whole) {
    if (whole == null || !(whole.getEffective() instanceof Period period) || !period.hasEnd()) {
      return;
    }
    var at = facts.time(period.getEndElement(), facts.path(whole) + ".effectivePeriod.end");
    var early = whole.getStatus() == MedicationAdministrationStatus.STOPPED;
    if (at != null && (early || whole.getStatus() == MedicationAdministrationStatus.COMPLETED)) {
      events.add(
          new TimelineEvent(
              early ? TimelineEvent.Type.STOP_EARLY : TimelineEvent.Type.STOP,
              at,
              null,
              null,
              whole.hasStatusReason()
                  ? Codings.read(whole.getStatusReasonFirstRep()).orElse(null)
                  : null,
              null,
              null));
    }
  }

  private static TimelineEvent bare(TimelineEvent.Type type, OffsetDateTime at) {
    return new TimelineEvent(type, at, null, null, null, null, null);
  }

  private static @Nullable String note(List<Annotation> notes) {
    return notes.isEmpty() ? null : notes.get(0).getText();
  }
}

package org.luer.mappings.concept.infusion;

import java.util.List;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * The timeline of an infusion to R4: one MedicationAdministration per interval of constant rate
 * (rate, no dose) and per bolus, one Observation INF-EVENT per pause and stop, in the order of the
 * timeline. {@link TimelineReader} reads it.
 *
 * <p>Mapped: effectivePeriod (from the event to the next one) or effectiveDateTime,
 * dosage.rateQuantity or dose, reasonCode (kic-rate-change-reason, then the clinic's reason),
 * performer, note. A pause is a gap between two segments; there are no segments of rate zero.
 */
public final class TimelineFhir {
  private final FactWriter facts;
  private final AdministrationFhir administrations;
  private final Reference parent;
  private @Nullable Quantity total;
  private MedicationAdministration whole = new MedicationAdministration();

  /** The timeline of the infusion with this parent. */
  public TimelineFhir(FactWriter facts, AdministrationFhir administrations, Reference parent) {
    this.facts = facts;
    this.administrations = administrations;
    this.parent = parent;
  }

  /** Writes every event. */
  public void toFhir(List<TimelineEvent> timeline, @Nullable Totals totals) {
    var segments = timeline.stream().filter(e -> e.type().runs()).toList();
    total = totals == null || segments.size() != 1 ? null : totals.dose();
    if (total != null) {
      whole.setEffective(Times.period(segments.get(0).at(), null));
    }
    @Nullable Quantity before = null;
    for (int i = 0; i < timeline.size(); i++) {
      var event = timeline.get(i);
      if (event.type().runs()) {
        segment(event, next(timeline, i), before);
        before = event.rate();
      } else if (event.type() == TimelineEvent.Type.BOLUS) {
        bolus(event);
      } else {
        observed(event);
      }
    }
  }

  private static @Nullable TimelineEvent next(List<TimelineEvent> timeline, int index) {
    for (int i = index + 1; i < timeline.size(); i++) {
      if (timeline.get(i).type() != TimelineEvent.Type.BOLUS) {
        return timeline.get(i);
      }
    }
    return null;
  }

  private void segment(
      TimelineEvent event, @Nullable TimelineEvent next, @Nullable Quantity before) {
    var status =
        next == null
            ? MedicationAdministrationStatus.INPROGRESS
            : next.type() == TimelineEvent.Type.STOP_EARLY
                ? MedicationAdministrationStatus.STOPPED
                : MedicationAdministrationStatus.COMPLETED;
    var written = administrations.administration(status);
    written.setEffective(Times.period(event.at(), next == null ? null : next.at()));
    if (event.rate() != null) {
      administrations.dosage(written).setRate(Quantities.of(event.rate()));
    }
    // a sender who tells an infusion in one piece gives its dose and its rate in one
    if (total != null && facts.isCalled(written) && !facts.isCalled(whole)) {
      administrations.dosage(written).setDose(Quantities.of(total));
    }
    add(written, event, before, "S");
  }

  private void bolus(TimelineEvent event) {
    var written = administrations.administration(MedicationAdministrationStatus.COMPLETED);
    written.setEffective(Times.dateTime(event.at()));
    if (event.dose() != null) {
      administrations.dosage(written).setDose(Quantities.of(event.dose()));
    }
    add(written, event, null, "B");
  }

  private void add(
      MedicationAdministration written,
      TimelineEvent event,
      @Nullable Quantity before,
      String letter) {
    written.addPartOf(parent);
    written.addReasonCode(RateChangeReason.of(event, before, facts.out()));
    if (event.reason() != null) {
      written.addReasonCode(Codings.of(event.reason()));
    }
    if (event.by() != null) {
      written.addPerformer(AdministrationFhir.performer(facts.person(event.by())));
    }
    if (event.note() != null) {
      written.addNote().setText(event.note());
    }
    facts.fact(written, AdministrationFhir.SID, key(event, letter), written.addIdentifier());
  }

  private static String key(TimelineEvent event, String letter) {
    return letter + Times.key(event.at()) + "-" + event.type().code();
  }

  private void observed(TimelineEvent event) {
    var written = facts.finding("INF-EVENT", event.by());
    written.setEffective(Times.dateTime(event.at()));
    written.setValue(RateChangeReason.of(event, null, facts.out()));
    if (event.reason() != null) {
      facts.component(written, "INF-EVENT-REASON").setValue(Codings.of(event.reason()));
    }
    if (event.note() != null) {
      written.addNote().setText(event.note());
    }
    facts.add(written, key(event, "event-"));
  }
}

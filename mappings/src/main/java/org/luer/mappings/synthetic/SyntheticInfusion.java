package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.infusion.Waste;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.synthetic.InfusionCourse.Shape;

/**
 * What the course of one infusion means for the record: events at the pump, totals, waste.
 *
 * @param start when the pump starts
 * @param stop when it stops
 */
record SyntheticInfusion(
    SyntheticOrder plan,
    SyntheticPeople.Team team,
    InfusionCourse course,
    OffsetDateTime start,
    OffsetDateTime stop) {
  private static final BigDecimal VIAL = new BigDecimal("200");
  private static final Coded PRESSURE =
      Coded.of(Systems.SNOMED_CT, "371622005", "Elevated blood pressure");

  /** What was done to the pump, in order of time. */
  List<TimelineEvent> timeline() {
    var events = new ArrayList<TimelineEvent>();
    if (course.shape() == Shape.BOLUS) {
      var dose = new Quantity(SyntheticOrder.BOLUS, "mg");
      events.add(event(TimelineEvent.Type.BOLUS, start.minusMinutes(2), null, dose, null, null));
    }
    var at = start;
    for (int i = 0; i < course.segments().size(); i++) {
      var segment = course.segments().get(i);
      var rate = new Quantity(BigDecimal.valueOf(segment.rate()), "mL/h");
      var paused = i == 1 && course.pause() > 0;
      if (paused) {
        events.add(
            event(
                TimelineEvent.Type.PAUSE,
                at,
                null,
                null,
                Coded.text("Patient asked for a break"),
                null));
        at = at.plusMinutes(course.pause());
      }
      var lower = i > 0 && segment.rate() < course.segments().get(i - 1).rate();
      var type =
          i == 0
              ? TimelineEvent.Type.START
              : paused ? TimelineEvent.Type.RESUME : TimelineEvent.Type.RATE_CHANGE;
      var note = lower ? "Slowed to " + segment.rate() + " mL/h, patient calm" : null;
      events.add(event(type, at, rate, null, lower ? PRESSURE : null, note));
      at = at.plusMinutes(segment.minutes());
    }
    if (!course.segments().isEmpty()) {
      var early = course.shape() == Shape.STOPPED_EARLY;
      events.add(
          event(
              early ? TimelineEvent.Type.STOP_EARLY : TimelineEvent.Type.STOP,
              at,
              null,
              null,
              early ? SyntheticEvents.HYPERTENSION : null,
              null));
    }
    return events;
  }

  private TimelineEvent event(
      TimelineEvent.Type type,
      OffsetDateTime at,
      @Nullable Quantity rate,
      @Nullable Quantity dose,
      @Nullable Coded reason,
      @Nullable String note) {
    return new TimelineEvent(type, at, rate, dose, reason, team.nurse().id(), note);
  }

  /** Drug that ran in from the bag, mg: exact because the volume has at most two decimals. */
  private BigDecimal infused() {
    return InfusionCourse.plain(plan.dose().multiply(course.volume()).movePointLeft(2));
  }

  /** What was given in all, the bolus included in the dose. */
  Totals totals() {
    var bolus = course.shape() == Shape.BOLUS ? SyntheticOrder.BOLUS : BigDecimal.ZERO;
    return new Totals(
        new Quantity(infused().add(bolus), "mg"),
        new Quantity(course.volume(), "mL"),
        new Quantity(BigDecimal.valueOf(course.running()), "min"));
  }

  /** What was left in the vial, and what was left in the bag after an early stop. */
  List<Waste> waste() {
    var bolus = course.shape() == Shape.BOLUS ? SyntheticOrder.BOLUS : BigDecimal.ZERO;
    var waste = new ArrayList<Waste>();
    waste.add(
        discarded(
            VIAL.subtract(plan.dose()).subtract(bolus),
            "rest of the vial",
            start.minusMinutes(25)));
    if (course.shape() == Shape.STOPPED_EARLY) {
      waste.add(
          discarded(
              plan.dose().subtract(infused()),
              "infusion stopped early, rest of the bag",
              stop.plusMinutes(20)));
    }
    return waste;
  }

  private Waste discarded(BigDecimal amount, String reason, OffsetDateTime at) {
    return new Waste(
        new Quantity(amount, "mg"), reason, "denatured in charcoal", team.witness().id(), at);
  }
}

package org.luer.mappings.exchange.sessionreport;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.DeviceNumbers;

/**
 * Reads what a RAS^O17 says of one patient's session.
 *
 * <p>One RXA is one stretch at a constant rate; RXA-3 equal to RXA-4 is a bolus, or an adjunct when
 * its drug is another one; a gap between two stretches is a pause. The rate is the observation
 * PUMP-RATE below RXA, else volume by time. RXA-20 PA of the last stretch is an early stop, NA and
 * RE an infusion that did not take place. Totals are the sums.
 */
final class RasReader {
  private static final BigDecimal SIXTY = BigDecimal.valueOf(60);

  private final PatientRun run;
  private final SessionDraft draft;
  private final List<RxaRead> stretches = new ArrayList<>();
  private final List<RxaRead> moments = new ArrayList<>();

  private RasReader(PatientRun run, SessionDraft draft) {
    this.run = run;
    this.draft = draft;
  }

  static Optional<SessionDraft> read(PatientRun run) {
    var draft = run.draft();
    draft.ifPresent(d -> new RasReader(run, d).fill());
    run.foreign();
    return draft;
  }

  private void fill() {
    var all = RxaRead.all(run);
    if (all.isEmpty()) {
      run.reading().issues().error(IssueCode.REQUIRED, "RXA[1]", "nothing was administered");
      return;
    }
    all.stream().map(RxaRead::sessionId).filter(Objects::nonNull).findFirst().ifPresent(this::id);
    var standing = all.stream().filter(r -> !r.deleted()).toList();
    var voided = standing.isEmpty();
    var used = voided ? all : standing;
    used.forEach(r -> (r.isMoment() ? moments : stretches).add(r));
    stretches.sort(Comparator.comparing(r -> r.from().toInstant()));
    draft.indications = used.get(0).indications();
    var notDone = used.stream().filter(RxaRead::notDone).findFirst();
    draft.status = voided ? InfusionSession.Status.ENTERED_IN_ERROR : status(notDone.isPresent());
    main(used).about(draft);
    if (notDone.isPresent() && stretches.isEmpty()) {
      notDone(notDone.get());
    } else {
      course();
    }
    var finals =
        all.stream()
            .flatMap(r -> r.below().stream())
            .allMatch(o -> o.status().equals("F") || o.status().equals("C"));
    var any = all.stream().anyMatch(r -> !r.below().isEmpty());
    draft.reportedFinal = (finals && any) ? true : null;
    draft.told =
        draft.told.and(
            new Told(
                DeviceNumbers.read(run.observations()),
                null,
                SessionHl7v2.service(run.first("PV1")),
                run.enteredBy(),
                null,
                List.of(),
                List.of(),
                List.of(),
                run.findings()));
    run.staff(draft);
  }

  private void id(String sessionId) {
    draft.id = sessionId;
  }

  private InfusionSession.Status status(boolean notDone) {
    if (notDone && stretches.isEmpty()) {
      return InfusionSession.Status.NOT_DONE;
    }
    var orc = run.first("ORC");
    var code = orc == null ? "" : orc.text(5).toUpperCase(Locale.ROOT);
    return code.equals("IP") || code.equals("SC")
        ? InfusionSession.Status.IN_PROGRESS
        : InfusionSession.Status.COMPLETED;
  }

  private RxaRead main(List<RxaRead> used) {
    return stretches.isEmpty() ? used.get(0) : stretches.get(0);
  }

  private void notDone(RxaRead rxa) {
    draft.notDoneReason = rxa.reason();
    if (draft.notDoneReason == null) {
      run.reading()
          .issues()
          .error(IssueCode.REQUIRED, rxa.segment().path(18), "says why nothing was given");
    }
  }

  private void course() {
    var events = new ArrayList<TimelineEvent>();
    @Nullable RxaRead before = null;
    for (var stretch : stretches) {
      var gap = before != null && before.to().isBefore(stretch.from());
      if (before != null && gap) {
        events.add(
            new TimelineEvent(TimelineEvent.Type.PAUSE, before.to(), null, null, null, null, null));
      }
      var type =
          before == null
              ? TimelineEvent.Type.START
              : gap ? TimelineEvent.Type.RESUME : TimelineEvent.Type.RATE_CHANGE;
      events.add(
          new TimelineEvent(
              type, stretch.from(), stretch.rate(), null, null, by(stretch), stretch.note()));
      before = stretch;
    }
    if (before != null && draft.status != InfusionSession.Status.IN_PROGRESS) {
      events.add(stop(before));
    }
    moments.forEach(m -> moment(m, events));
    events.sort(Comparator.comparing(e -> e.at().toInstant()));
    draft.timeline = events;
    totals();
  }

  private TimelineEvent stop(RxaRead last) {
    if (!last.partly()) {
      return new TimelineEvent(
          TimelineEvent.Type.STOP, last.to(), null, null, null, by(last), null);
    }
    var reason = last.reason();
    var note = last.note();
    if (reason == null && note == null) {
      run.reading()
          .issues()
          .error(IssueCode.REQUIRED, last.segment().path(18), "says why it was stopped early");
    }
    var why = reason == null && note != null ? Coded.text(note) : reason;
    return new TimelineEvent(
        TimelineEvent.Type.STOP_EARLY, last.to(), null, null, why, by(last), null);
  }

  private void moment(RxaRead rxa, List<TimelineEvent> events) {
    var dose = rxa.dose();
    var drug = rxa.drug();
    if (dose == null || rxa.notDone()) {
      return;
    }
    var main = draft.drug;
    if (main == null || drug == null || main.code().equals(drug.code())) {
      events.add(
          new TimelineEvent(
              TimelineEvent.Type.BOLUS, rxa.from(), null, dose, null, by(rxa), rxa.note()));
    } else {
      var adjuncts = new ArrayList<>(draft.adjuncts);
      var reason = Cwe.read(rxa.segment().field(19), run.reading().dialect());
      adjuncts.add(new AdjunctGiven(drug.code(), dose, rxa.route(), rxa.from(), reason, by(rxa)));
      draft.adjuncts = adjuncts;
    }
  }

  private @Nullable String by(RxaRead rxa) {
    return run.roster().id(rxa.segment().field(10), StaffMember.Role.NURSE);
  }

  private void totals() {
    var dose = BigDecimal.ZERO;
    @Nullable BigDecimal volume = BigDecimal.ZERO;
    long seconds = 0;
    for (var stretch : stretches) {
      var given = stretch.dose();
      if (given == null) {
        return;
      }
      dose = dose.add(given.value());
      var part = stretch.volume();
      volume = volume == null || part == null ? null : volume.add(part);
      seconds += Duration.between(stretch.from(), stretch.to()).toSeconds();
    }
    for (var event : draft.timeline) {
      dose = event.dose() == null ? dose : dose.add(event.dose().value());
    }
    if (!draft.timeline.isEmpty()) {
      draft.totals =
          new Totals(
              new Quantity(tidy(dose), "mg"),
              volume == null ? null : new Quantity(volume, "mL"),
              new Quantity(minutes(seconds), "min"));
    }
  }

  private static BigDecimal tidy(BigDecimal sum) {
    var stripped = sum.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static BigDecimal minutes(long seconds) {
    var value = BigDecimal.valueOf(seconds);
    return seconds % 60 == 0
        ? BigDecimal.valueOf(seconds / 60)
        : value.divide(SIXTY, 2, RoundingMode.HALF_EVEN);
  }
}

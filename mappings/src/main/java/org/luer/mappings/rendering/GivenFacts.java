package org.luer.mappings.rendering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.rendering.SummaryFacts.Figure;

/** Tells what was given in a session: mg, mg/kg, minutes, stops, and how the rate went. */
final class GivenFacts {
  private final SummaryInput input;
  private final InfusionSession session;
  private final List<TimelineEvent> timeline;

  GivenFacts(SummaryInput input) {
    this.input = input;
    this.session = input.session();
    this.timeline = session.timeline();
  }

  /** The four figures. */
  List<Figure> figures() {
    if (session.status() == InfusionSession.Status.NOT_DONE) {
      var why = Words.coded(session.notDoneReason());
      return List.of(new Figure("Ketamine given", "Not given", why, true));
    }
    return List.of(dose(), perKg(), minutes(), stops());
  }

  private Figure dose() {
    var totals = session.totals();
    var ordered = input.order() == null ? null : input.order().dose();
    if (totals == null) {
      return new Figure("Ketamine given", "not recorded", null, false);
    }
    var less = ordered != null && totals.dose().value().compareTo(ordered.value()) != 0;
    return new Figure(
        "Ketamine given",
        Words.quantity(totals.dose()),
        ordered == null ? null : "of " + Words.quantity(ordered) + " ordered",
        less);
  }

  private Figure perKg() {
    var totals = session.totals();
    var weight = weight();
    if (totals == null || weight == null || weight.value().signum() == 0) {
      return new Figure("By weight", "not known", null, false);
    }
    var perKg = totals.dose().value().divide(weight.value(), 2, RoundingMode.HALF_UP);
    return new Figure(
        "By weight",
        perKg.toPlainString() + " mg/kg",
        "at " + Words.number(weight.value()) + " kg",
        false);
  }

  private @Nullable Quantity weight() {
    var order = input.order();
    return session.weight() != null
        ? session.weight()
        : order == null ? null : order.dosingWeight();
  }

  private Figure minutes() {
    var totals = session.totals();
    var from = timeline.isEmpty() ? null : timeline.get(0).at();
    var to = end();
    var span =
        from == null ? null : Words.clock(from) + (to == null ? "" : " to " + Words.clock(to));
    var running =
        totals != null && totals.running() != null
            ? Words.number(totals.running().value())
            : String.valueOf(running().toMinutes());
    var known = (totals != null && totals.running() != null) || !timeline.isEmpty();
    return new Figure("Running time", known ? running + " min" : "not recorded", span, false);
  }

  private @Nullable OffsetDateTime end() {
    var last = timeline.isEmpty() ? null : timeline.get(timeline.size() - 1);
    return last != null && last.type().ends() ? last.at() : null;
  }

  private Duration running() {
    var running = Duration.ZERO;
    @Nullable OffsetDateTime since = null;
    for (var event : timeline) {
      if (event.type() == TimelineEvent.Type.BOLUS) {
        continue;
      }
      running = since == null ? running : running.plus(Duration.between(since, event.at()));
      since = event.type().runs() ? event.at() : null;
    }
    return running;
  }

  private Figure stops() {
    var pauses = timeline.stream().filter(e -> e.type() == TimelineEvent.Type.PAUSE).toList();
    if (session.stoppedEarly()) {
      var stop = timeline.get(timeline.size() - 1);
      return new Figure(
          "Stops",
          "Stopped early " + Words.clock(stop.at()),
          Words.coded(stop.reason()) + (pauses.isEmpty() ? "" : "; " + paused(pauses)),
          true);
    }
    return pauses.isEmpty()
        ? new Figure("Stops", "None", null, false)
        : new Figure("Stops", paused(pauses), why(pauses), true);
  }

  private String paused(List<TimelineEvent> pauses) {
    var still = Duration.ZERO;
    @Nullable OffsetDateTime since = null;
    for (var event : timeline) {
      if (event.type() == TimelineEvent.Type.PAUSE) {
        since = event.at();
      } else if (since != null && event.type() != TimelineEvent.Type.BOLUS) {
        still = still.plus(Duration.between(since, event.at()));
        since = null;
      }
    }
    return (pauses.size() == 1 ? "1 pause, " : pauses.size() + " pauses, ")
        + still.toMinutes()
        + " min";
  }

  private static @Nullable String why(List<TimelineEvent> pauses) {
    var why = pauses.stream().map(p -> Words.clock(p.at()) + reason(p)).toList();
    return String.join("; ", why);
  }

  private static String reason(TimelineEvent event) {
    var reason = Words.coded(event.reason());
    var words = reason.isEmpty() ? event.note() : reason;
    return words == null ? "" : " " + words;
  }

  /** How the infusion went, one sentence each. */
  List<String> course() {
    var lines = new ArrayList<String>();
    var what = what();
    if (!what.isEmpty()) {
      lines.add(what);
    }
    var changes =
        timeline.stream().filter(e -> e.type() == TimelineEvent.Type.RATE_CHANGE).toList();
    if (!timeline.isEmpty() && timeline.get(0).rate() != null) {
      var rate = new StringBuilder("Rate ").append(Words.quantity(timeline.get(0).rate()));
      for (var change : changes) {
        rate.append(", ")
            .append(change.rate() == null ? "" : Words.number(change.rate().value()))
            .append(" from ")
            .append(Words.clock(change.at()))
            .append(reason(change).isEmpty() ? "" : " (" + reason(change).strip() + ")");
      }
      lines.add(Words.line(rate + "."));
    }
    timeline.stream()
        .filter(e -> e.dose() != null)
        .map(e -> "Bolus " + Words.quantity(e.dose()) + " at " + Words.clock(e.at()) + ".")
        .forEach(lines::add);
    return lines;
  }

  private String what() {
    var bag = session.bag();
    var drug = session.drug() == null ? "" : Words.coded(session.drug().code());
    var text = new StringBuilder(drug);
    if (bag != null) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(Words.quantity(bag.drugAmount()))
          .append(" in ")
          .append(Words.quantity(bag.volume()))
          .append(bag.diluent() == null ? "" : " " + Words.coded(bag.diluent()));
    }
    var route = Words.coded(session.route());
    if (!route.isEmpty() && text.length() > 0) {
      text.append(", ").append(route.toLowerCase(java.util.Locale.ROOT));
    }
    var volume = session.totals() == null ? null : session.totals().volume();
    if (volume != null && volume.value().compareTo(BigDecimal.ZERO) > 0) {
      text.append("; ").append(Words.quantity(volume)).append(" infused");
    }
    return text.length() == 0 ? "" : Words.sentence(Words.line(text + "."));
  }
}

package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.rendering.SummaryFacts.Detail;
import org.luer.mappings.rendering.SummaryFacts.Signal;

/** Makes {@link SummaryFacts} out of the records. */
final class FactReading {
  private FactReading() {}

  static SummaryFacts of(SummaryInput input) {
    var given = new GivenFacts(input);
    var readings = new ReadingFacts(input);
    return new SummaryFacts(
        given.figures(),
        given.course(),
        readings.extremes(),
        readings.bedside(),
        new ScoreFacts(input.scores()).lines(),
        signals(input),
        next(input),
        details(input));
  }

  /** What the scores say, then what was serious or severe in the session. */
  private static List<Signal> signals(SummaryInput input) {
    var scored =
        input.signals().stream()
            .map(
                s ->
                    new Signal(
                        Words.line(s.source() + (s.grade() == null ? "" : ", " + s.grade())),
                        Words.line(s.words() + ", " + Words.dayAndClock(s.at()))));
    var events =
        input.session().adverseEvents().stream().filter(FactReading::grave).map(FactReading::event);
    return Stream.concat(scored, events).toList();
  }

  private static boolean grave(AdverseEvent event) {
    return Boolean.TRUE.equals(event.serious()) || event.severity() == AdverseEvent.Severity.SEVERE;
  }

  private static Signal event(AdverseEvent event) {
    var outcome = event.outcome();
    return new Signal(
        Boolean.TRUE.equals(event.serious()) ? "Serious adverse event" : "Severe adverse event",
        Words.line(
            Words.coded(event.term())
                + " at "
                + Words.clock(event.onset())
                + (outcome == null
                    ? ""
                    : ", " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '))));
  }

  private static List<String> next(SummaryInput input) {
    var next = new ArrayList<String>();
    var series = input.session().series();
    if (series != null && series.number() != null && series.of() != null) {
      next.add(
          series.number() < series.of()
              ? "Infusion " + (series.number() + 1) + " of " + series.of() + interval(input) + "."
              : "The series of " + series.of() + " is complete: decide on maintenance.");
    }
    input.plan().stream().map(Words::line).forEach(next::add);
    var discharge = input.session().discharge();
    if (discharge != null) {
      discharge.instructions().stream().map(Words::line).forEach(next::add);
    }
    return next;
  }

  private static String interval(SummaryInput input) {
    var series = input.session().series();
    var own = series == null ? null : series.interval();
    var order = input.order();
    var ordered = order == null || order.series() == null ? null : order.series().interval();
    var interval = own == null ? ordered : own;
    return interval == null ? "" : ", " + Words.line(interval);
  }

  private static List<Detail> details(SummaryInput input) {
    var details = new ArrayList<>(new DetailFacts(input).all());
    if (!input.earlier().isEmpty()) {
      details.add(
          new Detail(
              "Earlier sessions",
              List.of(),
              List.of("Day", "Infusion", "Ketamine", "Lowest SpO2", "Highest BP", "Stops"),
              input.earlier().stream().map(s -> earlier(input, s)).toList()));
    }
    return details.stream().map(FactReading::thinned).toList();
  }

  /** The table without columns in which nothing stands. */
  private static Detail thinned(Detail detail) {
    var columns = new ArrayList<Integer>();
    for (int i = 0; i < detail.columns().size(); i++) {
      var at = i;
      if (i < 2 || detail.rows().stream().anyMatch(r -> !r.get(at).isEmpty())) {
        columns.add(i);
      }
    }
    return new Detail(
        detail.title(),
        detail.lines(),
        columns.stream().map(detail.columns()::get).toList(),
        detail.rows().stream().map(r -> columns.stream().map(r::get).toList()).toList());
  }

  private static List<String> earlier(
      SummaryInput input, org.luer.mappings.concept.session.InfusionSession session) {
    var then =
        new SummaryInput(
            input.clinic(),
            input.patient(),
            null,
            session,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            input.edition());
    var figures = new GivenFacts(then).figures();
    var extremes = new ReadingFacts(then).extremes();
    var number = session.series() == null ? null : session.series().number();
    var day = session.timeline().isEmpty() ? "" : Words.day(session.timeline().get(0).at());
    return List.of(
        day,
        number == null ? "" : String.valueOf(number),
        figures.get(0).value(),
        extremes.get(0).value(),
        extremes.get(1).value(),
        figures.size() > 3 ? figures.get(3).value() : "");
  }
}

package org.luer.gateway.exchange.sessionsummary;

import java.util.List;
import java.util.stream.Stream;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.rendering.SafetySignal;
import org.luer.mappings.rendering.Score;

/** What a session summary shows of an assessment: its total, and its safety signals. */
final class SummaryScores {
  private SummaryScores() {}

  /** The total of a scored instrument; nothing of one without a total. */
  static Stream<Score> of(Assessment assessment) {
    var instrument = Instruments.find(assessment.instrument());
    var total = instrument.flatMap(Instrument::total);
    return total.stream()
        .flatMap(
            rule ->
                assessment.scores().stream()
                    .filter(s -> s.code().equals(rule.code()))
                    .map(
                        s ->
                            new Score(
                                instrument.get().title(),
                                assessment.authored(),
                                s.value(),
                                rule.max(),
                                instrument
                                    .get()
                                    .bandOf(s.value())
                                    .filter(Instrument.Band::signedOff)
                                    .map(Instrument.Band::text)
                                    .orElse(null),
                                assessment.context() == Assessment.Context.BASELINE
                                    ? Boolean.TRUE
                                    : null)));
  }

  /** The signals, in the words of the instrument. */
  static List<SafetySignal> signals(Assessment assessment) {
    var instrument = Instruments.find(assessment.instrument());
    return assessment.signals().stream()
        .map(
            signal ->
                new SafetySignal(
                    instrument.map(Instrument::title).orElse(assessment.instrument())
                        + " "
                        + signal.item(),
                    assessment.authored(),
                    instrument.stream()
                        .flatMap(i -> i.alerts().stream())
                        .filter(a -> a.item().equals(signal.item()))
                        .map(Instrument.Alert::text)
                        .findFirst()
                        .orElse("safety item answered"),
                    signal.grade().code()))
        .toList();
  }
}

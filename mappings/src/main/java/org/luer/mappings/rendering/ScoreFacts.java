package org.luer.mappings.rendering;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.rendering.SummaryFacts.ScoreLine;

/** Tells the latest score of each instrument with its change from baseline and from last time. */
final class ScoreFacts {
  private final Map<String, List<Score>> series = new LinkedHashMap<>();

  ScoreFacts(List<Score> scores) {
    scores.stream()
        .sorted(Comparator.comparing(Score::at, java.time.OffsetDateTime.timeLineOrder()))
        .forEach(
            s -> series.computeIfAbsent(s.instrument(), i -> new java.util.ArrayList<>()).add(s));
  }

  /** The scores of each instrument, oldest first. */
  Map<String, List<Score>> series() {
    return series;
  }

  /** One line per instrument. */
  List<ScoreLine> lines() {
    return series.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList();
  }

  private static ScoreLine line(String instrument, List<Score> scores) {
    var latest = scores.get(scores.size() - 1);
    var baseline =
        scores.stream()
            .filter(s -> Boolean.TRUE.equals(s.baseline()))
            .findFirst()
            .orElse(scores.get(0));
    var last = scores.size() > 1 ? scores.get(scores.size() - 2) : null;
    var total = Words.number(latest.total());
    return new ScoreLine(
        instrument,
        Words.shortDay(latest.at()) + ", " + Words.clock(latest.at()),
        latest.max() == null ? total : total + " of " + Words.number(latest.max()),
        latest.equals(baseline) ? "baseline" : change(latest, baseline),
        last == null ? "first time" : change(latest, last),
        latest.severity() == null ? "" : latest.severity());
  }

  private static String change(Score latest, Score before) {
    var difference = Words.change(latest.total().subtract(before.total()));
    return difference
        + " (was "
        + Words.number(before.total())
        + " on "
        + Words.shortDay(before.at())
        + ")";
  }
}

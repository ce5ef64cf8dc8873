package org.luer.mappings.rendering;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.rendering.Plot.Align;

/** Scores over the series: one small chart per instrument, beside each other. */
final class ScoresChart {
  private static final double WIDTH = 532;
  private static final double HEIGHT = 96;
  private static final int ACROSS = 4;
  private static final String LINE = "#1f5f99";
  private static final String GRID = "#e3e6ea";

  private ScoresChart() {}

  /** The chart; none when no instrument was answered twice. */
  static Optional<String> of(Map<String, List<Score>> series) {
    var repeated = series.values().stream().filter(s -> s.size() > 1).limit(ACROSS).toList();
    if (repeated.isEmpty()) {
      return Optional.empty();
    }
    var plot = new Plot(WIDTH, HEIGHT);
    var width = WIDTH / Math.max(2, repeated.size());
    for (int i = 0; i < repeated.size(); i++) {
      one(plot, repeated.get(i), i * width, width - 14);
    }
    var names = repeated.stream().map(s -> s.get(0).instrument()).toList();
    return Optional.of(
        plot.html("Charts of the scores over the series: " + String.join(", ", names) + "."));
  }

  private static void one(Plot plot, List<Score> scores, double left, double width) {
    var first = scores.get(0);
    var last = scores.get(scores.size() - 1);
    var highest = scores.stream().mapToDouble(s -> s.total().doubleValue()).max().orElse(1);
    var top = first.max() == null ? Math.max(1, highest) : first.max().doubleValue();
    var y = new Axis(0, top, 78, 18);
    var x = new Axis(seconds(first), seconds(last), left + 22, left + width - 10);
    plot.label(left + 18, 6, Align.LEFT, "strong", first.instrument());
    for (var value : new double[] {0, top / 2, top}) {
      plot.line(left + 18, y.at(value), left + width, y.at(value), GRID, 0.5);
    }
    plot.label(left + 14, y.at(0), Align.RIGHT, "", "0");
    plot.label(left + 14, y.at(top), Align.RIGHT, "", String.valueOf(Math.round(top)));
    var data = new StringBuilder();
    for (var score : scores) {
      data.append(data.length() == 0 ? "M" : "L")
          .append(Plot.n(x.at(seconds(score))))
          .append(' ')
          .append(Plot.n(y.at(score.total().doubleValue())));
    }
    plot.path(data.toString(), "none", LINE, 1.3);
    double free = -1000;
    for (int i = 0; i < scores.size(); i++) {
      var score = scores.get(i);
      var at = x.at(seconds(score));
      var high = y.at(score.total().doubleValue());
      plot.dot(at, high, 2.2, LINE);
      if (i == scores.size() - 1 || at - free > 16) {
        plot.label(at, high - 8, Align.CENTER, "strong", Words.number(score.total()));
        free = at;
      }
    }
    plot.label(left + 20, 89, Align.LEFT, "", Words.shortDay(first.at()));
    plot.label(left + width, 89, Align.RIGHT, "", Words.shortDay(last.at()));
  }

  private static double seconds(Score score) {
    return (double) score.at().toEpochSecond();
  }
}

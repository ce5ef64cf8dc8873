package org.luer.mappings.rendering;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.mappings.rendering.Plot.Align;

/**
 * Scores against infusions: one panel per instrument, one above the other on one time axis, with
 * each infusion as a line through all of them.
 */
final class TrendChart {
  private static final double WIDTH = 532;
  private static final double LEFT = 34;
  private static final double RIGHT = 500;
  private static final double TOP = 26;
  private static final double PANEL = 84;
  private static final double DRAWN = 58;
  private static final double BOTTOM = 14;
  private static final double DAY = 86_400;
  private static final int MOST = 8;
  private static final String LINE = "#1f5f99";
  private static final String GRID = "#e3e6ea";
  private static final String INFUSION = "#6a5a9c";

  private final Map<String, List<Score>> series;
  private final List<OffsetDateTime> infusions;
  private final ZoneId zone;
  private final Plot plot;
  private final Axis time;
  private final double foot;

  private TrendChart(
      Map<String, List<Score>> series,
      List<OffsetDateTime> infusions,
      ZoneId zone,
      double first,
      double last) {
    this.series = series;
    this.infusions = infusions;
    this.zone = zone;
    this.foot = TOP + PANEL * series.size();
    this.plot = new Plot(WIDTH, foot + BOTTOM);
    this.time = new Axis(first, last, LEFT, RIGHT);
  }

  /**
   * The chart; none when there is no score, or no two times to draw between.
   *
   * @param scores oldest first
   * @param infusions when each began, oldest first
   */
  static Optional<String> svg(List<Score> scores, List<OffsetDateTime> infusions, ZoneId zone) {
    var series =
        scores.stream()
            .collect(
                Collectors.groupingBy(Score::instrument, LinkedHashMap::new, Collectors.toList()));
    var some = new LinkedHashMap<String, List<Score>>();
    series.forEach(
        (name, all) -> {
          if (some.size() < MOST) {
            some.put(name, all);
          }
        });
    var times = new ArrayList<Double>();
    some.values().forEach(all -> all.forEach(s -> times.add(seconds(s.at()))));
    infusions.forEach(i -> times.add(seconds(i)));
    var first = times.stream().mapToDouble(t -> t).min().orElse(0);
    var last = times.stream().mapToDouble(t -> t).max().orElse(0);
    if (some.isEmpty() || first == last) {
      return Optional.empty();
    }
    var room = Math.max(DAY / 2, (last - first) * 0.03);
    return Optional.of(
        new TrendChart(some, infusions, zone, first - room, last + room).draw(first, last));
  }

  private String draw(double first, double last) {
    infusions();
    var place = TOP;
    for (var one : series.entrySet()) {
      panel(one.getKey(), one.getValue(), place);
      place += PANEL;
    }
    days(first, last);
    return plot.svg(
        "Chart of "
            + String.join(", ", series.keySet())
            + " over time, with "
            + infusions.size()
            + (infusions.size() == 1 ? " infusion" : " infusions")
            + "; the values stand in the table of scores and infusions.");
  }

  private void infusions() {
    if (infusions.isEmpty()) {
      return;
    }
    plot.label(2, 8, Align.LEFT, "rate", "Infusion");
    double free = LEFT + 8;
    for (int i = 0; i < infusions.size(); i++) {
      var at = time.at(seconds(infusions.get(i)));
      plot.dashed(at, 15, at, foot - 8, INFUSION);
      if (at >= free) {
        plot.label(at, 8, Align.CENTER, "rate", String.valueOf(i + 1));
        free = at + 11;
      }
    }
  }

  private void panel(String name, List<Score> scores, double place) {
    var highest = scores.stream().mapToDouble(s -> s.total().doubleValue()).max().orElse(1);
    var max = scores.get(0).max();
    var top = max == null ? Math.max(1, highest) : Math.max(highest, max.doubleValue());
    var axis = new Axis(0, top, place + 16 + DRAWN, place + 16);
    plot.label(LEFT, place + 4, Align.LEFT, "strong", name);
    for (var value : new double[] {0, top / 2, top}) {
      plot.line(LEFT, axis.at(value), RIGHT, axis.at(value), GRID, 0.5);
    }
    plot.label(LEFT - 5, axis.at(0), Align.RIGHT, "", "0");
    plot.label(LEFT - 5, axis.at(top), Align.RIGHT, "", String.valueOf(Math.round(top)));
    var data = new StringBuilder();
    for (var score : scores) {
      data.append(data.length() == 0 ? "M" : "L")
          .append(Plot.n(time.at(seconds(score.at()))))
          .append(' ')
          .append(Plot.n(axis.at(score.total().doubleValue())));
    }
    if (scores.size() > 1) {
      plot.path(data.toString(), "none", LINE, 1.3);
    }
    values(scores, axis);
  }

  /** The last value stands there always, the others where there is room. */
  private void values(List<Score> scores, Axis axis) {
    var last = time.at(seconds(scores.get(scores.size() - 1).at()));
    double free = -1000;
    for (int i = 0; i < scores.size(); i++) {
      var at = time.at(seconds(scores.get(i).at()));
      var high = axis.at(scores.get(i).total().doubleValue());
      plot.dot(at, high, 2.4, LINE);
      if (i == scores.size() - 1 || (at >= free && last - at > 16)) {
        plot.label(at, high - 7, Align.CENTER, "strong", Words.number(scores.get(i).total()));
        free = at + 16;
      }
    }
  }

  private void days(double first, double last) {
    var marks = 5;
    double free = -1000;
    for (int i = 0; i < marks; i++) {
      var second = first + (last - first) * i / (marks - 1);
      var at = time.at(second);
      if (at >= free) {
        var day = Instant.ofEpochSecond((long) second).atZone(zone).toOffsetDateTime();
        plot.label(at, foot + 2, Align.CENTER, "", Words.day(day));
        free = at + 60;
      }
    }
  }

  private static double seconds(OffsetDateTime at) {
    return (double) at.toEpochSecond();
  }
}

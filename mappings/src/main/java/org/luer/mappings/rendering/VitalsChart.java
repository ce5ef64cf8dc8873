package org.luer.mappings.rendering;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.rendering.Plot.Align;

/**
 * Vital signs against infusion rate: pressure and heart rate, oxygen saturation, pump rate, one
 * above the other on one time axis. The infusion is shaded, adverse events are marked.
 */
final class VitalsChart {
  private static final double WIDTH = 532;
  private static final double HEIGHT = 236;
  private static final double LEFT = 30;
  private static final double RIGHT = 440;
  private static final double[] UPPER = {26, 122};
  private static final double[] MIDDLE = {136, 172};
  private static final double[] LOWER = {186, 218};
  private static final String GRID = "#e3e6ea";
  private static final String PRESSURE = "#1f5f99";
  private static final String HEART = "#b3541e";
  private static final String OXYGEN = "#0b7a67";
  private static final String RATE = "#6a5a9c";

  private final InfusionSession session;
  private final Plot plot = new Plot(WIDTH, HEIGHT);
  private final Axis time;
  private String words = "";

  private record Point(double x, double value) {}

  private VitalsChart(InfusionSession session, OffsetDateTime first, OffsetDateTime last) {
    this.session = session;
    this.time = new Axis(seconds(first), seconds(last), LEFT, RIGHT);
  }

  /** The chart; none when there are no two times to draw between. */
  static Optional<String> of(InfusionSession session) {
    return drawn(session, null).map(c -> c.plot.html(c.words));
  }

  /** The same for a page in a browser, with the clock of a time zone. */
  static Optional<String> svg(InfusionSession session, ZoneId zone) {
    return drawn(session, zone).map(c -> c.plot.svg(c.words));
  }

  private static Optional<VitalsChart> drawn(InfusionSession session, @Nullable ZoneId zone) {
    var times = new ArrayList<OffsetDateTime>();
    session.readings().forEach(r -> times.add(r.takenAt()));
    session.timeline().forEach(e -> times.add(e.at()));
    times.sort(OffsetDateTime.timeLineOrder());
    if (session.readings().isEmpty() || times.get(0).isEqual(times.get(times.size() - 1))) {
      return Optional.empty();
    }
    var first = at(times.get(0), zone);
    var last = at(times.get(times.size() - 1), zone);
    var chart = new VitalsChart(session, first, last);
    chart.draw(first, last);
    return Optional.of(chart);
  }

  private static OffsetDateTime at(OffsetDateTime time, @Nullable ZoneId zone) {
    return zone == null ? time : time.atZoneSameInstant(zone).toOffsetDateTime();
  }

  private void draw(OffsetDateTime first, OffsetDateTime last) {
    infusion();
    hours(first, last);
    events();
    upper();
    middle();
    lower();
    words =
        "Chart of blood pressure, heart rate, oxygen saturation and infusion rate from "
            + Words.clock(first)
            + " to "
            + Words.clock(last)
            + "; the values stand in the table of vital signs.";
  }

  private void infusion() {
    var timeline = session.timeline();
    if (timeline.size() > 1) {
      var from = x(timeline.get(0).at());
      var to = x(timeline.get(timeline.size() - 1).at());
      plot.rectangle(from, UPPER[0], to - from, LOWER[1] - UPPER[0], "#f4f2f9");
      plot.label(from + 2, UPPER[0] + 6, Align.LEFT, "faint", "infusion");
    }
  }

  private void hours(OffsetDateTime first, OffsetDateTime last) {
    var minutes = (seconds(last) - seconds(first)) / 60;
    var step = minutes > 300 ? 60 : minutes > 90 ? 30 : minutes > 40 ? 15 : 5;
    var tick = first.withMinute(0).withSecond(0).withNano(0);
    while (tick.isBefore(first)) {
      tick = tick.plusMinutes(step);
    }
    for (; !tick.isAfter(last); tick = tick.plusMinutes(step)) {
      plot.line(x(tick), UPPER[0], x(tick), LOWER[1], GRID, 0.5);
      plot.label(x(tick), LOWER[1] + 9, Align.CENTER, "", Words.clock(tick));
    }
  }

  private void events() {
    var free = new double[] {-1000, -1000};
    for (var event : session.adverseEvents()) {
      var words = Words.sentence(Words.line(Words.coded(event.term())));
      var at = x(event.onset());
      if (at <= LEFT || at >= RIGHT) {
        continue;
      }
      var row = at >= free[0] ? 0 : 1;
      if (at < free[row]) {
        continue;
      }
      free[row] = at + 8 + 4.2 * words.length();
      var y = 6 + 10 * row;
      plot.dashed(at, y, at, LOWER[1], "#a33a3a");
      plot.label(at + 3, y, Align.LEFT, "alarm", words);
    }
  }

  private void upper() {
    var systolic = points(VitalSign.Kind.SYSTOLIC);
    var diastolic = points(VitalSign.Kind.DIASTOLIC);
    var heart = points(VitalSign.Kind.HEART_RATE);
    var axis = axis(List.of(systolic, diastolic, heart), 20, UPPER);
    grid(axis, 5);
    if (systolic.size() == diastolic.size() && systolic.size() > 1) {
      plot.path(band(systolic, diastolic, axis), "#dbe7f2", "none", 0);
    }
    curve(systolic, axis, PRESSURE);
    curve(diastolic, axis, PRESSURE);
    curve(heart, axis, HEART);
    var ends = new ArrayList<End>();
    end(ends, systolic, axis, "pressure", "Systolic # mmHg");
    end(ends, diastolic, axis, "pressure", "Diastolic # mmHg");
    end(ends, heart, axis, "heart", "Heart rate # /min");
    name(ends);
  }

  private void middle() {
    var oxygen = points(VitalSign.Kind.SPO2);
    var lowest = oxygen.stream().mapToDouble(Point::value).min().orElse(90);
    var axis = new Axis(Math.min(90, Math.floor(lowest) - 1), 100, MIDDLE[1], MIDDLE[0]);
    grid(axis, 2);
    curve(oxygen, axis, OXYGEN);
    var ends = new ArrayList<End>();
    end(ends, oxygen, axis, "oxygen", "SpO2 # %");
    name(ends);
  }

  private void lower() {
    var highest =
        session.timeline().stream()
            .map(TimelineEvent::rate)
            .filter(Objects::nonNull)
            .mapToDouble(r -> r.value().doubleValue())
            .max()
            .orElse(1);
    var axis = new Axis(0, highest * 1.1, LOWER[1], LOWER[0]);
    grid(axis, 2);
    @Nullable TimelineEvent running = null;
    for (var event : session.timeline()) {
      if (event.type() == TimelineEvent.Type.BOLUS) {
        continue;
      }
      if (running != null && running.rate() != null) {
        var y = axis.at(running.rate().value().doubleValue());
        var from = x(running.at());
        plot.rectangle(from, y, x(event.at()) - from, LOWER[1] - y, "#cfc8e3");
        plot.line(from, y, x(event.at()), y, RATE, 1.2);
      }
      running = event.type().runs() ? event : null;
    }
    plot.label(RIGHT + 6, (LOWER[0] + LOWER[1]) / 2, Align.LEFT, "rate", "Rate, mL/h");
  }

  private void grid(Axis axis, int lines) {
    for (var tick : axis.ticks(lines)) {
      plot.line(LEFT, axis.at(tick), RIGHT, axis.at(tick), GRID, 0.5);
      plot.label(LEFT - 4, axis.at(tick), Align.RIGHT, "", String.valueOf(Math.round(tick)));
    }
  }

  private void curve(List<Point> points, Axis axis, String color) {
    if (points.size() > 1) {
      plot.path(line(points, axis, "M"), "none", color, 1.3);
    }
    points.forEach(p -> plot.dot(p.x(), axis.at(p.value()), 2.3, color));
  }

  private static String band(List<Point> above, List<Point> below, Axis axis) {
    var back = new ArrayList<>(below);
    java.util.Collections.reverse(back);
    return line(above, axis, "M") + line(back, axis, "L") + "Z";
  }

  private static String line(List<Point> points, Axis axis, String start) {
    var data = new StringBuilder();
    for (var point : points) {
      data.append(data.length() == 0 ? start : "L")
          .append(Plot.n(point.x()))
          .append(' ')
          .append(Plot.n(axis.at(point.value())));
    }
    return data.toString();
  }

  private record End(double y, String cssClass, String words) {}

  private static void end(
      List<End> ends, List<Point> points, Axis axis, String cssClass, String name) {
    if (!points.isEmpty()) {
      var last = points.get(points.size() - 1);
      var words = name.replace("#", String.valueOf(Math.round(last.value())));
      ends.add(new End(axis.at(last.value()), cssClass, words));
    }
  }

  /** Names each curve beside its last value, pushed apart so that none covers another. */
  private void name(List<End> ends) {
    ends.sort(java.util.Comparator.comparingDouble(End::y));
    double free = -1000;
    for (var end : ends) {
      var y = Math.max(end.y(), free);
      free = y + 9.5;
      plot.label(RIGHT + 6, y, Align.LEFT, end.cssClass(), end.words());
    }
  }

  private static Axis axis(List<List<Point>> curves, double step, double[] place) {
    double low = Double.MAX_VALUE;
    double high = -Double.MAX_VALUE;
    for (var curve : curves) {
      for (var point : curve) {
        low = Math.min(low, point.value());
        high = Math.max(high, point.value());
      }
    }
    return low > high
        ? new Axis(40, 160, place[1], place[0])
        : new Axis(
            Math.floor((low - 2) / step) * step,
            Math.ceil((high + 2) / step) * step,
            place[1],
            place[0]);
  }

  private List<Point> points(VitalSign.Kind kind) {
    return session.readings().stream()
        .filter(r -> r.kind() == kind && r.value() != null)
        .map(r -> new Point(x(r.takenAt()), Objects.requireNonNull(r.value()).doubleValue()))
        .toList();
  }

  private double x(OffsetDateTime at) {
    return time.at(seconds(at));
  }

  private static double seconds(OffsetDateTime at) {
    return (double) at.toEpochSecond();
  }
}

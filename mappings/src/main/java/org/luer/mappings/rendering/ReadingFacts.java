package org.luer.mappings.rendering;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSigns;
import org.luer.mappings.rendering.SummaryFacts.Detail;
import org.luer.mappings.rendering.SummaryFacts.Figure;

/** Tells what the monitor and the bedside scales showed. */
final class ReadingFacts {
  private static final List<VitalSign.Kind> COLUMNS =
      List.of(
          VitalSign.Kind.SYSTOLIC,
          VitalSign.Kind.DIASTOLIC,
          VitalSign.Kind.HEART_RATE,
          VitalSign.Kind.SPO2,
          VitalSign.Kind.RESPIRATORY_RATE,
          VitalSign.Kind.TEMPERATURE,
          VitalSign.Kind.ETCO2,
          VitalSign.Kind.MOAAS,
          VitalSign.Kind.RASS,
          VitalSign.Kind.ALDRETE,
          VitalSign.Kind.PAIN,
          VitalSign.Kind.CADSS6,
          VitalSign.Kind.CADSS);

  private static final int ROWS = 32;

  private final SummaryInput input;
  private final List<VitalSign> readings;

  ReadingFacts(SummaryInput input) {
    this.input = input;
    this.readings = input.session().readings();
  }

  /** Lowest SpO2 and highest blood pressure, each with its time. */
  List<Figure> extremes() {
    var figures = new ArrayList<Figure>();
    lowest(VitalSign.Kind.SPO2)
        .ifPresentOrElse(
            r -> figures.add(figure("Lowest SpO2", text(r) + " %", r)),
            () -> figures.add(new Figure("Lowest SpO2", "not recorded", null, false)));
    highest(VitalSign.Kind.SYSTOLIC)
        .ifPresentOrElse(
            r -> figures.add(figure("Highest blood pressure", pressure(r) + " mmHg", r)),
            () -> figures.add(new Figure("Highest blood pressure", "not recorded", null, false)));
    return figures;
  }

  private Figure figure(String label, String value, VitalSign reading) {
    var limit = limit(reading);
    return new Figure(
        label,
        value,
        "at " + Words.clock(reading.takenAt()) + (limit == null ? "" : ", " + limit),
        limit != null);
  }

  private @Nullable String limit(VitalSign reading) {
    var value = reading.value();
    if (input.order() == null || value == null) {
      return null;
    }
    for (var limit : input.order().holdParameters()) {
      var low = limit.low();
      var high = limit.high();
      if (limit.kind() != reading.kind()) {
        continue;
      }
      if (low != null && value.compareTo(low) < 0) {
        return "below the limit of " + Words.number(low);
      }
      if (high != null && value.compareTo(high) > 0) {
        return "above the limit of " + Words.number(high);
      }
    }
    return null;
  }

  private String pressure(VitalSign systolic) {
    var diastolic =
        readings.stream()
            .filter(r -> r.kind() == VitalSign.Kind.DIASTOLIC && r.value() != null)
            .filter(r -> r.takenAt().isEqual(systolic.takenAt()))
            .findFirst();
    return text(systolic) + "/" + diastolic.map(ReadingFacts::text).orElse("?");
  }

  private Optional<VitalSign> lowest(VitalSign.Kind kind) {
    return of(kind).stream().min(Comparator.comparing(ReadingFacts::value));
  }

  private Optional<VitalSign> highest(VitalSign.Kind kind) {
    var all = of(kind);
    return all.stream()
        .filter(r -> all.stream().noneMatch(o -> value(o).compareTo(value(r)) > 0))
        .findFirst();
  }

  private List<VitalSign> of(VitalSign.Kind kind) {
    return readings.stream().filter(r -> r.kind() == kind && r.value() != null).toList();
  }

  private static BigDecimal value(VitalSign reading) {
    return Objects.requireNonNull(reading.value());
  }

  private static String text(VitalSign reading) {
    return value(reading).toPlainString();
  }

  /** Peak and last value of dissociation, deepest sedation. */
  List<String> bedside() {
    var lines = new ArrayList<String>();
    for (var kind : List.of(VitalSign.Kind.CADSS6, VitalSign.Kind.CADSS)) {
      highest(kind).ifPresent(r -> lines.add(peak(name(kind), r, of(kind))));
    }
    lowest(VitalSign.Kind.MOAAS).ifPresent(r -> lines.add(lowest("MOAA/S", r)));
    lowest(VitalSign.Kind.RASS).ifPresent(r -> lines.add(lowest("RASS", r)));
    return lines;
  }

  private static String peak(String name, VitalSign peak, List<VitalSign> all) {
    var last = all.get(all.size() - 1);
    var end = last.equals(peak) ? "" : ", " + text(last) + " at " + Words.clock(last.takenAt());
    return "Dissociation: " + name + " peak " + text(peak) + at(peak) + end + ".";
  }

  private static String lowest(String name, VitalSign reading) {
    return "Sedation: " + name + " lowest " + text(reading) + at(reading) + ".";
  }

  private static String at(VitalSign reading) {
    return " at " + Words.clock(reading.takenAt());
  }

  private static String name(VitalSign.Kind kind) {
    return kind == VitalSign.Kind.CADSS6 ? "CADSS-6" : "CADSS";
  }

  /** One row per time with the kinds that were read at all. */
  Optional<Detail> table() {
    var times = new TreeSet<OffsetDateTime>(OffsetDateTime.timeLineOrder());
    readings.forEach(r -> times.add(r.takenAt()));
    var kinds =
        COLUMNS.stream().filter(k -> readings.stream().anyMatch(r -> r.kind() == k)).toList();
    if (times.isEmpty()) {
      return Optional.empty();
    }
    var columns = new ArrayList<String>();
    columns.add("Time");
    kinds.stream()
        .filter(k -> k != VitalSign.Kind.DIASTOLIC)
        .map(this::column)
        .forEach(columns::add);
    var shown = shown(List.copyOf(times));
    var note =
        shown.size() == times.size()
            ? List.<String>of()
            : List.of(
                shown.size()
                    + " of "
                    + times.size()
                    + " times are shown, the first, the last and every flagged or extreme one among"
                    + " them.");
    var rows = shown.stream().map(t -> row(t, kinds)).toList();
    return Optional.of(new Detail("Vital signs and scales", note, columns, rows));
  }

  /** As many times as fit on the page: those that matter, the others evenly thinned. */
  private List<OffsetDateTime> shown(List<OffsetDateTime> times) {
    if (times.size() <= ROWS) {
      return times;
    }
    var keep = new TreeSet<OffsetDateTime>(OffsetDateTime.timeLineOrder());
    keep.add(times.get(0));
    keep.add(times.get(times.size() - 1));
    for (var kind : COLUMNS) {
      highest(kind).ifPresent(r -> keep.add(r.takenAt()));
      lowest(kind).ifPresent(r -> keep.add(r.takenAt()));
    }
    readings.stream()
        .filter(r -> r.flag() != null && r.flag().abnormal())
        .limit(ROWS / 2)
        .forEach(r -> keep.add(r.takenAt()));
    var step = Math.max(1, times.size() / (ROWS / 2));
    for (int i = step; i < times.size() && keep.size() < ROWS; i += step) {
      keep.add(times.get(i));
    }
    return List.copyOf(keep);
  }

  private String column(VitalSign.Kind kind) {
    var unit = Words.unit(VitalSigns.TABLE.row(kind).unit());
    var name =
        switch (kind) {
          case SYSTOLIC -> "BP";
          case HEART_RATE -> "HR";
          case SPO2 -> "SpO2";
          case RESPIRATORY_RATE -> "RR";
          case TEMPERATURE -> "Temp";
          case ETCO2 -> "EtCO2";
          case PAIN -> "Pain";
          case MOAAS -> "MOAA/S";
          case RASS -> "RASS";
          case ALDRETE -> "Aldrete";
          default -> name(kind);
        };
    return unit.isEmpty() ? name : name + " " + unit;
  }

  private List<String> row(OffsetDateTime time, List<VitalSign.Kind> kinds) {
    var cells = new ArrayList<String>();
    cells.add(Words.clock(time));
    for (var kind : kinds) {
      if (kind == VitalSign.Kind.DIASTOLIC) {
        continue;
      }
      var there =
          readings.stream().filter(r -> r.kind() == kind && r.takenAt().isEqual(time)).findFirst();
      cells.add(there.map(this::cell).orElse(""));
    }
    return cells;
  }

  private String cell(VitalSign reading) {
    if (reading.value() == null) {
      return "-";
    }
    return reading.kind() == VitalSign.Kind.SYSTOLIC ? pressure(reading) : text(reading);
  }
}

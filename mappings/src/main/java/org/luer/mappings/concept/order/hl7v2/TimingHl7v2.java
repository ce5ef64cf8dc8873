package org.luer.mappings.concept.order.hl7v2;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Priorities;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Clocks;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link OrderTiming}, priority and duration to and from TQ1; before version 2.5 and in ORM^O01 to
 * and from the older type TQ in ORC-7, RXE-1 or OBR-27 (reference/hl7v2.md 2.3).
 *
 * <p>Mapped: TQ1-2 (written only), 3, 6, 7, 8, 9, 10, 11, 13, 14; TQ.2 to TQ.8 and TQ.12. TQ.3 is
 * one letter and a whole number: seconds, hours, days, weeks or months ({@code S}, {@code H},
 * {@code D}, {@code W}, {@code L}) are the length of the course, {@code X} how often in all, and
 * {@code M} the minutes of one infusion or dose, of an OBR those of the course. TQ has no place for
 * texts of patterns and for other lengths: those are observations there. Frequency, period and
 * their words are observations everywhere: a repeat pattern is a code. An OBR says the start in
 * OBR-36, 6 or 7 as well, and the priority in OBR-5. Ignored when read: TQ1-2, which repeats the
 * amount; TQ1-4, 5, 12; TQ.1, 9, 10, 11; in TQ.3 {@code T} and {@code INDEF}.
 */
public final class TimingHl7v2 {
  private static final String PATTERNS = "HL70335";
  private static final String ASAP_SYSTEM = "HL70485";

  /** Letters of TQ.3 and UCUM units; M is minutes there, L is months. */
  private static final Map<String, String> LENGTHS =
      Map.of("S", "s", "H", "h", "D", "d", "W", "wk", "L", "mo");

  /** What a condition or an instruction of TQ may be long. */
  private static final int TEXT = 40;

  private static final Pattern LENGTH = Pattern.compile("([SMHDWLX])(\\d{1,5})");

  private TimingHl7v2() {}

  /**
   * Writes the timing.
   *
   * @param amount encoded quantity per occurrence
   * @param duration of one occurrence, min
   * @param times how often in all
   */
  public static void write(
      PlacedOrder order,
      String amount,
      @Nullable Quantity duration,
      @Nullable Integer times,
      OrderSegments out) {
    if (out.layout().tq1()) {
      tq1(order, amount, duration, times, out);
    } else {
      tq(order, duration, times, out);
    }
    var rows = out.plan();
    rows.number("ORD-OFTEN", order.when().frequency());
    rows.quantity("ORD-EACH", order.when().period());
    rows.text("ORD-EVERY", order.when().repeats());
  }

  private static void tq1(
      PlacedOrder order,
      String amount,
      @Nullable Quantity duration,
      @Nullable Integer times,
      OrderSegments out) {
    var when = order.when();
    var segment = out.tq1();
    segment
        .set(2, amount)
        .set(3, Wire.repetitions(when.patterns().stream().map(p -> pattern(p, out)).toList()))
        .set(4, Wire.repetitions(when.clocks().stream().map(Clocks::write).toList()))
        .set(6, cq(when.course()))
        .set(7, Hl7Timestamp.write(when.startsAt()))
        .set(8, Hl7Timestamp.write(when.endsAt()))
        .set(9, order.priority() == null ? "" : priority(order.priority()))
        .set(10, Wire.text(when.condition()))
        .set(11, Wire.text(when.instruction()))
        .set(13, cq(duration))
        .set(14, times == null ? "" : String.valueOf(times));
  }

  private static String pattern(Coding pattern, OrderSegments out) {
    return Wire.subcomponents(
        Wire.text(pattern.code()),
        Wire.text(pattern.display()),
        Wire.text(CodingSystems.name(pattern.system(), out.dialect())));
  }

  /** CQ: the unit is a code in subcomponents. */
  public static String cq(@Nullable Quantity quantity) {
    if (quantity == null) {
      return "";
    }
    var words = Units.TABLE.find(quantity.unit()).map(Units.Row::text).orElse(null);
    return Wire.components(
        Numbers.nm(quantity.value()),
        Wire.subcomponents(Wire.text(quantity.unit()), Wire.text(words), "UCUM"));
  }

  private static String priority(InfusionOrder.Priority priority) {
    return Priorities.exact(priority)
        ? Cwe.of(Priorities.write(priority), Priorities.words(priority), ASAP_SYSTEM)
        : Cwe.of(letter(priority), "Urgent", "99KIC");
  }

  /** TQ-6 has free codes: the letter of urgent is what peers write too. */
  private static String letter(InfusionOrder.Priority priority) {
    return Priorities.exact(priority) ? Priorities.write(priority) : "U";
  }

  private static void tq(
      PlacedOrder order, @Nullable Quantity duration, @Nullable Integer times, OrderSegments out) {
    var when = order.when();
    var priority = order.priority();
    var coded = plain(when.patterns());
    var service = out.detail().name().equals("OBR");
    var course = length(when.course(), service ? "M" : "");
    var lasts = course.isEmpty() && !service ? length(duration, "M") : "";
    var written =
        Wire.components(
            "",
            coded ? Wire.text(when.patterns().get(0).code()) : "",
            course + lasts,
            Hl7Timestamp.write(when.startsAt()),
            Hl7Timestamp.write(when.endsAt()),
            priority == null ? "" : letter(priority),
            room(when.condition()) ? Wire.text(when.condition()) : "",
            room(when.instruction()) ? Wire.text(when.instruction()) : "");
    if (out.encoded()) {
      out.detail().set(1, written.isEmpty() ? "1" : written);
    } else if (service) {
      out.detail().set(27, written);
    } else {
      out.orc().set(7, written);
    }
    var rows = out.plan();
    for (int i = 0; i < when.patterns().size() && !coded; i++) {
      var one = when.patterns().get(i);
      rows.raw(
          "ORD-PATTERN",
          Wire.components(
              Wire.text(one.code()),
              Wire.text(one.display()),
              Wire.text(CodingSystems.name(one.system(), out.dialect()))));
    }
    if (course.isEmpty()) {
      rows.quantity("ORD-COURSE", when.course());
    }
    if (!room(when.condition())) {
      rows.text("ORD-COND", when.condition());
    }
    if (!room(when.instruction())) {
      rows.text("ORD-WHEN", when.instruction());
    }
    if (lasts.isEmpty()) {
      rows.quantity("ORD-MINUTES", duration);
    }
    rows.number("ORD-TIMES", times);
    rows.texts("ORD-CLOCK", when.clocks());
  }

  /** Whether a text has room in TQ, all of which is 200 characters long before version 2.5. */
  private static boolean room(@Nullable String text) {
    return text != null
        && text.length() <= TEXT
        && text.strip().equals(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** A length as TQ.3 says it; empty when it has no letter there or is no whole number. */
  private static String length(@Nullable Quantity length, String minutes) {
    if (length == null || length.value().scale() != 0) {
      return "";
    }
    var number = length.value().toPlainString();
    var letter =
        LENGTHS.entrySet().stream()
            .filter(e -> e.getValue().equals(length.unit()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(length.unit().equals("min") ? minutes : "");
    return !letter.isEmpty() && number.matches("\\d{1,5}") ? letter + number : "";
  }

  /** TQ.2 holds one code without words (HL7 table 0335). */
  private static boolean plain(List<Coding> patterns) {
    return patterns.size() == 1
        && patterns.get(0).display() == null
        && patterns.get(0).system().equals(Systems.V2 + PATTERNS.substring(3));
  }

  /**
   * What was read.
   *
   * @param duration of one occurrence, min
   */
  public record When(
      OrderTiming timing, InfusionOrder.@Nullable Priority priority, @Nullable Quantity duration) {}

  /** Reads the timing of one order; its occurrences count all of it. */
  public static When read(OrderGroup group) {
    var reader = new Reader(group);
    group.named("TQ1").forEach(reader::tq1);
    for (var place : List.of("RXE-1", "OBR-27", "ORC-7")) {
      var segment = group.first(place.substring(0, 3));
      if (segment != null) {
        var first = reader.patterns.isEmpty(); // the places repeat each other
        segment
            .repetitions(Integer.parseInt(place.substring(4)))
            .forEach(part -> reader.tq(part, first));
      }
    }
    return reader.when();
  }

  private static final class Reader {
    private final OrderGroup group;
    private final Reading reading;
    private final Found found;
    private final List<Coding> patterns = new ArrayList<>();
    private @Nullable PartialTime start;
    private @Nullable PartialTime end;
    private @Nullable Integer times;
    private @Nullable Quantity course;
    private @Nullable Quantity duration;
    private @Nullable String condition;
    private @Nullable String instruction;
    private InfusionOrder.@Nullable Priority priority;

    Reader(OrderGroup group) {
      this.group = group;
      this.reading = group.reading();
      this.found = group.plan();
    }

    void tq1(Segment segment) {
      segment.repetitions(3).forEach(p -> pattern(p.sub(1, 1), p.optionalSub(1, 2), p.sub(1, 3)));
      course = course == null ? cq(segment.field(6), null) : course;
      start = start == null ? reading.times().partial(segment, 7) : start;
      end = end == null ? reading.times().partial(segment, 8) : end;
      priority(segment.field(9));
      condition = condition == null ? whole(segment, 10) : condition;
      instruction = instruction == null ? whole(segment, 11) : instruction;
      duration = duration == null ? cq(segment.field(13), "min") : duration;
      times = times == null ? integer(segment.field(14)) : times;
    }

    private static @Nullable String whole(Segment segment, int field) {
      return segment.has(field) ? segment.field(field).whole() : null;
    }

    void tq(Part part, boolean first) {
      if (first) {
        pattern(part.sub(2, 1), null, "");
      }
      length(part.component(3), part.segment().name().equals("OBR"));
      start = start == null ? time(part, 4) : start;
      end = end == null ? time(part, 5) : end;
      if (priority == null) {
        priority = Priorities.read(part.component(6)).orElse(null);
      }
      condition = condition == null ? part.optional(7) : condition;
      instruction = instruction == null ? part.optional(8) : instruction;
      if (times == null && part.component(12).matches("\\d{1,5}")) {
        times = Integer.valueOf(part.component(12));
      }
      if (times == null
          && part.component(1).matches("[1-9]\\d{0,3}")
          && !part.raw(1).contains("&")) {
        times = part.segment().name().equals("OBR") ? Integer.valueOf(part.component(1)) : null;
      }
    }

    private void length(String written, boolean service) {
      var match = LENGTH.matcher(written);
      if (!match.matches()) {
        return;
      }
      var number = new BigDecimal(match.group(2));
      var unit = LENGTHS.getOrDefault(match.group(1), "min");
      if (match.group(1).equals("X")) {
        times = times == null && number.signum() > 0 ? Integer.valueOf(number.intValue()) : times;
      } else if (unit.equals("min") && !service) {
        duration = duration == null ? new Quantity(number, unit) : duration;
      } else if (course == null) {
        course = new Quantity(number, unit);
      }
    }

    private @Nullable PartialTime time(Part part, int component) {
      if (part.component(component).isEmpty()) {
        return null;
      }
      var alone =
          new Part(
              part.raw(component),
              part.delimiters(),
              part.segment(),
              part.field(),
              part.repetition());
      return reading.times().partial(alone);
    }

    private void pattern(String code, @Nullable String text, String system) {
      if (!code.isEmpty()) {
        var uri = CodingSystems.uri(system.isEmpty() ? PATTERNS : system, reading.dialect());
        patterns.add(new Coding(uri, code, text));
      }
    }

    private void priority(Part part) {
      if (priority == null && part.present()) {
        priority = Priorities.read(part.component(1)).orElse(null);
        if (priority == null) {
          reading
              .issues()
              .warning(
                  IssueCode.CODE_UNKNOWN, part.path(), "is a priority that the clinic has not");
        }
      }
    }

    private @Nullable Integer integer(Part part) {
      if (!part.present()) {
        return null;
      }
      if (!part.component(1).matches("\\d{1,6}")) {
        reading.issues().error(IssueCode.VALUE, part.path(), "is not a whole number");
        return null;
      }
      return Integer.valueOf(part.component(1));
    }

    /** CQ in the wanted unit, or in its own. */
    private @Nullable Quantity cq(Part part, @Nullable String unit) {
      var number = Numbers.readNm(part.component(1));
      if (number.isEmpty()) {
        return null;
      }
      var named = Units.named(part.sub(2, 1));
      var value = named.flatMap(n -> Units.convert(number.get(), n, unit == null ? n : unit));
      if (value.isEmpty()) {
        reading
            .issues()
            .warning(IssueCode.UNIT_UNKNOWN, part.path(), "has no unit of time that is known");
        group.unit();
        return null;
      }
      return new Quantity(value.get(), unit == null ? named.get() : unit);
    }

    private List<String> clocks() {
      var tq1 = group.first("TQ1");
      var own = tq1 == null ? List.<String>of() : Clocks.read(tq1.repetitions(4));
      return own.isEmpty() ? found.texts("ORD-CLOCK") : own;
    }

    When when() {
      var orc = group.first("ORC");
      if (start == null && orc != null) {
        start = reading.times().partial(orc, 15);
      }
      var obr = group.first("OBR");
      if (obr != null) {
        start = start == null ? reading.times().partial(obr, 36) : start;
        start = start == null ? reading.times().partial(obr, 6) : start;
        start = start == null ? reading.times().partial(obr, 7) : start;
        priority(obr.field(5));
      }
      for (var obx : found.all("ORD-PATTERN")) {
        var part = obx.value();
        pattern(part.component(1), part.optional(2), part.component(3));
      }
      return new When(
          new OrderTiming(
              start,
              end,
              patterns,
              times == null ? found.integer("ORD-TIMES") : times,
              course == null ? found.quantity("ORD-COURSE") : course,
              condition == null ? found.text("ORD-COND") : condition,
              instruction == null ? found.text("ORD-WHEN") : instruction,
              found.integer("ORD-OFTEN"),
              found.quantity("ORD-EACH"),
              found.text("ORD-EVERY"),
              clocks()),
          priority,
          duration == null ? found.quantity("ORD-MINUTES", "min") : duration);
    }
  }
}

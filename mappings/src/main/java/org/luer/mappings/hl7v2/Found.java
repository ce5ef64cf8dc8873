package org.luer.mappings.hl7v2;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Telecom;

/** Reads one group of observations by their local codes; the counterpart of {@link Rows}. */
public final class Found {
  private final Map<String, List<Obx>> rows;
  private final Reading reading;

  Found(Map<String, List<Obx>> rows, Reading reading) {
    this.rows = rows;
    this.reading = reading;
  }

  /** Dialect, zone rule and issues. */
  public Reading reading() {
    return reading;
  }

  /** Whether the group has this observation. */
  public boolean has(String code) {
    return rows.containsKey(code);
  }

  /** The first observation of a group that is not empty. */
  public Obx any() {
    return rows.values().iterator().next().get(0);
  }

  /** Whether the group has no observation at all. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The time of the first observation: OBX-14, else OBR-7 above it; null when there is none. */
  public @Nullable OffsetDateTime timeOfFirst() {
    return rows.values().stream()
        .flatMap(List::stream)
        .findFirst()
        .map(o -> time(o, reading))
        .orElse(null);
  }

  /** The time of an observation: OBX-14, else OBR-7 (or RXA-3) above it; null without one. */
  public static @Nullable OffsetDateTime time(Obx obx, Reading reading) {
    if (obx.segment().has(14)) {
      return reading.times().instant(obx.segment(), 14);
    }
    var above = obx.above();
    return above == null
        ? null
        : reading.times().instant(above, above.name().equals("RXA") ? 3 : 7);
  }

  /** All observations of a code. */
  public List<Obx> all(String code) {
    return rows.getOrDefault(code, List.of());
  }

  /** The first observation of a code. */
  public @Nullable Obx first(String code) {
    var all = all(code);
    return all.isEmpty() ? null : all.get(0);
  }

  /** Path of the value of a code, for issues. */
  public String path(String code) {
    var obx = first(code);
    return obx == null ? "OBX" : obx.segment().path(5);
  }

  /** Text. */
  public @Nullable String text(String code) {
    var obx = first(code);
    return obx == null ? null : whole(obx);
  }

  private static @Nullable String whole(Obx obx) {
    var text = obx.value().whole();
    return text.isEmpty() ? null : text;
  }

  /** A list of texts. */
  public List<String> texts(String code) {
    return all(code).stream().map(Found::whole).filter(Objects::nonNull).toList();
  }

  /** Telephone numbers and the like, each a row of an XTN. */
  public List<Telecom> telecoms(String code) {
    return all(code).stream().flatMap(o -> Contacts.readXtn(o.value()).stream()).toList();
  }

  /** Addresses, each a row of an XAD. */
  public List<Address> addresses(String code) {
    return all(code).stream().map(o -> Contacts.readXad(o.value())).toList();
  }

  /** The code of a value of a fixed list. */
  public @Nullable String code(String code) {
    var obx = first(code);
    return obx == null ? null : obx.value().optional(1);
  }

  /** An instant. */
  public @Nullable OffsetDateTime time(String code) {
    var obx = first(code);
    return obx == null || !obx.segment().has(5) ? null : reading.times().instant(obx.segment(), 5);
  }

  /** A date or a time in its precision. */
  public @Nullable PartialTime partial(String code) {
    var obx = first(code);
    return obx == null ? null : reading.times().partial(obx.segment(), 5);
  }

  /** A date in its precision. */
  public @Nullable PartialDate date(String code) {
    var obx = first(code);
    return obx == null ? null : reading.times().date(obx.segment(), 5);
  }

  /** A coded concept. */
  public @Nullable Coded coded(String code) {
    var obx = first(code);
    return obx == null ? null : coded(obx);
  }

  private @Nullable Coded coded(Obx obx) {
    return Cwe.read(obx.segment().repetitions(5), reading.dialect());
  }

  /** A list of coded concepts. */
  public List<Coded> codeds(String code) {
    return all(code).stream().map(this::coded).filter(Objects::nonNull).toList();
  }

  /** A number; null and an issue when it is none. */
  public @Nullable BigDecimal number(String code) {
    var obx = first(code);
    return obx == null || !obx.segment().has(5) ? null : number(obx, reading);
  }

  /** The number of an observation; null and an issue when it is none. */
  public static @Nullable BigDecimal number(Obx obx, Reading reading) {
    var number = Numbers.readNm(obx.value().component(1));
    if (number.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, obx.segment().path(5), "is not a number");
    }
    return number.orElse(null);
  }

  /** A whole number. */
  public @Nullable Integer integer(String code) {
    var number = number(code);
    return number == null ? null : number.intValue();
  }

  /** A quantity in the wanted unit; converted when another unit of the same kind was sent. */
  public @Nullable Quantity quantity(String code, String unit) {
    var obx = first(code);
    var number = number(code);
    if (obx == null || number == null) {
      return null;
    }
    var converted = inUnit(obx.segment(), 6, number, unit, reading);
    return converted == null ? null : new Quantity(converted, unit);
  }

  /** A quantity in whatever unit it was sent. */
  public @Nullable Quantity quantity(String code) {
    var obx = first(code);
    var number = number(code);
    if (obx == null || number == null) {
      return null;
    }
    var unit = Units.read(obx.segment().field(6));
    if (unit.isEmpty()) {
      reading
          .issues()
          .error(IssueCode.UNIT_UNKNOWN, obx.segment().path(6), "is not a known UCUM unit");
      return null;
    }
    return new Quantity(number, unit.get());
  }

  /** A number brought into the wanted unit by the unit field beside it; null and an issue else. */
  public static @Nullable BigDecimal inUnit(
      Segment segment, int unitField, BigDecimal number, String unit, Reading reading) {
    var path = segment.path(unitField);
    if (!segment.has(unitField)) {
      reading.issues().error(IssueCode.REQUIRED, path, "the unit is missing");
      return null;
    }
    var from = Units.read(segment.field(unitField));
    var converted = from.flatMap(f -> Units.convert(number, f, unit));
    if (converted.isEmpty()) {
      reading
          .issues()
          .error(IssueCode.UNIT_UNKNOWN, path, "is not a unit that can be read as " + unit);
      return null;
    }
    if (!from.get().equals(unit)) {
      reading.issues().warning(IssueCode.UNIT_UNKNOWN, path, "the value was converted to " + unit);
    }
    return converted.get();
  }

  /** Yes or no. */
  public @Nullable Boolean bool(String code) {
    var obx = first(code);
    if (obx == null || !obx.segment().has(5)) {
      return null;
    }
    return switch (obx.value().component(1)) {
      case "Y", "true" -> Boolean.TRUE;
      case "N", "false" -> Boolean.FALSE;
      default -> {
        reading.issues().error(IssueCode.CODE_UNKNOWN, path(code), "must be Y or N");
        yield null;
      }
    };
  }
}

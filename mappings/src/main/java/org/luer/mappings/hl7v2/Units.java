package org.luer.mappings.hl7v2;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.measure.IncommensurableException;
import javax.measure.Unit;
import javax.measure.UnitConverter;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Ucum;

/**
 * Units in OBX-6, RXA-7 and the like: UCUM with words on the way out; on the way in the names of
 * units.csv, and conversion by UCUM's own definitions only.
 */
public final class Units {

  /** One row per unit. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(Units.class, "units.csv", Units::row, Row::ucum);

  private static final Map<String, String> BY_NAME = byName();
  private static final Map<String, String> WRITTEN = new ConcurrentHashMap<>();

  private Units() {}

  /**
   * A unit.
   *
   * @param ucum UCUM code
   * @param text words
   * @param dimension what it measures: units of one dimension convert into each other
   * @param also other names that are read
   */
  public record Row(String ucum, String text, String dimension, List<String> also) {}

  private static Row row(NamedCsvRecord line) {
    return new Row(
        line.getField("ucum"),
        line.getField("text"),
        line.getField("dimension"),
        List.of(line.getField("also").split(" ")));
  }

  private static Map<String, String> byName() {
    var names = new HashMap<String, String>();
    for (var row : TABLE.rows()) {
      row.also().forEach(a -> names.put(a, row.ucum()));
    }
    TABLE.rows().forEach(r -> names.put(r.ucum(), r.ucum()));
    return Map.copyOf(names);
  }

  /** The encoded unit: code, words, UCUM. */
  public static String write(String ucum) {
    return WRITTEN.computeIfAbsent(
        ucum,
        u ->
            Wire.components(
                Wire.text(u), Wire.text(TABLE.find(u).map(Row::text).orElse(null)), "UCUM"));
  }

  /** The UCUM code of a written unit; empty when it is not known. */
  public static Optional<String> read(Part part) {
    for (int at : new int[] {1, 4, 2}) {
      var name = part.component(at).strip();
      if (!name.isEmpty()) {
        var known = known(name);
        if (known.isPresent()) {
          return known;
        }
      }
    }
    var system = part.component(3);
    return system.equals("UCUM") && unit(part.component(1)).isPresent()
        ? Optional.of(part.component(1))
        : Optional.empty();
  }

  /** The UCUM code of a unit's name: one of the table, else a name that is a UCUM code itself. */
  public static Optional<String> named(String name) {
    return name.isEmpty()
        ? Optional.empty()
        : known(name).or(() -> unit(name).isPresent() ? Optional.of(name) : Optional.empty());
  }

  private static Optional<String> known(String name) {
    var exact = BY_NAME.get(name);
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * The value in another unit, rounded to the significant digits it was written with (three at
   * least); empty when the units do not measure the same thing.
   */
  public static Optional<BigDecimal> convert(BigDecimal value, String from, String to) {
    if (from.equals(to)) {
      return Optional.of(value);
    }
    if (differ(from, to)) {
      return Optional.empty();
    }
    return unit(from)
        .flatMap(source -> unit(to).flatMap(target -> converter(source, target)))
        .map(c -> new BigDecimal(c.convert(value).toString()))
        .map(v -> v.round(new MathContext(Math.max(3, value.precision()))));
  }

  /**
   * Whether the table knows that the units measure different things: the question is asked often,
   * and the library that converts takes a fifth of a second to load.
   */
  private static boolean differ(String from, String to) {
    var source = TABLE.find(from);
    var target = TABLE.find(to);
    return source.isPresent()
        && target.isPresent()
        && !source.get().dimension().equals(target.get().dimension());
  }

  private static Optional<UnitConverter> converter(Unit<?> from, Unit<?> to) {
    try {
      return Optional.of(from.getConverterToAny(to));
    } catch (IncommensurableException | UnsupportedOperationException differentThings) {
      return Optional.empty();
    }
  }

  private static Optional<Unit<?>> unit(String ucum) {
    return Ucum.unit(ucum);
  }
}

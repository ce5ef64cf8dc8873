package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.measure.IncommensurableException;
import javax.measure.UnconvertibleException;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Ucum;

/** What drugs are billed as: drug-services.csv. */
public final class DrugServices {
  /** One row per drug. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          DrugServices.class,
          "drug-services.csv",
          l ->
              new Row(
                  l.getField("rxnorm"),
                  l.getField("name"),
                  l.getField("code"),
                  l.getField("amount").isEmpty() ? null : new BigDecimal(l.getField("amount")),
                  l.getField("unit")),
          Row::name);

  /** Unclassified drug, by injection. */
  public static final String UNCLASSIFIED = "J3490";

  /** Enough for any dose, few enough to hide what converting in binary numbers adds. */
  private static final int DECIMALS = 9;

  private DrugServices() {}

  /**
   * One drug.
   *
   * @param rxnorm ingredient; empty where none is known for certain
   * @param name first word of its name
   * @param code HCPCS code
   * @param amount what one unit of the code stands for; null = the code names no drug
   * @param unit its UCUM unit
   */
  public record Row(
      String rxnorm, String name, String code, @Nullable BigDecimal amount, String unit) {

    /** Units of a dose: begun ones count; empty when its unit is none of weight. */
    Optional<BigDecimal> units(Quantity dose) {
      if (amount == null) {
        return Optional.empty();
      }
      return in(dose, unit).map(d -> d.divide(amount, 0, RoundingMode.UP));
    }
  }

  /** The row of a drug, by its ingredient or the first word of its name; empty for another drug. */
  public static Optional<Row> of(Coded drug) {
    var code = drug.codeIn(Systems.RXNORM);
    var names = drug.codings().stream().map(c -> String.valueOf(c.display()));
    var words =
        Stream.concat(Stream.ofNullable(drug.text()), names)
            .map(text -> List.of(text.toLowerCase(Locale.ROOT).split("[^a-z]+")))
            .toList();
    return TABLE.rows().stream()
        .filter(
            r ->
                code.filter(c -> c.equals(r.rxnorm())).isPresent()
                    || words.stream().anyMatch(w -> w.contains(r.name())))
        .findFirst();
  }

  /** A quantity in another unit of the same kind. */
  static Optional<BigDecimal> in(Quantity quantity, String unit) {
    if (quantity.unit().equals(unit)) {
      return Optional.of(quantity.value());
    }
    var from = Ucum.unit(quantity.unit());
    var to = Ucum.unit(unit);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    try {
      var converted = from.get().getConverterToAny(to.get()).convert(quantity.value());
      return Optional.of(
          new BigDecimal(converted.toString()).setScale(DECIMALS, RoundingMode.HALF_EVEN));
    } catch (IncommensurableException | UnconvertibleException | NumberFormatException other) {
      return Optional.empty();
    }
  }
}

package org.luer.mappings.fhir;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import javax.measure.IncommensurableException;
import javax.measure.UnconvertibleException;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Ratio;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Ucum;

/**
 * {@link Quantity} to and from FHIR Quantity: numbers keep their scale, units are UCUM codes.
 *
 * <p>Mapped: value, system, code; unit is a copy of code. When read, code decides and unit is
 * ignored; another UCUM unit of the same dimension is converted; a comparator refuses the value.
 */
public final class Quantities {
  private static final int DECIMALS = 6;

  private Quantities() {}

  /** A quantity in FHIR. */
  public static org.hl7.fhir.r4.model.Quantity of(Quantity quantity) {
    return of(quantity.value(), quantity.unit());
  }

  /** A quantity in FHIR. */
  public static org.hl7.fhir.r4.model.Quantity of(BigDecimal value, String unit) {
    return new org.hl7.fhir.r4.model.Quantity()
        .setValue(value)
        .setUnit(unit)
        .setSystem(Systems.UCUM)
        .setCode(unit);
  }

  /** A number with whatever unit it has; the code stands for its words where there are none. */
  public static org.hl7.fhir.r4.model.Quantity of(BigDecimal value, @Nullable Coded unit) {
    var quantity = new org.hl7.fhir.r4.model.Quantity().setValue(value);
    if (unit == null) {
      return quantity;
    }
    if (unit.code() != null) {
      quantity.setSystem(unit.system()).setCode(unit.code());
    }
    return quantity.setUnit(unit.text() == null ? unit.code() : unit.text());
  }

  /** Whatever unit a quantity has; null when there is none. */
  public static @Nullable Coded unit(org.hl7.fhir.r4.model.Quantity quantity) {
    var words = quantity.getUnit();
    if (quantity.hasSystem() && quantity.hasCode()) {
      var text = quantity.getCode().equals(words) ? null : words;
      return Coded.of(quantity.getSystem(), quantity.getCode(), text);
    }
    var text = words == null ? quantity.getCode() : words;
    return text == null || text.isBlank() ? null : Coded.text(text);
  }

  /** A length of time in FHIR. */
  public static Duration duration(Quantity length) {
    var duration = new Duration();
    duration
        .setValue(length.value())
        .setUnit(length.unit())
        .setSystem(Systems.UCUM)
        .setCode(length.unit());
    return duration;
  }

  /** A quantity that must come out in this unit; why it cannot is an issue. */
  public static Optional<Quantity> read(
      org.hl7.fhir.r4.model.Quantity quantity, String unit, String path, Issues issues) {
    return check(quantity, path, issues)
        .flatMap(value -> convert(value, quantity.getCode(), unit, path, issues))
        .map(value -> new Quantity(value, unit));
  }

  /** A quantity in whatever UCUM unit it has. */
  public static Optional<Quantity> read(
      org.hl7.fhir.r4.model.Quantity quantity, String path, Issues issues) {
    return check(quantity, path, issues).map(value -> new Quantity(value, quantity.getCode()));
  }

  /** A ratio such as 100 mg / 1 mL as one quantity, here mg/mL. */
  public static Optional<Quantity> read(
      Ratio ratio, String numerator, String denominator, String path, Issues issues) {
    var above = read(ratio.getNumerator(), numerator, path + ".numerator", issues);
    var below = read(ratio.getDenominator(), denominator, path + ".denominator", issues);
    if (above.isEmpty() || below.isEmpty()) {
      return Optional.empty();
    }
    var divisor = below.get().value();
    if (divisor.signum() == 0) {
      issues.error(IssueCode.VALUE, path + ".denominator.value", "must not be zero");
      return Optional.empty();
    }
    var value =
        divisor.compareTo(BigDecimal.ONE) == 0
            ? above.get().value()
            : rounded(above.get().value().divide(divisor, MathContext.DECIMAL64));
    return Optional.of(new Quantity(value, numerator + "/" + denominator));
  }

  private static Optional<BigDecimal> check(
      org.hl7.fhir.r4.model.Quantity quantity, String path, Issues issues) {
    if (quantity.hasComparator()) {
      issues.error(
          IssueCode.NOT_USABLE, path + ".comparator", "a value with a comparator is not a reading");
    }
    if (!quantity.hasValue()) {
      issues.error(IssueCode.REQUIRED, path + ".value", "is missing");
    }
    if (!Systems.UCUM.equals(quantity.getSystem()) || !quantity.hasCode()) {
      issues.error(IssueCode.UNIT_UNKNOWN, path + ".code", "needs a UCUM code with its system");
      return Optional.empty();
    }
    return quantity.hasComparator() ? Optional.empty() : Optional.ofNullable(quantity.getValue());
  }

  private static Optional<BigDecimal> convert(
      BigDecimal value, String from, String to, String path, Issues issues) {
    if (from.equals(to)) {
      return Optional.of(value);
    }
    try {
      var source = Ucum.unit(from);
      var target = Ucum.unit(to);
      if (source.isPresent() && target.isPresent()) {
        var converted = source.get().getConverterToAny(target.get()).convert(value);
        return Optional.of(rounded(new BigDecimal(converted.toString())));
      }
    } catch (IncommensurableException | UnconvertibleException | NumberFormatException wrong) {
      // said below
    }
    issues.error(IssueCode.UNIT_UNKNOWN, path + ".code", "cannot be converted to " + to);
    return Optional.empty();
  }

  private static BigDecimal rounded(BigDecimal value) {
    var limited =
        value.scale() > DECIMALS ? value.setScale(DECIMALS, RoundingMode.HALF_EVEN) : value;
    var stripped = limited.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

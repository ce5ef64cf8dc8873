package org.luer.mappings.concept.order.hl7v2;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.DoseArithmetic;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;

/**
 * Everything that one message says about the dose of an infusion, brought together (the dose
 * normalisation of reference/hl7v2.md 2.3). Statements that do not agree, units that cannot be read
 * and rates in words make the order one for review; nothing is computed that was not said.
 */
final class DoseStatements {
  private static final Set<String> PACKAGES = Set.of("BAG", "EA", "EACH", "VIAL", "SYRINGE");

  private final OrderGroup group;
  private final List<BigDecimal> doses = new ArrayList<>();
  private @Nullable BigDecimal volume;
  private @Nullable BigDecimal dosePerKg;
  private @Nullable BigDecimal minutes;
  private @Nullable Quantity rate;
  private @Nullable Quantity ratePerKg;
  private @Nullable Quantity doseRate;

  private DoseStatements(OrderGroup group) {
    this.group = group;
  }

  /**
   * Reads them.
   *
   * @param base volume of the base and of the additives, mL, when all of them are volumes
   */
  static DoseStatements of(
      OrderGroup group, List<BigDecimal> additives, @Nullable BigDecimal base) {
    var all = new DoseStatements(group);
    var rxe = group.first("RXE");
    var rxo = group.first("RXO");
    if (rxe != null) {
      all.prescribed(rxe, new int[] {3, 5, 25, 26, 33, 34, 22, 23, 24});
    } else if (rxo != null) {
      all.prescribed(rxo, new int[] {2, 4, 18, 19, 25, 26, 17, 21, 22});
    }
    all.doses.addAll(additives);
    if (all.volume == null) {
      all.volume = base;
    }
    if (all.doses.stream().anyMatch(d -> !DoseArithmetic.sameDose(all.doses.get(0), d))) {
      group.review(Review.DOSE_STATEMENTS);
    }
    return all;
  }

  private void prescribed(Segment rx, int[] at) {
    var amount = AmountHl7v2.number(rx, at[0], group);
    var strength = AmountHl7v2.number(rx, at[2], group);
    var in = strengthVolume(rx, at[4], at[5]);
    if (amount != null) {
      amount(rx, amount, at[1]);
    }
    if (strength != null) {
      strength(rx, strength, at[3], in);
    }
    if (volume == null && in != null && amount == null) {
      volume = in;
    }
    per(rx, at[6]);
    if (rx.has(at[7])) {
      rate(rx, at[7], at[8]);
    }
  }

  private @Nullable BigDecimal strengthVolume(Segment rx, int number, int unit) {
    var value = AmountHl7v2.number(rx, number, group);
    return value == null ? null : in(value, rx.field(unit), "mL").orElse(null);
  }

  private void amount(Segment rx, BigDecimal amount, int unit) {
    var part = rx.field(unit);
    var mass = in(amount, part, "mg");
    var bag = in(amount, part, "mL");
    var perKg = in(amount, part, "mg/kg");
    if (mass.isPresent()) {
      doses.add(mass.get());
    } else if (bag.isPresent()) {
      volume = bag.get();
    } else if (perKg.isPresent()) {
      dosePerKg = perKg.get();
    } else if (!PACKAGES.contains(part.component(1).toUpperCase(Locale.ROOT))) {
      unknown(rx, unit);
    }
  }

  /** Drug mass of the bag when the amount is its volume; else it only agrees or says nothing. */
  private void strength(Segment rx, BigDecimal strength, int unit, @Nullable BigDecimal in) {
    var mass = in(strength, rx.field(unit), "mg");
    if (mass.isEmpty()) {
      unknown(rx, unit);
      return;
    }
    if (!doses.isEmpty()) {
      volume = volume == null ? in : volume;
      var bag = volume != null && in != null && volume.compareTo(in) == 0;
      if (bag && DoseArithmetic.sameDose(doses.get(0), mass.get())) {
        return;
      }
      if (bag && mass.get().compareTo(doses.get(0)) < 0) {
        group.review(Review.DOSE_STATEMENTS);
      }
    } else if (in == null || volume == null || in.compareTo(volume) == 0) {
      doses.add(mass.get());
    } else if (in.signum() != 0) {
      doses.add(mass.get().multiply(volume).divide(in, MathContext.DECIMAL64));
    }
  }

  private void per(Segment rx, int field) {
    var written = rx.text(field);
    var m = java.util.regex.Pattern.compile("([SMHD])(\\d{1,6})").matcher(written);
    if (m.matches()) {
      var unit =
          switch (m.group(1)) {
            case "S" -> "s";
            case "M" -> "min";
            case "H" -> "h";
            default -> "d";
          };
      minutes = Units.convert(new BigDecimal(m.group(2)), unit, "min").orElse(null);
    }
  }

  private void rate(Segment rx, int field, int unit) {
    var value = org.luer.mappings.hl7v2.Numbers.readNm(rx.text(field));
    if (value.isEmpty()) {
      group
          .reading()
          .issues()
          .warning(IssueCode.VALUE, rx.path(field), "is not one number: held for review");
      group.review(Review.RATE_STATEMENTS);
      return;
    }
    var perHour = in(value.get(), rx.field(unit), "mL/h");
    var perKg = in(value.get(), rx.field(unit), "mg/kg/h");
    var mass = in(value.get(), rx.field(unit), "mg/h");
    if (perHour.isPresent()) {
      rate = new Quantity(perHour.get(), "mL/h");
    } else if (perKg.isPresent()) {
      ratePerKg = new Quantity(perKg.get(), "mg/kg/h");
    } else if (mass.isPresent()) {
      doseRate = new Quantity(value.get(), Units.read(rx.field(unit)).orElse("mg/h"));
    } else {
      unknown(rx, unit);
    }
  }

  private static Optional<BigDecimal> in(BigDecimal value, Part unit, String wanted) {
    return Units.read(unit).flatMap(u -> Units.convert(value, u, wanted));
  }

  private void unknown(Segment rx, int field) {
    group
        .reading()
        .issues()
        .warning(
            IssueCode.UNIT_UNKNOWN,
            rx.path(field),
            "is not a unit that can be read here: held for review");
    group.unit();
  }

  @Nullable Quantity dose() {
    return doses.isEmpty() ? null : new Quantity(doses.get(0), "mg");
  }

  @Nullable Quantity volume() {
    return volume == null ? null : new Quantity(volume, "mL");
  }

  @Nullable Quantity dosePerKg() {
    return dosePerKg == null ? null : new Quantity(dosePerKg, "mg/kg");
  }

  @Nullable Quantity rate() {
    return rate;
  }

  @Nullable Quantity ratePerKg() {
    return ratePerKg;
  }

  @Nullable Quantity doseRate() {
    return doseRate;
  }

  /** The duration of one infusion: as timed, else as the time for the amount; both must agree. */
  @Nullable Quantity duration(@Nullable Quantity timed) {
    if (timed == null || minutes == null) {
      return timed == null && minutes != null ? new Quantity(minutes, "min") : timed;
    }
    if (!DoseArithmetic.sameRate(timed.value(), minutes)) {
      group.review(Review.RATE_STATEMENTS);
    }
    return timed;
  }
}

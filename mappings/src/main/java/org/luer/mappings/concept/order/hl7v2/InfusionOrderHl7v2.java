package org.luer.mappings.concept.order.hl7v2;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.OrderedAdjunct;
import org.luer.mappings.concept.order.SeriesPlan;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * Writes an {@link InfusionOrder} as RDE^O11, OMP^O09 or ORM^O01 with RXO; {@link
 * InfusionOrderReader} reads it.
 *
 * <p>Mapped: product RXE-2, RXO-1; amount RXE-3, 5 (the bag when its volume is known, else the
 * dose) and RXO-2, 4 (the dose); rate RXE-23, 24 and RXO-21, 22; duration RXE-22, RXO-17 and
 * TQ1-13; dose as strength RXE-25, 26, RXO-18, 19 in the volume RXE-33, 34, RXO-25, 26; drug and
 * diluent in RXC; weight as OBX 29463-7. What these have no place for is an observation of the
 * clinic's own (order-plan-hl7v2.csv). Cannot carry: times finer than a hundredth of a second.
 */
public final class InfusionOrderHl7v2 {
  private static final int RATE_ROOM = 6;

  private InfusionOrderHl7v2() {}

  /** Writes the order. */
  public static void write(InfusionOrder order, OrderControl control, OrderSegments out) {
    var series = order.series();
    OrcHl7v2.write(order, control, out);
    var amount = out.encoded() ? TimingHl7v2.cq(order.volume()) : "1";
    TimingHl7v2.write(order, amount, order.duration(), series == null ? null : series.of(), out);
    out.detail().set(out.encoded() ? 44 : 27, "O"); // a solution that is made up for the order
    product(order, out);
    dose(order, out);
    rates(order, out);
    DrugFieldsHl7v2.write(order, order.supply(), order.instructions(), order.review(), out);
    DrugFieldsHl7v2.route(order.route(), order.delivery(), out);
    components(order, out);
    plan(order, out);
    if (order.plan() != null) {
      series(order.plan(), out);
    }
  }

  private static void product(InfusionOrder order, OrderSegments out) {
    var drug = order.drug();
    var supply = order.supply() == null ? Supply.none() : order.supply();
    var first = out.encoded() ? 2 : 1;
    var product = supply.product() == null && drug != null ? drug.code() : supply.product();
    if (product == null) {
      out.detail().set(first, DrugFieldsHl7v2.absent());
    } else {
      out.detail().set(first, Cwe.write(product, out.dialect()));
    }
    if (supply.product() != null && (drug == null || !OrderSegments.fits(supply.product()))) {
      out.plan().coded("ORD-PRODUCT", supply.product());
    }
    if (drug != null && (!out.layout().rxc() || !whole(drug, out))) {
      var rows = out.rows(OrderCodes.IDENTITY, "");
      rows.coded("ORD-DRUG", drug.code());
      rows.text("ORD-DRUG-NDC", drug.ndc());
      rows.quantity("ORD-DRUG-CONC", drug.concentration());
    }
    if (!InfusionOrderReader.isInfusion(drug, product, order.route())) {
      out.plan().code("ORD-KIND", "InfusionOrder", "99KIC");
    }
  }

  /**
   * Whether the RXC of the drug holds it as it is: code and NDC in two triplets, and its strength.
   */
  private static boolean whole(Drug drug, OrderSegments out) {
    var codings = drug.code().also().size() + (drug.ndc() == null ? 0 : 1);
    var dose = drug.concentration() == null || out.layout().has("RXC", 9);
    var coded = drug.code().code() != null;
    return codings <= 1
        && dose
        && coded
        && drug.code().also().stream().noneMatch(InfusionOrderHl7v2::ndc);
  }

  private static boolean ndc(Coding coding) {
    return coding.system().equals(Systems.NDC);
  }

  private static void dose(InfusionOrder order, OrderSegments out) {
    var rx = out.detail();
    var dose = order.dose();
    var volume = order.volume();
    if (out.encoded()) {
      AmountHl7v2.write(volume != null && dose != null ? volume : dose, rx, 3, 5);
      if (volume != null && dose != null) {
        AmountHl7v2.write(dose, rx, 25, 26);
      } else if (dose == null) {
        rx.set(3, "\"\"").set(5, DrugFieldsHl7v2.absent());
      }
    } else {
      AmountHl7v2.write(dose, rx, 2, 4);
      AmountHl7v2.write(dose, rx, 18, 19);
    }
    var field = out.encoded() ? 33 : 25;
    if (dose != null && out.layout().has(rx.name(), field)) {
      AmountHl7v2.write(volume, rx, field, field + 1);
    } else if (!(out.encoded() && dose != null)) {
      out.plan().quantity("ORD-VOLUME", volume);
    }
  }

  private static void rates(InfusionOrder order, OrderSegments out) {
    var encoded = out.encoded();
    var duration = order.duration();
    if (duration != null && whole(duration.value())) {
      out.detail().set(encoded ? 22 : 17, "M" + duration.value().toBigInteger());
    }
    var first = order.rates().isEmpty() ? null : order.rates().get(0);
    var fits = first != null && first.value().toPlainString().length() <= RATE_ROOM;
    var mass = order.doseRate();
    var alone = mass != null && first == null && mass.value().toPlainString().length() <= RATE_ROOM;
    if (mass != null && alone) {
      out.detail()
          .set(encoded ? 23 : 21, Wire.text(mass.value().toPlainString()))
          .set(encoded ? 24 : 22, Units.write(mass.unit()));
    } else {
      out.plan().quantity("ORD-DOSE-RATE", mass);
    }
    if (first != null && fits) {
      out.detail()
          .set(encoded ? 23 : 21, Wire.text(first.value().toPlainString()))
          .set(encoded ? 24 : 22, Units.write(first.unit()));
    }
    if (order.rates().size() > 1 || (first != null && !fits)) {
      for (int i = 0; i < order.rates().size(); i++) {
        out.rows(OrderCodes.PLAN, "R" + (i + 1)).quantity("ORD-RATE", order.rates().get(i));
      }
    }
  }

  private static boolean whole(BigDecimal value) {
    return value.scale() <= 0 && value.precision() <= 5;
  }

  private static void components(InfusionOrder order, OrderSegments out) {
    var drug = order.drug();
    var added = added(order);
    if (!out.layout().rxc()) {
      out.plan().coded("ORD-DILUENT", order.diluent());
      return;
    }
    if (order.diluent() != null) {
      out.component(base(order, order.diluent(), added, out));
    }
    if (drug != null && whole(drug, out)) {
      out.component(additive(order, drug, added, out));
    }
  }

  private static OutSegment base(
      InfusionOrder order, Coded diluent, @Nullable BigDecimal added, OrderSegments out) {
    var volume = order.volume();
    var base = new OutSegment("RXC").set(1, "B");
    out.coded(base, 2, diluent, "ORD-DILUENT");
    if (volume == null) {
      return base.set(3, "\"\"").set(4, DrugFieldsHl7v2.absent());
    }
    var rest = added == null ? volume.value() : volume.value().subtract(added);
    return base.set(3, Numbers.nm(rest.signum() < 0 ? volume.value() : rest))
        .set(4, Units.write("mL"));
  }

  private static OutSegment additive(
      InfusionOrder order, Drug drug, @Nullable BigDecimal added, OrderSegments out) {
    var ndc = drug.ndc();
    var code =
        ndc == null
            ? drug.code()
            : new Coded(
                drug.code().system(),
                drug.code().code(),
                drug.code().text(),
                List.of(new Coding(Systems.NDC, ndc, null)));
    var additive = new OutSegment("RXC").set(1, "A").set(2, Cwe.write(code, out.dialect()));
    var dose = order.dose();
    if (added != null) {
      additive.set(3, Numbers.nm(added)).set(4, Units.write("mL"));
    } else if (dose != null) {
      additive.set(3, Numbers.nm(dose.value())).set(4, Units.write("mg"));
    } else {
      additive.set(3, "\"\"").set(4, DrugFieldsHl7v2.absent());
    }
    var strength = drug.concentration();
    if (strength != null) {
      additive
          .set(5, Numbers.nm(strength.value()))
          .set(6, Units.write("mg"))
          .set(8, "1")
          .set(9, Units.write("mL"));
    }
    return additive;
  }

  /** How much of the stocked drug goes into the bag, mL; null when it does not come out even. */
  private static @Nullable BigDecimal added(InfusionOrder order) {
    var drug = order.drug();
    var dose = order.dose();
    if (drug == null || dose == null || drug.concentration() == null) {
      return null;
    }
    var strength = drug.concentration().value();
    if (strength.signum() == 0) {
      return null;
    }
    var exact = dose.value().divide(strength, 4, RoundingMode.HALF_UP).stripTrailingZeros();
    var even = exact.multiply(strength).compareTo(dose.value()) == 0 && exact.signum() > 0;
    return even ? exact.setScale(Math.max(exact.scale(), 0)) : null;
  }

  private static void plan(InfusionOrder order, OrderSegments out) {
    var rows = out.plan();
    if (order.dosingWeight() != null) {
      rows.raw("ORD-WEIGHT", Numbers.nm(order.dosingWeight().value()))
          .unit(Units.write("kg"))
          .time(order.dosingWeightAt());
    } else {
      rows.time("ORD-WEIGHED", order.dosingWeightAt());
    }
    var weighing = order.weighing();
    if (weighing != null) {
      if (weighing.number() != null) {
        rows.raw("ORD-WEIGHT-NO", Numbers.cx(weighing.number()));
      }
      rows.time("ORD-WEIGHT-AT", weighing.issuedAt());
      if (weighing.by() != null) {
        ClinicianRowsHl7v2.write(rows, "ORD-WEIGHT-BY", weighing.by());
      }
    }
    rows.code("ORD-PHASE", order.phase() == null ? null : order.phase().code(), "99KIC");
    var series = order.series();
    if (series != null) {
      var identity = out.rows(OrderCodes.IDENTITY, "");
      identity.number("ORD-SERIES-NO", series.number());
      identity.text("ORD-SERIES-INT", series.interval());
    }
    rows.quantity("ORD-DOSE-KG", order.dosePerKg());
    rows.quantity("ORD-RATE-KG", order.ratePerKg());
    rows.quantity("ORD-RATE-MAX", order.maxRate());
    rows.quantity("ORD-DOSE-MAX", order.maxDose());
    rows.quantity("ORD-DOSE-DAY", order.maxDosePerDay());
    rows.quantity("ORD-BOLUS", order.bolus());
    rows.text("ORD-NPO", order.nothingByMouth());
    rows.texts("ORD-HOLD-MED", order.heldMedications());
    rows.text("ORD-MONITOR", order.monitoring());
    rows.bool("ORD-RIDE", order.rideHomeRequired());
    rows.text("ORD-AUTH", order.authorizationNumber());
    for (int i = 0; i < order.holdParameters().size(); i++) {
      limit(order.holdParameters().get(i), out.rows(OrderCodes.PLAN, "L" + (i + 1)));
    }
    for (int i = 0; i < order.adjuncts().size(); i++) {
      adjunct(order.adjuncts().get(i), out.rows(OrderCodes.PLAN, "A" + (i + 1)));
    }
  }

  private static void limit(HoldParameter limit, Rows rows) {
    rows.code("ORD-LIMIT", limit.kind().code(), "99KIC");
    if (limit.low() != null) {
      rows.raw("ORD-LIMIT-LOW", Numbers.nm(limit.low()));
    }
    if (limit.high() != null) {
      rows.raw("ORD-LIMIT-HIGH", Numbers.nm(limit.high()));
    }
  }

  private static void adjunct(OrderedAdjunct adjunct, Rows rows) {
    rows.coded("ORD-ADJ", adjunct.drug());
    rows.quantity("ORD-ADJ-DOSE", adjunct.dose());
    rows.coded("ORD-ADJ-ROUTE", adjunct.route());
    rows.bool("ORD-ADJ-PRN", adjunct.asNeeded());
    rows.text("ORD-ADJ-FOR", adjunct.reason());
  }

  private static void series(SeriesPlan plan, OrderSegments out) {
    var rows = out.plan();
    rows.text("ORD-PLAN", plan.title());
    rows.text("ORD-PLAN-TEXT", plan.summary());
    rows.date("ORD-PLAN-FROM", plan.startsOn());
    rows.date("ORD-PLAN-TO", plan.endsOn());
    rows.partial("ORD-PLAN-MADE", plan.createdAt());
    if (plan.number() != null) {
      rows.raw("ORD-PLAN-ID", Numbers.cx(plan.number()));
    }
    rows.texts("ORD-PLAN-NOTE", plan.notes());
    for (var infusion : plan.infusions()) {
      var one = out.rows(OrderCodes.PLAN, "P" + infusion.number());
      one.number("ORD-PLAN-NO", infusion.number());
      one.code("ORD-PLAN-ST", infusion.status() == null ? null : infusion.status().code(), "99KIC");
      one.date("ORD-PLAN-ON", infusion.on());
    }
  }
}

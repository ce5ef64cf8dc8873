package org.luer.mappings.concept.order.hl7v2;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;

/**
 * Product, drug and diluent of an infusion, read from RXE-2 or RXO-1, RXC and the clinic's own
 * observations.
 */
final class Mixture {
  private final OrderGroup group;
  private final @Nullable Coded named;
  private final @Nullable Segment additive;
  private final @Nullable Segment base;
  private final List<BigDecimal> masses = new ArrayList<>();

  Mixture(OrderGroup group) {
    this.group = group;
    var rxe = DrugFieldsHl7v2.field(group, "RXE", 2, "ORD-PRODUCT");
    this.named = rxe == null ? DrugFieldsHl7v2.field(group, "RXO", 1, "ORD-PRODUCT") : rxe;
    this.additive = component("A");
    this.base = component("B");
    group.named("RXC").stream().filter(c -> c.text(1).equals("A")).forEach(this::mass);
  }

  private @Nullable Segment component(String type) {
    return group.named("RXC").stream().filter(c -> c.text(1).equals(type)).findFirst().orElse(null);
  }

  /** Drug mass of an additive: its amount, or its volume times its strength. */
  private void mass(Segment rxc) {
    var amount = AmountHl7v2.number(rxc, 3, group);
    if (amount == null) {
      return;
    }
    var unit = Units.read(rxc.field(4));
    unit.flatMap(u -> Units.convert(amount, u, "mg")).ifPresent(masses::add);
    var volume = unit.flatMap(u -> Units.convert(amount, u, "mL"));
    var strength = concentration(rxc);
    if (volume.isPresent() && strength != null) {
      masses.add(volume.get().multiply(strength.value()));
    }
  }

  /** mg/mL; null when the strength has no volume, because then it may be one per unit or in all. */
  private @Nullable Quantity concentration(Segment rxc) {
    var strength = AmountHl7v2.number(rxc, 5, group);
    var volume = AmountHl7v2.number(rxc, 8, group);
    if (strength == null || volume == null || volume.signum() == 0) {
      return null;
    }
    var mass = converted(strength, rxc.field(6), "mg");
    var in = converted(volume, rxc.field(9), "mL");
    if (mass == null || in == null) {
      return null;
    }
    var one = in.compareTo(BigDecimal.ONE) == 0;
    return new Quantity(one ? mass : mass.divide(in, MathContext.DECIMAL64), "mg/mL");
  }

  private static @Nullable BigDecimal converted(BigDecimal value, Part unit, String wanted) {
    return Units.read(unit).flatMap(u -> Units.convert(value, u, wanted)).orElse(null);
  }

  /** What the additives say about the dose, mg. */
  List<BigDecimal> masses() {
    return masses;
  }

  /** The volume of all components together, mL; null when one of them is no volume. */
  @Nullable BigDecimal volume() {
    var sum = BigDecimal.ZERO;
    if (base == null) {
      return null;
    }
    for (var rxc : group.named("RXC")) {
      var amount = AmountHl7v2.number(rxc, 3, group);
      var volume = amount == null ? null : converted(amount, rxc.field(4), "mL");
      if (volume == null) {
        return null;
      }
      sum = sum.add(volume);
    }
    var whole = sum.stripTrailingZeros();
    return whole.scale() < 0 ? whole.setScale(0) : whole;
  }

  /** The drug. */
  @Nullable Drug drug() {
    var identity = group.identity();
    var own = identity.coded("ORD-DRUG");
    if (own != null) {
      return new Drug(
          own, identity.text("ORD-DRUG-NDC"), identity.quantity("ORD-DRUG-CONC", "mg/mL"));
    }
    if (additive != null) {
      var code = Cwe.read(additive.field(2), group.reading().dialect());
      return code == null ? null : drug(code, concentration(additive));
    }
    var exact = group.plan().has("ORD-PRODUCT");
    return named == null || exact ? null : drug(named, null);
  }

  /** The NDC stands beside the code. */
  private static Drug drug(Coded code, @Nullable Quantity concentration) {
    var ndc = code.codeIn(Systems.NDC).filter(n -> n.matches("\\d{11}")).orElse(null);
    var alone = ndc == null || Systems.NDC.equals(code.system());
    var others = code.also().stream().filter(c -> !c.system().equals(Systems.NDC)).toList();
    return new Drug(
        alone ? code : new Coded(code.system(), code.code(), code.text(), others),
        ndc,
        concentration);
  }

  /** The product, when it is another thing than the drug. */
  @Nullable Coded product() {
    if (group.plan().has("ORD-PRODUCT") || named == null) {
      return named;
    }
    var apart = additive != null || group.identity().has("ORD-DRUG");
    var drug = drug();
    return !apart || (drug != null && same(named, drug.code())) ? null : named;
  }

  private static boolean same(Coded one, Coded other) {
    return one.code() == null
        ? other.code() == null && Objects.equals(one.text(), other.text())
        : one.code().equals(other.code()) && Objects.equals(one.system(), other.system());
  }

  /** The diluent. */
  @Nullable Coded diluent() {
    Found plan = group.plan();
    var own = plan.coded("ORD-DILUENT");
    return own != null || base == null ? own : Cwe.read(base.field(2), group.reading().dialect());
  }
}

package org.luer.mappings.concept.order.hl7v2;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;

/**
 * {@link Amount} to and from a number field with a unit field, as in RXE-3 and RXE-5. A unit that
 * UCUM knows is read as its code, any other as it is.
 */
public final class AmountHl7v2 {
  private AmountHl7v2() {}

  /** Sets both fields. */
  public static void write(
      @Nullable Amount amount, OutSegment segment, int number, int unit, Dialect dialect) {
    if (amount != null) {
      segment.set(number, Numbers.nm(amount.value())).set(unit, Cwe.write(amount.unit(), dialect));
    }
  }

  /** Sets both fields. */
  public static void write(@Nullable Quantity quantity, OutSegment segment, int number, int unit) {
    if (quantity != null) {
      segment.set(number, Numbers.nm(quantity.value())).set(unit, Units.write(quantity.unit()));
    }
  }

  /** The amount in two fields; null without a number, with an issue when it is none. */
  public static @Nullable Amount read(
      @Nullable Segment segment, int number, int unit, OrderGroup group) {
    var value = number(segment, number, group);
    return value == null || segment == null
        ? null
        : new Amount(value, unit(segment.field(unit), group.reading().dialect()));
  }

  /** A number; null and an issue when it is none. */
  public static @Nullable BigDecimal number(
      @Nullable Segment segment, int field, OrderGroup group) {
    if (segment == null || !segment.has(field)) {
      return null;
    }
    var value = Numbers.readNm(segment.text(field));
    if (value.isEmpty()) {
      group.reading().issues().error(IssueCode.VALUE, segment.path(field), "is not a number");
    }
    return value.orElse(null);
  }

  /** A unit: UCUM where it can be read as one. */
  static @Nullable Coded unit(Part part, Dialect dialect) {
    if (!part.present()) {
      return null;
    }
    var sent = Cwe.read(part, dialect);
    var ucum = Units.read(part);
    if (sent == null || ucum.isEmpty() || ucum.get().equals(sent.code())) {
      return sent;
    }
    var foreign = sent.system() != null && !Systems.UCUM.equals(sent.system());
    return foreign ? sent : Coded.of(Systems.UCUM, ucum.get(), sent.text());
  }

  /** The UCUM code of a unit. */
  public static Optional<String> ucum(@Nullable Coded unit) {
    return unit == null
        ? Optional.empty()
        : Systems.UCUM.equals(unit.system())
            ? Optional.ofNullable(unit.code())
            : Optional.ofNullable(unit.code()).flatMap(Units::named);
  }
}

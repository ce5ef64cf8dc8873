package org.luer.mappings.concept.administration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link AdministeredOrder} to and from RXO, RXE, TQ1 and RXR before the first RXA of a group.
 *
 * <p>Mapped: RXO-1, 2, 4, 5; RXE-2, 3, 5, 6; TQ1-3 (the first), 9; RXR-1 to 3; ORC-9 where RXA-22
 * says when the dose was recorded. Before version 2.5 the order is not written.
 */
final class AdministeredOrderHl7v2 {
  private static final String NOT_STATED = "^not stated";

  private AdministeredOrderHl7v2() {}

  /** The segments between ORC and RXA. */
  static List<OutSegment> write(@Nullable AdministeredOrder order, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    if (order == null || Version.of(dialect.version()).before(Version.V251)) {
      return segments;
    }
    var amount = order.amount();
    var value = amount == null ? "" : Numbers.nm(amount.value());
    var unit = amount == null ? "" : FindingUnits.write(amount.unit(), dialect);
    segments.add(
        new OutSegment("RXO")
            .set(1, Cwe.write(order.drug(), dialect))
            .set(2, value)
            .set(4, unit)
            .set(5, Cwe.write(order.form(), dialect)));
    var rxe =
        new OutSegment("RXE")
            .set(2, Cwe.write(order.drug(), dialect))
            .set(3, amount == null ? "0" : value)
            .set(5, amount == null ? NOT_STATED : unit)
            .set(6, Cwe.write(order.form(), dialect));
    var tq1 =
        new OutSegment("TQ1")
            .set(1, "1")
            .set(3, pattern(order.pattern(), dialect))
            .set(9, Cwe.write(order.priority(), dialect));
    var rxr =
        new OutSegment("RXR")
            .set(1, order.route() == null ? NOT_STATED : Cwe.write(order.route(), dialect))
            .set(2, Cwe.write(order.site(), dialect))
            .set(3, Cwe.write(order.device(), dialect));
    if (order.terms() != null) {
      OrderedTermsHl7v2.write(order.terms(), rxe, tq1, rxr, dialect);
    }
    segments.addAll(List.of(rxe, tq1, rxr));
    return segments;
  }

  /** RPT.1 is a coded element in one component. */
  private static String pattern(@Nullable Coded pattern, Dialect dialect) {
    return pattern == null ? "" : Cwe.write(pattern, dialect).replace('^', '&');
  }

  /**
   * What a group says of the order; null when it says nothing.
   *
   * @param before segments of the group before its first RXA
   */
  static @Nullable AdministeredOrder read(
      List<Segment> before, @Nullable Segment orc, Segment rxa, Reading reading) {
    var dialect = reading.dialect();
    var rxo = first(before, "RXO");
    var rxe = first(before, "RXE");
    var tq1 = first(before, "TQ1");
    var rxr = first(before, "RXR");
    var drug = rxe == null ? coded(rxo, 1, dialect) : coded(rxe, 2, dialect);
    if (drug == null) {
      return null;
    }
    var amount = rxe == null ? amount(rxo, 2, 4, dialect) : amount(rxe, 3, 5, dialect);
    var form = rxe == null ? coded(rxo, 5, dialect) : coded(rxe, 6, dialect);
    var route = coded(rxr, 1, dialect);
    return new AdministeredOrder(
        orc == null || !rxa.has(22) || orc.text(9).equals(rxa.text(22))
            ? null
            : reading.times().partial(orc, 9),
        drug,
        amount,
        form,
        route == null || "not stated".equals(route.text()) ? null : route,
        coded(rxr, 2, dialect),
        coded(rxr, 3, dialect),
        pattern(tq1, dialect),
        coded(tq1, 9, dialect),
        OrderedTermsHl7v2.read(orc, rxe, tq1, rxr, reading));
  }

  private static @Nullable Coded pattern(@Nullable Segment tq1, Dialect dialect) {
    if (tq1 == null || !tq1.has(3)) {
      return null;
    }
    var part = tq1.field(3);
    var code = part.sub(1, 1);
    var system = part.sub(1, 3);
    return system.isEmpty()
        ? Cwe.ofTable(part, "0335", dialect)
        : Coded.of(
            org.luer.mappings.hl7v2.CodingSystems.uri(system, dialect),
            code,
            part.optionalSub(1, 2));
  }

  private static @Nullable Segment first(List<Segment> segments, String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  private static @Nullable Coded coded(@Nullable Segment segment, int field, Dialect dialect) {
    return segment == null || !segment.has(field)
        ? null
        : Cwe.read(segment.repetitions(field), dialect);
  }

  private static @Nullable Amount amount(
      @Nullable Segment segment, int value, int unit, Dialect dialect) {
    if (segment == null || !segment.has(value) || !segment.has(unit)) {
      return null;
    }
    var number = Numbers.readNm(segment.text(value));
    var read = FindingUnits.read(segment.field(unit), dialect);
    return number.isEmpty() || read == null || "not stated".equals(read.text())
        ? null
        : new Amount(number.get(), read);
  }
}

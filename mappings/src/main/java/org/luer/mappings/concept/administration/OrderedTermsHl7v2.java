package org.luer.mappings.concept.administration;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Clocks;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link OrderedTerms} to and from the segments of an order before the first RXA of a group.
 *
 * <p>Mapped: ORC-10, 11, 13; RXE-4, 7, 10, 11, 15, 22 to 26; TQ1-4, 6, 7, 8, 11; RXR-4.
 */
final class OrderedTermsHl7v2 {
  private OrderedTermsHl7v2() {}

  /** Adds who entered and checked the order. */
  static void entry(OrderedTerms terms, OutSegment orc, Dialect dialect) {
    orc.set(10, ProviderHl7v2.write(terms.enteredBy(), dialect))
        .set(11, ProviderHl7v2.write(terms.verifiedBy(), dialect))
        .set(13, VisitHl7v2.place(terms.enteredAt()));
  }

  /** Adds the rest to the segments of the order. */
  static void write(
      OrderedTerms terms, OutSegment rxe, OutSegment tq1, OutSegment rxr, Dialect dialect) {
    rxe.set(4, Numbers.nm(terms.most()))
        .set(
            7,
            Wire.repetitions(
                terms.instructions().stream().map(c -> Cwe.write(c, dialect)).toList()))
        .set(15, Wire.text(terms.prescription()))
        .set(22, Wire.text(terms.per()));
    amount(terms.supply(), rxe, 10, dialect);
    amount(terms.rate(), rxe, 23, dialect);
    amount(terms.strength(), rxe, 25, dialect);
    tq1.set(4, Wire.repetitions(terms.times().stream().map(Clocks::write).toList()))
        .set(7, Hl7Timestamp.write(terms.from()))
        .set(8, Hl7Timestamp.write(terms.until()))
        .set(11, Wire.text(terms.remark()));
    var lasts = terms.lasts();
    if (lasts != null) {
      var unit = FindingUnits.write(lasts.unit(), dialect).replace('^', '&');
      tq1.set(6, Numbers.nm(lasts.value()) + "^" + unit);
    }
    rxr.set(4, Cwe.write(terms.method(), dialect));
  }

  private static void amount(
      @Nullable Amount amount, OutSegment segment, int field, Dialect dialect) {
    if (amount != null) {
      segment
          .set(field, Numbers.nm(amount.value()))
          .set(field + 1, FindingUnits.write(amount.unit(), dialect));
    }
  }

  /** What a group says; null when it says nothing. */
  static @Nullable OrderedTerms read(
      @Nullable Segment orc,
      @Nullable Segment rxe,
      @Nullable Segment tq1,
      @Nullable Segment rxr,
      Reading reading) {
    var dialect = reading.dialect();
    var place = orc == null || !orc.has(13) ? null : VisitHl7v2.readPlace(orc.field(13));
    return new OrderedTerms(
            rxe == null ? null : Numbers.readNm(rxe.text(4)).orElse(null),
            parts(rxe, 7).stream()
                .flatMap(p -> Optional.ofNullable(Cwe.read(p, dialect)).stream())
                .toList(),
            amount(rxe, 10, dialect),
            text(rxe, 15),
            text(rxe, 22),
            amount(rxe, 23, dialect),
            amount(rxe, 25, dialect),
            rxr == null ? null : Cwe.read(rxr.field(4), dialect),
            Clocks.read(parts(tq1, 4)),
            lasts(tq1, dialect),
            tq1 == null ? null : reading.times().partialAside(tq1, 7),
            tq1 == null ? null : reading.times().partialAside(tq1, 8),
            text(tq1, 11),
            ProviderHl7v2.read(parts(orc, 10), dialect),
            ProviderHl7v2.read(parts(orc, 11), dialect),
            place)
        .orNull();
  }

  private static List<Part> parts(@Nullable Segment segment, int field) {
    return segment == null ? List.of() : segment.repetitions(field);
  }

  private static @Nullable String text(@Nullable Segment segment, int field) {
    return segment == null || !segment.has(field) ? null : segment.field(field).optional(1);
  }

  private static @Nullable Amount lasts(@Nullable Segment tq1, Dialect dialect) {
    if (tq1 == null || !tq1.has(6)) {
      return null;
    }
    var part = tq1.field(6);
    var number = Numbers.readNm(part.component(1));
    var code = part.sub(2, 1);
    var system = part.sub(2, 3);
    if (number.isEmpty() || code.isEmpty()) {
      return null;
    }
    return new Amount(
        number.get(),
        system.isEmpty()
            ? Coded.text(code)
            : Coded.of(
                org.luer.mappings.hl7v2.CodingSystems.uri(system, dialect),
                code,
                Objects.requireNonNullElse(part.optionalSub(2, 2), code)));
  }

  private static @Nullable Amount amount(@Nullable Segment segment, int field, Dialect dialect) {
    if (segment == null || !segment.has(field) || !segment.has(field + 1)) {
      return null;
    }
    var number = Numbers.readNm(segment.text(field));
    var unit = FindingUnits.read(segment.field(field + 1), dialect);
    return number.isEmpty() || unit == null ? null : new Amount(number.get(), unit);
  }
}

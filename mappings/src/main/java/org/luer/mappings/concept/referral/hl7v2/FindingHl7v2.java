package org.luer.mappings.concept.referral.hl7v2;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.Finding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Ucum;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Finding} to and from OBX of an order.
 *
 * <p>Mapped: OBX-3, 5, 6, 7, 8, 14 and the NTE below; OBX-2 NM for a quantity, CWE for a code, ST
 * or TX for words. Any other type is read as words, a number without a known unit too. Withdrawn
 * values and those that could not be obtained are named and left. Ignored when read: OBX-9, 10, 12,
 * 13, 15 to 25. Cannot carry: a third code system in OBX-3.
 */
public final class FindingHl7v2 {
  private FindingHl7v2() {}

  /** Adds the findings to the panel. */
  public static void write(List<Finding> findings, Panel panel, Dialect dialect) {
    for (int i = 0; i < findings.size(); i++) {
      var finding = findings.get(i);
      var code = Cwe.write(finding.code(), dialect);
      var number = String.valueOf(i + 1);
      var obx =
          finding.quantity() != null
              ? panel
                  .add("NM", code, number, Numbers.nm(finding.quantity().value()))
                  .unit(Units.write(finding.quantity().unit()))
              : finding.coded() != null
                  ? panel.add("CWE", code, number, Cwe.list(finding.coded(), dialect))
                  : panel.add(words(finding), code, number, Wire.text(finding.text()));
      obx.range(Wire.text(finding.range()))
          .flag(Wire.repetitions(finding.flags().stream().map(Wire::text).toList()))
          .when(finding.at());
      if (finding.note() != null) {
        obx.note(Wire.text(finding.note()));
      }
    }
  }

  private static String words(Finding finding) {
    return finding.text() != null && finding.text().indexOf('\n') >= 0 ? "TX" : "ST";
  }

  /** The findings among the observations that nobody read yet. */
  public static List<Finding> read(Observations observations) {
    return observations.unread().stream()
        .flatMap(o -> read(o.use(), observations.reading()).stream())
        .toList();
  }

  private static Optional<Finding> read(Obx obx, Reading reading) {
    var segment = obx.segment();
    var code = Cwe.read(segment.field(3), reading.dialect());
    if (code == null || obx.withdrawn() || obx.status().equals("X") || !segment.has(5)) {
      reading
          .issues()
          .warning(
              IssueCode.NOT_USABLE, segment.path(), "is withdrawn or has no code or value: left");
      return Optional.empty();
    }
    var type = segment.text(2).toUpperCase(Locale.ROOT);
    var quantity = type.equals("NM") ? quantity(obx, reading) : Optional.<Quantity>empty();
    var coded =
        type.equals("CE") || type.equals("CWE") || type.equals("CNE")
            ? Optional.ofNullable(Cwe.read(segment.repetitions(5), reading.dialect()))
            : Optional.<org.luer.mappings.core.Coded>empty();
    return Optional.of(
        new Finding(
            code,
            quantity.orElse(null),
            coded.orElse(null),
            quantity.isPresent() || coded.isPresent() ? null : text(obx),
            segment.has(7) ? segment.field(7).whole() : null,
            segment.repetitions(8).stream().map(p -> p.component(1)).toList(),
            time(obx, reading),
            obx.note()));
  }

  /** OBX-14, else OBR-7 above it; both may be a date alone. */
  private static @Nullable PartialTime time(Obx obx, Reading reading) {
    var above = obx.above();
    return obx.segment().has(14) || above == null
        ? reading.times().partial(obx.segment(), 14)
        : reading.times().partial(above, above.name().equals("RXA") ? 3 : 7);
  }

  private static Optional<Quantity> quantity(Obx obx, Reading reading) {
    var number = Numbers.readNm(obx.value().component(1));
    var written = obx.segment().field(6);
    var unit =
        Units.read(written)
            .or(
                () -> // a code of UCUM whose system its sender does not name
                Optional.of(written.component(1))
                        .filter(u -> written.component(3).isEmpty())
                        .filter(u -> Ucum.unit(u).isPresent()));
    if (number.isEmpty() || unit.isEmpty()) {
      reading
          .issues()
          .warning(
              IssueCode.UNIT_UNKNOWN,
              obx.segment().path(6),
              "is no number with a known unit: kept as words");
      return Optional.empty();
    }
    return number.map(n -> new Quantity(n, unit.get()));
  }

  private static String text(Obx obx) {
    return obx.segment().repetitions(5).stream().map(Part::whole).collect(Collectors.joining("\n"));
  }
}

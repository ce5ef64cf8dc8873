package org.luer.mappings.concept.order.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link OrderFinding} to and from OBX of an order.
 *
 * <p>Mapped: OBX-2 (NM, CWE, else text), 3, 5, 6, 7, 8, 14, 16. Values that the sender withdraws
 * are not read. Ignored when read: OBX-9, 10, 13, 15, 17 to 25. Cannot carry: more than two codings
 * in OBX-3.
 */
final class FindingHl7v2 {
  private static final Set<String> TEXTS = Set.of("ST", "TX", "FT", "");

  private FindingHl7v2() {}

  /** Writes the findings. */
  static void write(List<OrderFinding> findings, OrderSegments out) {
    for (int i = 0; i < findings.size(); i++) {
      var finding = findings.get(i);
      var number = finding.number();
      var coded = finding.coded();
      out.finding(
          new OutSegment("OBX")
              .set(2, number != null ? "NM" : coded != null ? "CWE" : "ST")
              .set(3, Cwe.write(finding.code(), out.dialect()))
              .set(4, String.valueOf(i + 1))
              .set(
                  5,
                  number != null
                      ? Numbers.nm(number)
                      : coded != null ? Cwe.list(coded, out.dialect()) : Wire.text(finding.text()))
              .set(6, Cwe.write(finding.unit(), out.dialect()))
              .set(7, Wire.text(finding.range()))
              .set(8, Wire.text(finding.flag()))
              .set(11, "F")
              .set(14, Hl7Timestamp.write(finding.at()))
              .set(
                  16,
                  finding.observer() == null
                      ? ""
                      : ClinicianHl7v2.provider(finding.observer(), out.dialect())));
    }
  }

  /** Reads every observation that is not one of the clinic's own. */
  static List<OrderFinding> read(OrderGroup group) {
    var findings = new ArrayList<OrderFinding>();
    var others = new ArrayList<>(group.observations().unread());
    if (!InfusionOrderReader.claims(group)) {
      others.addAll(0, group.plan().all("ORD-WEIGHT")); // no dose rests on it
    }
    for (var obx : others) {
      if (obx.withdrawn()) {
        obx.use();
        warn(group, obx, "is withdrawn by its sender: not read");
      } else {
        read(obx, group).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<OrderFinding> read(Obx obx, OrderGroup group) {
    var dialect = group.reading().dialect();
    var segment = obx.segment();
    var code = Cwe.read(segment.field(3), dialect);
    if (code == null || !segment.has(5)) {
      return Optional.empty();
    }
    var type = segment.text(2);
    var number = type.equals("NM") ? Numbers.readNm(obx.value().component(1)) : null;
    @Nullable Coded coded =
        type.equals("CWE") || type.equals("CE") || type.equals("CNE")
            ? Cwe.read(segment.repetitions(5), dialect)
            : null;
    var plain = number == null && coded == null;
    if (plain && !TEXTS.contains(type)) {
      return Optional.empty(); // of a type that has no place here: named as foreign
    }
    obx.use();
    if (number != null && number.isEmpty()) {
      warn(group, obx, "is not a number: read as text");
    }
    var value = number == null ? null : number.orElse(null);
    return Optional.of(
        new OrderFinding(
            code,
            value,
            value == null ? null : unit(segment.field(6), group),
            value == null && coded == null ? words(segment.repetitions(5)) : null,
            coded,
            flag(segment.text(8)),
            segment.has(7) ? segment.field(7).whole() : null,
            segment.has(14) ? group.reading().times().partial(segment, 14) : null,
            ClinicianHl7v2.read(segment.field(16), dialect).orElse(null)));
  }

  private static @Nullable String flag(String code) {
    return code.matches("[A-Z<>]{1,5}") ? code : null;
  }

  private static String words(List<Part> parts) {
    return String.join("\n", parts.stream().map(Part::whole).toList());
  }

  private static @Nullable Coded unit(Part part, OrderGroup group) {
    return AmountHl7v2.unit(part, group.reading().dialect());
  }

  private static void warn(OrderGroup group, Obx obx, String text) {
    group.reading().issues().warning(IssueCode.VALUE, obx.segment().path(5), text);
  }
}

package org.luer.mappings.exchange.referral;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.hl7v2.Escapes;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Wire;

/**
 * REF^I12 to I14 as the order that they stand for: RF1 and AUT become ORC, the referring PRD its
 * ordering provider, so that one reader reads both.
 *
 * <p>Mapped: RF1-1, 2, 5, 6, 7, 8, 9, 10, 11; PRD of role RP: 2, 5, 7; AUT-6 (as IN1-14 would be).
 * I14 cancels. Without an OBR the first PR1 (its PR1-3) is the service. Ignored: PRD-4, 6, 8 to 13.
 */
final class RefReader {
  /** Where a field of the order comes from; issues name these places. */
  static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("ORC[1]-12", "PRD[1]-2"),
          Map.entry("ORC[1]-14", "PRD[1]-5"),
          Map.entry("ORC[1]-2", "RF1[1]-6"),
          Map.entry("ORC[1]-3", "RF1[1]-11"),
          Map.entry("ORC[1]-1", "RF1[1]-1"),
          Map.entry("ORC[1]-5", "RF1[1]-1"),
          Map.entry("ORC[1]-9", "RF1[1]-9"),
          Map.entry("ORC[1]-29", "RF1[1]-5"),
          Map.entry("OBR[1]-27", "RF1[1]-7"),
          Map.entry("OBR[1]-31", "RF1[1]-10"));

  private RefReader() {}

  /** The segments of the order, behind those of the patient; the others stay what they are. */
  static List<Segment> order(Segments message) {
    var rf1 = message.first("RF1");
    var order = new ArrayList<>(message.all());
    if (rf1.isEmpty()) {
      return order;
    }
    var referrer = provider(message, "RP");
    var asked = provider(message, "RT").map(RefReader::xcn).filter(x -> !x.isEmpty());
    var told = message.named("OBX").stream().anyMatch(o -> o.text(3).startsWith("REF-T"));
    var orc = orc(rf1.get(), referrer, PreParser.type(message));
    var obr = obr(message, rf1.get());
    var at = order.size();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).name().equals("OBR")) {
        at = i;
        order.remove(i);
        break;
      }
    }
    order.addAll(at, parsed(orc, obr, told ? "" : asked.orElse("")));
    return order;
  }

  private static Optional<Segment> provider(Segments message, String role) {
    return message.named("PRD").stream()
        .filter(p -> p.repetitions(1).stream().anyMatch(r -> r.component(1).equals(role)))
        .findFirst();
  }

  /** XCN of a PRD; empty for one that names no person with a number. */
  private static String xcn(Segment prd) {
    var name = prd.field(2);
    var number = prd.field(7);
    var npi = number.component(2).equals("NPI");
    return number.component(1).isEmpty() || name.component(2).isEmpty()
        ? ""
        : Wire.components(
            Wire.text(number.component(1)),
            Wire.text(name.component(1)),
            Wire.text(name.component(2)),
            Wire.text(name.component(3)),
            Wire.text(name.component(4)),
            Wire.text(name.component(5)),
            Wire.text(name.component(6)),
            "",
            npi ? "NPI&2.16.840.1.113883.4.6&ISO" : "",
            Wire.text(name.component(7)),
            "",
            "",
            Wire.text(number.component(2)));
  }

  private static OutSegment orc(Segment rf1, Optional<Segment> referrer, String type) {
    var orc =
        new OutSegment("ORC")
            .set(1, control(rf1.text(1), type))
            .set(2, copied(rf1, 6))
            .set(3, copied(rf1, 11))
            .set(5, RefCodes.order(rf1.text(1)).map(ReferralCodes.Row::order).orElse(""))
            .set(9, copied(rf1, 9))
            .set(29, Wire.text(RefCodes.asOrderType(rf1.text(5))));
    referrer.ifPresent(
        prd -> {
          var name = prd.field(2);
          var number = prd.field(7);
          orc.set(12, xcn(prd)).set(14, copied(prd, 5));
          if (name.component(2).isEmpty()) {
            orc.set(
                21,
                Wire.components(
                    Wire.text(name.component(1)),
                    "",
                    "",
                    "",
                    "",
                    "",
                    Wire.text(number.component(2)),
                    "",
                    "",
                    Wire.text(number.component(1))));
          }
        });
    return orc;
  }

  /** HL7 table 0283 as order control: what is pending is new. */
  private static String control(String status, String type) {
    if (type.equals("REF_I14")) {
      return "CA";
    }
    return RefCodes.order(status).map(ReferralCodes.Row::control).orElse("NW");
  }

  private static OutSegment obr(Segments message, Segment rf1) {
    var obr = new OutSegment("OBR").set(1, "1");
    message
        .first("OBR")
        .ifPresent(
            o -> {
              for (int field = 2; field <= o.size(); field++) {
                obr.set(field, copied(o, field));
              }
            });
    if (obr.get(4).isEmpty()) {
      message.first("PR1").ifPresent(p -> obr.set(4, copied(p, 3)));
    }
    if (obr.get(27).isEmpty()) {
      obr.set(
          27,
          Wire.components(
              "",
              "",
              "",
              copied(rf1, 7),
              copied(rf1, 8),
              Wire.text(RefCodes.asOrder(rf1.text(2)))));
    }
    return obr.get(31).isEmpty() ? obr.set(31, copied(rf1, 10)) : obr;
  }

  /** A field in the standard delimiters. */
  private static String copied(Segment segment, int field) {
    return segment.repetitions(field).stream()
        .map(RefReader::copied)
        .collect(Collectors.joining("~"));
  }

  private static String copied(Part part) {
    var components = new String[part.components()];
    for (int i = 0; i < components.length; i++) {
      var raw = part.raw(i + 1);
      var count = 1 + (int) raw.chars().filter(c -> c == part.delimiters().subcomponent()).count();
      var subs = new String[count];
      for (int j = 0; j < count; j++) {
        subs[j] = Escapes.write(part.sub(i + 1, j + 1));
      }
      components[i] = Wire.subcomponents(subs);
    }
    return Wire.components(components);
  }

  private static List<Segment> parsed(OutSegment orc, OutSegment obr, String asked) {
    var to = new OutSegment("OBX").set(1, "0").set(2, "XCN").set(3, "REF-TO^^99KIC").set(5, asked);
    var registry = asked.contains("^NPI&");
    var npi = new OutSegment("OBX").set(1, "0").set(2, "ST").set(3, "REF-TO-NPI^^99KIC");
    npi.set(5, registry ? asked.substring(0, asked.indexOf('^')) : "");
    var text =
        "MSH|^~\\&|\r"
            + orc
            + "\r"
            + obr
            + "\r"
            + (asked.isEmpty() ? "" : to + "\r")
            + (registry ? npi + "\r" : "");
    return PreParser.read(text)
        .value()
        .map(m -> m.all().subList(1, m.all().size()))
        .orElse(List.of());
  }
}

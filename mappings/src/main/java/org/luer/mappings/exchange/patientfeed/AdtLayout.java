package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Version;

/**
 * Which segments stand in which ADT message, and in which order (HL7 v2.5.1 ch. 3.3; older versions
 * lack some of them).
 */
final class AdtLayout {
  /** Segments that belong to the one before them, wherever that stands. */
  private static final Set<String> BOUND = Set.of("IN2", "IN3");

  /** Segments that no message has twice, whatever its sender wrote. */
  private static final Set<String> SINGLE =
      Set.of("MSH", "EVN", "PID", "PD1", "PV1", "PV2", "DRG", "ACC", "UB1", "UB2");

  private static final List<String> FULL =
      List.of(
          "MSH", "EVN", "PID", "PD1", "ROL", "NK1", "PV1", "PV2", "DB1", "OBX", "AL1", "DG1", "DRG",
          "PR1", "GT1", "IN1", "ACC", "UB1", "UB2", "PDA");
  private static final List<String> DISCHARGE =
      List.of(
          "MSH", "EVN", "PID", "PD1", "ROL", "NK1", "PV1", "PV2", "DB1", "AL1", "DG1", "DRG", "PR1",
          "OBX", "GT1", "IN1", "ACC", "PDA");
  private static final Map<String, List<String>> OTHERS =
      Map.of(
          "A03", DISCHARGE,
          "A11", List.of("MSH", "EVN", "PID", "PD1", "PV1", "PV2", "DB1", "OBX", "DG1"),
          "A23", List.of("MSH", "EVN", "PID", "PD1", "PV1", "PV2", "DB1", "OBX"),
          "A29", List.of("MSH", "EVN", "PID", "PD1", "PV1", "PV2", "DB1", "OBX"));

  private AdtLayout() {}

  /** The segments that the message can hold, in its order; Z segments last. */
  static List<OutSegment> arrange(String trigger, Version version, List<OutSegment> segments) {
    var order = order(trigger, version);
    var arranged = new ArrayList<OutSegment>();
    for (var name : order) {
      var open = false;
      for (var segment : segments) {
        if (segment.name().equals(name) && !second(segment, arranged)) {
          arranged.add(segment);
          open = name.equals("IN1");
        } else if (open && BOUND.contains(segment.name())) {
          arranged.add(segment);
        } else {
          open = false;
        }
      }
    }
    segments.stream().filter(s -> s.name().startsWith("Z")).forEach(arranged::add);
    return arranged;
  }

  private static boolean second(OutSegment segment, List<OutSegment> arranged) {
    return SINGLE.contains(segment.name())
        && arranged.stream().anyMatch(a -> a.name().equals(segment.name()));
  }

  private static List<String> order(String trigger, Version version) {
    var order = OTHERS.getOrDefault(trigger, FULL);
    if (trigger.equals("A03") && version.before(Version.V251)) {
      return order.stream().filter(n -> !Set.of("NK1", "AL1", "GT1", "IN1").contains(n)).toList();
    }
    if (trigger.equals("A11") && version == Version.V28) {
      return order.stream().filter(n -> !n.equals("DG1")).toList();
    }
    if (version == Version.V231) {
      return order.stream().filter(n -> !Set.of("ROL", "PDA").contains(n)).toList();
    }
    return order;
  }
}

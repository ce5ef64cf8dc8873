package org.luer.mappings.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fields as HAPI checked and encoded them, remembered: most of the hundreds of fields of a report
 * say what the last report said (codes, units, statuses), and HAPI takes as long for each of them
 * every time. Only short fields that name no patient are remembered, and only so many.
 */
final class CheckedFields {
  /** Segments without a patient's name or number. */
  private static final Set<String> SEGMENTS =
      Set.of(
          "OBX", "OBR", "ORC", "RXA", "RXR", "RXE", "RXO", "RXC", "TQ1", "SCH", "RGS", "AIS", "AIG",
          "AIL", "AIP", "TXA", "FT1", "PR1", "DG1", "AL1", "EVN", "SPM", "RF1", "PRD", "MSH");

  /** Codes in segments that have a patient's name or number in other fields. */
  private static final Map<String, Set<Integer>> CODES =
      Map.of(
          "PID", Set.of(1, 8, 10, 15, 16, 17, 22, 24, 26, 27, 28, 30),
          "PV1", Set.of(1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16, 17, 18, 20, 36, 39, 40, 41),
          "PV2", Set.of(2, 25),
          "NK1", Set.of(1, 3, 7),
          "IN1", Set.of(1, 2, 3, 4, 15, 17, 20, 27, 35),
          "GT1", Set.of(1, 10, 11));

  private static final int LONGEST = 64;
  private static final int MOST = 4096;

  private final Map<String, String> encoded = new ConcurrentHashMap<>();

  /** Encodes a segment of which only some fields are set. */
  @FunctionalInterface
  interface Encoder {
    /** The encoded segment; refused when a field breaks its data type. */
    String encode(OutSegment segment) throws HL7Exception;
  }

  /**
   * The encoded segment; the fields that are not remembered are given to the encoder together.
   *
   * @param version of the receiver: the same field may look different in another one
   */
  String encode(Version version, OutSegment segment, Encoder encoder) throws HL7Exception {
    var name = segment.name();
    var codes = CODES.get(name);
    if (codes == null && !SEGMENTS.contains(name)) {
      return encoder.encode(segment);
    }
    // the value of OBX-5 is of the type that OBX-2 names
    var valueType = name.equals("OBX") ? segment.get(2) : "";
    var place = version.name() + name + valueType + "|";
    var delimiters = name.equals("MSH") ? 2 : 0; // its first two fields say how to read it
    var out = new OutSegment(name);
    var unknown = new OutSegment(name);
    var rest = false;
    for (int field = 1; field <= segment.size(); field++) {
      var raw = segment.get(field);
      if (field <= delimiters) {
        out.set(field, raw);
        unknown.set(field, raw);
        continue;
      }
      var kept = codes == null || codes.contains(field);
      var known = raw.isEmpty() ? "" : kept ? encoded.get(place + field + "|" + raw) : null;
      out.set(field, known == null ? "" : known);
      if (known == null) {
        unknown.set(field, raw);
        rest = true;
      }
    }
    if (rest) {
      if (!valueType.isEmpty()) {
        unknown.set(2, valueType);
      }
      var fields = encoder.encode(unknown).split("\\|", -1);
      for (int field = delimiters + 1; field <= unknown.size(); field++) {
        var raw = unknown.get(field);
        if (!raw.isEmpty()) {
          var at = delimiters == 0 ? field : field - 1; // the bar itself is the first field
          var text = at < fields.length ? fields[at] : "";
          out.set(field, text);
          if (codes == null || codes.contains(field)) {
            remember(place + field + "|" + raw, text);
          }
        }
      }
    }
    return out.toString();
  }

  private void remember(String place, String text) {
    if (place.length() > LONGEST) {
      return;
    }
    if (encoded.size() >= MOST) {
      encoded.clear(); // times and values never end; what is said every day is back at once
    }
    encoded.put(place, text);
  }
}

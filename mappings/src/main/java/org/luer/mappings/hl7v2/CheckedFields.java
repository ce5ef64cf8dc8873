package org.luer.mappings.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fields as HAPI checked and encoded them, remembered: most of the hundreds of fields of a report
 * say what the last report said (codes, units, statuses), and HAPI takes as long for each of them
 * every time. Only short fields of segments that name no patient are remembered, and only so many.
 */
final class CheckedFields {
  private static final Set<String> SEGMENTS =
      Set.of(
          "OBX", "OBR", "ORC", "RXA", "RXR", "RXE", "RXO", "RXC", "TQ1", "SCH", "RGS", "AIS", "AIG",
          "AIL", "AIP", "TXA", "FT1", "PR1", "DG1", "AL1", "EVN", "SPM", "RF1", "PRD");
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
    if (!SEGMENTS.contains(segment.name())) {
      return encoder.encode(segment);
    }
    // the value of OBX-5 is of the type that OBX-2 names
    var valueType = segment.name().equals("OBX") ? segment.get(2) : "";
    var place = version.name() + segment.name() + valueType + "|";
    var out = new OutSegment(segment.name());
    var unknown = new OutSegment(segment.name());
    var rest = false;
    for (int field = 1; field <= segment.size(); field++) {
      var raw = segment.get(field);
      var known = raw.isEmpty() ? "" : encoded.get(place + field + "|" + raw);
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
      for (int field = 1; field <= unknown.size(); field++) {
        var raw = unknown.get(field);
        if (!raw.isEmpty()) {
          var text = field < fields.length ? fields[field] : "";
          out.set(field, text);
          remember(place + field + "|" + raw, text);
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

package org.luer.mappings.hl7v2;

/**
 * The differences between version 2.5.1, in which segments are composed, and the version on the
 * wire (HL7 v2.5.1 ch. 2.10 and the tables of the versions): data types in OBX-2, RXA-11 and
 * RXA-27, ORC-4.
 */
final class Versions {
  private Versions() {}

  /** Changes a segment in place into the shape of the version. */
  static OutSegment adapt(OutSegment segment, Version version) {
    switch (segment.name()) {
      case "OBX" -> observation(segment, version);
      case "RXA" -> {
        if (version == Version.V28) {
          segment.set(27, segment.get(11));
          segment.set(11, "");
        }
      }
      case "ORC" -> {
        if (version == Version.V28 && !segment.get(4).isEmpty()) {
          segment.set(4, segment.get(4).replace('^', '&')); // EIP: placer's number first
        }
      }
      case "EVN" -> {
        if (version == Version.V28) {
          segment.set(1, ""); // withdrawn; MSH-9 says it
        }
      }
      default -> {}
    }
    return segment;
  }

  private static void observation(OutSegment segment, Version version) {
    var type = segment.get(2);
    if (version == Version.V28 && type.equals("TS")) {
      segment.set(2, "DTM");
    }
    if (version.before(Version.V251) && type.equals("CWE")) {
      segment.set(2, "CE");
    }
    if (version == Version.V231 && segment.get(4).isEmpty()) {
      segment.set(4, "1"); // required there
    }
    if (version == Version.V28 && segment.get(4).isEmpty()) {
      segment.set(4, "1"); // required there
    }
  }
}

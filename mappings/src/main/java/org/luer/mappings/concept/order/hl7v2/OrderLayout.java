package org.luer.mappings.concept.order.hl7v2;

import java.util.Map;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Version;

/**
 * The message that an order travels in: which segments and fields there are (HL7 v2 as HAPI models
 * it; reference/hl7v2.md 1.3 and 2.5). What a layout has no field for goes into an observation.
 *
 * @param type RDE_O11, OMP_O09, ORM_O01 or OMG_O19
 * @param version on the wire
 */
public record OrderLayout(String type, Version version) {
  /** Encoded pharmacy order. */
  public static final String RDE = "RDE_O11";

  /** Pharmacy order as placed. */
  public static final String OMP = "OMP_O09";

  /** General order message. */
  public static final String ORM = "ORM_O01";

  /** General clinical order. */
  public static final String OMG = "OMG_O19";

  /** The last field of a segment, by version from 2.3.1 to 2.8. */
  private static final Map<String, int[]> LAST =
      Map.of(
          "ORC", new int[] {24, 25, 31, 34},
          "RXO", new int[] {23, 24, 28, 36},
          "RXE", new int[] {30, 31, 44, 45},
          "RXC", new int[] {6, 7, 9, 11},
          "OBR", new int[] {45, 47, 50, 54});

  /**
   * The layout of a message type, or of the one that stands in for it in a version that lacks it.
   *
   * @param drug whether a drug is ordered
   */
  public static OrderLayout of(String type, boolean drug, Dialect dialect) {
    var version = Version.of(dialect.version());
    if (version == Version.V231 && !type.equals(RDE)) {
      return new OrderLayout(ORM, version);
    }
    if (version == Version.V28 && type.equals(ORM)) {
      return new OrderLayout(drug ? OMP : OMG, version);
    }
    return new OrderLayout(type, version);
  }

  /** Whether the segment has this field in the version. */
  public boolean has(String segment, int field) {
    var last = LAST.get(segment);
    var withdrawn =
        version == Version.V28
            && ((segment.equals("OBR") && (field == 5 || field == 6 || field == 15 || field == 27))
                || (segment.equals("ORC") && field == 7));
    return (last == null || field <= last[column()]) && !withdrawn;
  }

  private int column() {
    return switch (version) {
      case V231 -> 0;
      case V24 -> 1;
      case V251 -> 2;
      case V28 -> 3;
    };
  }

  /** The segment that says what is ordered. */
  String detail(boolean drug) {
    return !drug ? "OBR" : type.equals(RDE) ? "RXE" : "RXO";
  }

  /** Whether timing is a segment of its own. */
  public boolean tq1() {
    return !version.before(Version.V251) && !type.equals(ORM);
  }

  /** Whether there is a segment for the specimen. */
  public boolean spm() {
    return type.equals(OMG) && !version.before(Version.V251);
  }

  /** Whether there is a segment for the route. */
  public boolean rxr() {
    return !type.equals(ORM) || version == Version.V231;
  }

  /** Whether there are segments for components. */
  public boolean rxc() {
    return !type.equals(ORM);
  }

  /** Whether notes may follow what is ordered. */
  public boolean notes() {
    return !type.equals(RDE) || !version.before(Version.V251);
  }

  /** Whether the timing of a service stands in OBR-27. */
  boolean obr27() {
    return has("OBR", 27);
  }
}

package org.luer.mappings.hl7v2;

import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialTime;

/** MSH of the messages that Luer sends (HL7 v2.5.1 ch. 2.15.9; reference/hl7v2.md 2.2). */
public final class Header {
  /** What the triggers of the pharmacy messages are called before 2.4 (reference/hl7v2.md 1.3). */
  private static final Map<String, String> BEFORE_24 =
      Map.of("RAS_O17", "RAS_O01", "RDE_O11", "RDE_O01", "RRE_O12", "RRE_O02");

  private Header() {}

  /**
   * MSH without MSH-10.
   *
   * @param type message and trigger, {@code ADT_A08}
   * @param time MSH-7: when the content was recorded; empty field when not known
   */
  public static OutSegment msh(String type, @Nullable OffsetDateTime time, Dialect dialect) {
    return msh(type, time == null ? null : PartialTime.of(time), dialect);
  }

  /**
   * The same where only the day may be known.
   *
   * @param time MSH-7 in the precision in which it is known
   */
  public static OutSegment msh(String type, @Nullable PartialTime time, Dialect dialect) {
    var version = Version.of(dialect.version());
    var clinic = dialect.clinic();
    var peer = dialect.peer();
    return new OutSegment("MSH")
        .set(1, "|")
        .set(2, "^~\\&")
        .set(3, hd(clinic.application(), clinic.applicationOid()))
        .set(4, hd(clinic.facility(), clinic.facilityOid()))
        .set(5, hd(peer.application(), peer.applicationOid()))
        .set(6, hd(peer.facility(), peer.facilityOid()))
        .set(7, Hl7Timestamp.write(time))
        .set(9, type(type, version))
        .set(11, dialect.processing())
        .set(12, version.written())
        .set(17, "USA")
        .set(18, "UNICODE UTF-8");
  }

  private static String type(String type, Version version) {
    var own = version == Version.V231 ? BEFORE_24.getOrDefault(type, type) : type;
    return own.replace('_', '^') + "^" + Hapi.structure(version, own);
  }

  private static String hd(String namespace, @Nullable String oid) {
    return Wire.components(Wire.text(namespace), Wire.text(oid), oid == null ? "" : "ISO");
  }
}

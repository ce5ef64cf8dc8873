package org.luer.mappings.core;

import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one partner speaks: everything that a mapping must know about the receiver or sender, as
 * data.
 *
 * @param partner key of the partner; part of derived control ids
 * @param base base of our own canonical URLs and identifier systems
 * @param version HL7 v2 version on the wire: 2.3.1, 2.4, 2.5.1 or 2.8
 * @param vitals layout of vital signs in ORU^R01
 * @param zone zone of times without offset in what the partner sends; absent = not known
 * @param zoneWins whether that zone wins over the offset of MSH-7
 * @param clinic the clinic's application, facility and patient-number authority
 * @param peer the partner's application, facility and patient-number authority
 * @param processing MSH-11: P, T or D
 * @param documents in which forms a document goes into HL7 v2
 */
public record Dialect(
    String partner,
    String base,
    String version,
    VitalsLayout vitals,
    @Nullable ZoneId zone,
    boolean zoneWins,
    Party clinic,
    Party peer,
    String processing,
    DocumentForm documents) {

  /** A dialect in which documents go as text and PDF. */
  public Dialect(
      String partner,
      String base,
      String version,
      VitalsLayout vitals,
      @Nullable ZoneId zone,
      boolean zoneWins,
      Party clinic,
      Party peer,
      String processing) {
    this(
        partner,
        base,
        version,
        vitals,
        zone,
        zoneWins,
        clinic,
        peer,
        processing,
        DocumentForm.BOTH);
  }

  /** A dialect with nothing agreed: version 2.5.1, one OBR with time points, no zone. */
  public static final Dialect DEFAULT =
      new Dialect(
          "default",
          Systems.DEFAULT_BASE,
          "2.5.1",
          VitalsLayout.TIME_POINTS,
          null,
          false,
          new Party("LUER", null, "CLINIC", null, "CLINIC", null),
          new Party("", null, "", null, null, null),
          "P");

  /** How a series of vital signs lies in ORU^R01. */
  public enum VitalsLayout {
    /** One OBR; OBX-4 counts the time points. */
    TIME_POINTS,
    /** One OBR per time point. */
    OBR_PER_TIME
  }

  /** In which forms a document goes into HL7 v2. */
  public enum DocumentForm {
    /** Lines of text. */
    TEXT,
    /** The PDF. */
    PDF,
    /** Lines of text, then the PDF. */
    BOTH
  }

  /**
   * One end of the line.
   *
   * @param application namespace of MSH-3 or MSH-5
   * @param applicationOid its object identifier
   * @param facility namespace of MSH-4 or MSH-6
   * @param facilityOid its object identifier
   * @param authority namespace of the patient numbers it gives
   * @param authorityOid its object identifier
   */
  public record Party(
      String application,
      @Nullable String applicationOid,
      String facility,
      @Nullable String facilityOid,
      @Nullable String authority,
      @Nullable String authorityOid) {

    /** Whether this party gave the number. */
    public boolean gave(Identifier identifier) {
      return identifier.authority().equals(authority)
          || (authorityOid != null && authorityOid.equals(identifier.oid()));
    }
  }

  /** The zone for times without offset, if one is known. */
  public Optional<ZoneId> zoneIfKnown() {
    return Optional.ofNullable(zone);
  }

  /** The same dialect in another HL7 v2 version. */
  public Dialect withVersion(String other) {
    return new Dialect(
        partner, base, other, vitals, zone, zoneWins, clinic, peer, processing, documents);
  }

  /** The same dialect with another zone. */
  public Dialect withZone(@Nullable ZoneId other) {
    return new Dialect(
        partner, base, version, vitals, other, zoneWins, clinic, peer, processing, documents);
  }

  /** The same dialect with documents in another form. */
  public Dialect withDocuments(DocumentForm other) {
    return new Dialect(
        partner, base, version, vitals, zone, zoneWins, clinic, peer, processing, other);
  }
}

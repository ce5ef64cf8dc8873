package org.luer.mappings.exchange.sessionreport;

import java.time.ZoneId;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;

/** The partners of the HL7 v2 tests. */
public final class Hospitals {
  /** The hospital of the hand-written references. */
  public static final Dialect RGH =
      new Dialect(
          "rgh",
          Systems.DEFAULT_BASE,
          "2.5.1",
          Dialect.VitalsLayout.TIME_POINTS,
          ZoneId.of("America/Chicago"),
          false,
          new Dialect.Party(
              "LUER",
              null,
              "NLKC",
              "2.16.840.1.113883.19.4",
              "NLKPID",
              "2.16.840.1.113883.19.4.2.1"),
          new Dialect.Party(
              "EPIC",
              "2.16.840.1.113883.19.3.1",
              "RGH",
              "2.16.840.1.113883.19.3",
              "RGHMRN",
              "2.16.840.1.113883.19.3.2.1"),
          "P");

  private Hospitals() {}

  /** The same hospital with one OBR per time point. */
  static Dialect perTime(Dialect dialect) {
    return new Dialect(
        dialect.partner(),
        dialect.base(),
        dialect.version(),
        Dialect.VitalsLayout.OBR_PER_TIME,
        dialect.zone(),
        dialect.zoneWins(),
        dialect.clinic(),
        dialect.peer(),
        dialect.processing());
  }
}

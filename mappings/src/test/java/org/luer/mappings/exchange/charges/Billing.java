package org.luer.mappings.exchange.charges;

import java.time.ZoneId;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;

/** The partners of the tests of charges. */
final class Billing {
  /** The billing office of the hospital of the hand-written references. */
  static final Dialect RGHPB =
      new Dialect(
          "rghpb",
          Systems.DEFAULT_BASE,
          "2.5.1",
          Dialect.VitalsLayout.TIME_POINTS,
          ZoneId.of("America/Chicago"),
          false,
          new Dialect.Party(
              "LUER",
              "2.16.840.1.113883.19.4.1",
              "NLKC",
              "2.16.840.1.113883.19.4",
              "NLKPID",
              "2.16.840.1.113883.19.4.2.1"),
          new Dialect.Party(
              "RGHPB",
              "2.16.840.1.113883.19.3.6",
              "RGH",
              "2.16.840.1.113883.19.3",
              "RGHMRN",
              "2.16.840.1.113883.19.3.2.1"),
          "P");

  private Billing() {}
}

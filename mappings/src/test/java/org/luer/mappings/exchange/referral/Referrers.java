package org.luer.mappings.exchange.referral;

import java.time.ZoneId;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;

/** The referrer of the reference message. */
final class Referrers {
  static final Dialect LBH =
      new Dialect(
          "lbh",
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
              "LBHEHR",
              "2.16.840.1.113883.19.6.1",
              "LBH",
              "2.16.840.1.113883.19.6",
              "LBHMRN",
              "2.16.840.1.113883.19.6.2.1"),
          "P");

  private Referrers() {}
}

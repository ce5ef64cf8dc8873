package org.luer.mappings.exchange.patientfeed;

import java.time.ZoneId;
import java.util.stream.Stream;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/** The partners of the tests. */
final class Hospital {
  /** The hospital of the hand-written references. */
  static final Dialect RGH = dialect("rgh");

  /** Another partner that speaks in the same way. */
  static final Dialect OTHER = dialect("lbh");

  private Hospital() {}

  private static Dialect dialect(String partner) {
    return new Dialect(
        partner,
        Systems.DEFAULT_BASE,
        "2.5.1",
        Dialect.VitalsLayout.TIME_POINTS,
        ZoneId.of("America/Chicago"),
        false,
        new Dialect.Party(
            "LUER", null, "NLKC", "2.16.840.1.113883.19.4", "NLKPID", "2.16.840.1.113883.19.4.2.1"),
        new Dialect.Party(
            "EPIC",
            "2.16.840.1.113883.19.3.1",
            "RGH",
            "2.16.840.1.113883.19.3",
            "RGHMRN",
            "2.16.840.1.113883.19.3.2.1"),
        "P");
  }

  static Segments segments(String text) {
    return PreParser.read(text).value().orElseThrow();
  }

  /** What the records of a feed keep for their sender. */
  static Stream<Foreign> foreign(PatientFeed feed) {
    return PatientFeedRecords.records(feed).stream().flatMap(r -> kept(r).stream());
  }

  private static java.util.List<Foreign> kept(org.luer.mappings.core.ClinicRecord one) {
    if (one instanceof org.luer.mappings.concept.merge.PatientMerge merge) {
      return merge.foreign();
    }
    return FeedForeignFhir.kept(one).map(FeedForeignFhir.Kept::foreign).orElse(java.util.List.of());
  }
}

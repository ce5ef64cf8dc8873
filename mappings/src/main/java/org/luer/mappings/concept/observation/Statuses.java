package org.luer.mappings.concept.observation;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodePairs;

/**
 * Statuses of findings (HL7 table 0085) and reports (table 0123) to and from those of the clinic
 * model, which are FHIR's (HL7 v2-to-FHIR implementation guide; reference/hl7v2.md 5.3).
 */
final class Statuses {
  private static final CodePairs<Finding.Status> FINDING =
      CodePairs.load(
          Statuses.class,
          "finding-status.csv",
          List.of(Finding.Status.values()),
          Finding.Status::code);
  private static final CodePairs<Observation.Status> REPORT =
      CodePairs.load(
          Statuses.class,
          "report-status.csv",
          List.of(Observation.Status.values()),
          Observation.Status::code);
  private static final CodePairs<Observation.Status> ORDER =
      CodePairs.load(
          Statuses.class,
          "report-order-status.csv",
          List.of(Observation.Status.values()),
          Observation.Status::code);

  private Statuses() {}

  /** OBX-11. */
  static String write(Finding.Status status) {
    return FINDING.write(status);
  }

  /** The status of OBX-11; null when it is none. Nothing is final. */
  static Finding.@Nullable Status finding(String code) {
    var known = code.strip().toUpperCase(Locale.ROOT);
    return known.isEmpty() ? Finding.Status.FINAL : FINDING.read(known);
  }

  /** OBR-25. */
  static String write(Observation.Status status) {
    return REPORT.write(status);
  }

  /** The status of OBR-25; null when it is none. X is cancelled. */
  static Observation.@Nullable Status report(String code) {
    return REPORT.read(code.strip().toUpperCase(Locale.ROOT));
  }

  /** ORC-5 (HL7 table 0038). */
  static String order(Observation.Status status) {
    return ORDER.write(status);
  }

  /** Whether two codes of OBX-11, or of OBR-25, are read as the same status. */
  static boolean same(String one, String other) {
    var finding = finding(one);
    var report = report(one);
    return (finding != null && finding == finding(other))
        || (report != null && report == report(other));
  }
}

package org.luer.mappings.concept.observation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Statuses of findings (HL7 table 0085) and reports (table 0123) to and from those of the clinic
 * model, which are FHIR's (HL7 v2-to-FHIR implementation guide; reference/hl7v2.md 5.3).
 */
final class Statuses {
  private Statuses() {}

  /** OBX-11. */
  static String write(Finding.Status status) {
    return switch (status) {
      case REGISTERED -> "I";
      case PRELIMINARY -> "P";
      case FINAL -> "F";
      case AMENDED, CORRECTED -> "C";
      case CANCELLED -> "X";
      case ENTERED_IN_ERROR -> "D";
    };
  }

  /** The status of OBX-11; null when it is none. Nothing is final. */
  static Finding.@Nullable Status finding(String code) {
    return switch (code.strip().toUpperCase(Locale.ROOT)) {
      case "", "F", "U", "V", "N" -> Finding.Status.FINAL;
      case "P", "R", "S" -> Finding.Status.PRELIMINARY;
      case "C" -> Finding.Status.CORRECTED;
      case "A", "B" -> Finding.Status.AMENDED;
      case "X" -> Finding.Status.CANCELLED;
      case "D", "W" -> Finding.Status.ENTERED_IN_ERROR;
      case "I", "O" -> Finding.Status.REGISTERED;
      default -> null;
    };
  }

  /** OBR-25. */
  static String write(Observation.Status status) {
    return switch (status) {
      case REGISTERED -> "I";
      case PARTIAL -> "A";
      case PRELIMINARY -> "P";
      case FINAL -> "F";
      case AMENDED, CORRECTED, APPENDED -> "C";
      case CANCELLED, ENTERED_IN_ERROR -> "X";
    };
  }

  /** The status of OBR-25; null when it is none. X is cancelled. */
  static Observation.@Nullable Status report(String code) {
    return switch (code.strip().toUpperCase(Locale.ROOT)) {
      case "F" -> Observation.Status.FINAL;
      case "C", "K" -> Observation.Status.CORRECTED;
      case "P", "M" -> Observation.Status.PRELIMINARY;
      case "A", "R" -> Observation.Status.PARTIAL;
      case "O", "I", "S", "N" -> Observation.Status.REGISTERED;
      case "X" -> Observation.Status.CANCELLED;
      default -> null;
    };
  }

  /** ORC-5 (HL7 table 0038). */
  static String order(Observation.Status status) {
    return switch (status) {
      case FINAL, AMENDED, CORRECTED, APPENDED -> "CM";
      case PARTIAL -> "A";
      case REGISTERED, PRELIMINARY -> "IP";
      case CANCELLED, ENTERED_IN_ERROR -> "CA";
    };
  }

  /** Whether two codes of OBX-11, or of OBR-25, are read as the same status. */
  static boolean same(String one, String other) {
    var finding = finding(one);
    var report = report(one);
    return (finding != null && finding == finding(other))
        || (report != null && report == report(other));
  }
}

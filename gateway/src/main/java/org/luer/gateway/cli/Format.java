package org.luer.gateway.cli;

import java.util.Optional;

/** The three forms that a file can have. */
public enum Format {
  CLINIC,
  FHIR,
  HL7V2;

  /** The form of a text by its first characters and, for JSON, by what it says it is. */
  static Optional<Format> detect(String text) {
    var start = text.stripLeading().replace("\uFEFF", "").replace("\u000b", "").stripLeading();
    if (start.regionMatches(true, 0, "MSH", 0, 3)
        || start.startsWith("FHS")
        || start.startsWith("BHS")) {
      return Optional.of(HL7V2);
    }
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return Optional.empty();
    }
    // the key that comes first decides: a Bundle may hold the word kind, a clinic record no
    // resourceType
    var resource = start.indexOf("\"resourceType\"");
    var kind = start.indexOf("\"kind\"");
    if (resource >= 0 && (kind < 0 || resource < kind)) {
      return Optional.of(FHIR);
    }
    return Optional.of(CLINIC);
  }
}

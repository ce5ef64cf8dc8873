package org.luer.mappings.hl7v2;

import java.util.Optional;

/** The versions of HL7 v2 that Luer writes; any other is written as the nearest of them. */
public enum Version {
  V231("2.3.1"),
  V24("2.4"),
  V251("2.5.1"),
  V28("2.8");

  private final String written;

  Version(String written) {
    this.written = written;
  }

  /** The version of a dialect. */
  public static Version of(String version) {
    return find(version)
        .orElseThrow(
            () -> new IllegalArgumentException("not a version of HL7 v2 that can be written"));
  }

  /** Whether MSH-12 names a version of HL7 v2. */
  public static boolean known(String version) {
    return find(version).isPresent();
  }

  private static Optional<Version> find(String version) {
    return switch (version) {
      case "2.1", "2.2", "2.3", "2.3.1" -> Optional.of(V231);
      case "2.4" -> Optional.of(V24);
      case "2.5", "2.5.1", "2.6" -> Optional.of(V251);
      case "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9" -> Optional.of(V28);
      default -> Optional.empty();
    };
  }

  /** MSH-12. */
  public String written() {
    return written;
  }

  /** Whether this version is older than the other. */
  public boolean before(Version other) {
    return compareTo(other) < 0;
  }
}

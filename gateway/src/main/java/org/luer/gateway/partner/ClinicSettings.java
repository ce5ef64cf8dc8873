package org.luer.gateway.partner;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The clinic: how it names itself in what leaves the gateway. */
public record ClinicSettings(
    @Key(
            value = "Short id, also the namespace of the clinic's own identifiers",
            otherwise = "clinic")
        String id,
    @Key(value = "Name that readers see", otherwise = "Clinic") String name,
    @Key("National provider identifier") @Nullable String npi,
    @Key("Time zone, such as America/Chicago") @Nullable ZoneId zone,
    @Key(value = "Sending application (MSH-3)", otherwise = "LUER") String application,
    @Key(value = "Sending facility (MSH-4)", otherwise = "CLINIC") String facility,
    @Key(
            value = "Processing id (MSH-11): P, T or D; a message with another one is answered AR",
            otherwise = "P")
        Processing processing,
    @Key(
            value = "Base of the clinic's own code systems and identifier systems",
            otherwise = "https://clinic.example.org/fhir")
        String base,
    @Key(
            value =
                "Whether the clinic is a substance-use treatment program: what tells of substance use goes out only by directive (42 CFR Part 2)",
            otherwise = "false")
        boolean part2) {

  /** Whether the settings say who the clinic is; the defaults name nobody. */
  public boolean named() {
    return npi != null || !id.equals("clinic");
  }

  /** HL7 table 0103. */
  public enum Processing {
    P,
    T,
    D
  }
}

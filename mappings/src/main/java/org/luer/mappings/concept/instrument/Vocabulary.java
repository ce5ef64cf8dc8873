package org.luer.mappings.concept.instrument;

import java.util.Locale;
import org.luer.mappings.core.Systems;

/** Whose codes name an item or score: LOINC where it has one, else the clinic's own code system. */
public enum Vocabulary {
  LOINC("LN"),
  KIC("99KIC");

  private final String hl7v2;

  Vocabulary(String hl7v2) {
    this.hl7v2 = hl7v2;
  }

  /** The name of the code system in HL7 v2. */
  public String hl7v2() {
    return hl7v2;
  }

  /** The FHIR URI of the code system. */
  public String uri(String base) {
    return this == LOINC ? Systems.LOINC : Systems.own(base, "kic-observation");
  }

  /** The link id of an item with this code: stable for ever. */
  public String linkId(String code) {
    return this == LOINC ? "/" + code : "/KIC-" + code;
  }

  static Vocabulary of(String written) {
    return valueOf(written.toUpperCase(Locale.ROOT));
  }
}

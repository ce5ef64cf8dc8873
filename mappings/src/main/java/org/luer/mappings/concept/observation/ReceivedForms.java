package org.luer.mappings.concept.observation;

import java.util.Locale;
import org.luer.mappings.hl7v2.Units;

/** Which written forms of HL7 v2 are read as the same thing. */
public final class ReceivedForms {
  private ReceivedForms() {}

  /** Whether two codes of OBX-11, or of OBR-25, are read as the same status. */
  public static boolean sameStatus(String one, String other) {
    return Statuses.same(one, other);
  }

  /** Whether a name of a unit is read as this UCUM code. */
  public static boolean sameUnit(String name, String ucum) {
    return Units.TABLE
        .find(ucum)
        .map(row -> row.also().contains(name) || row.also().contains(name.toLowerCase(Locale.ROOT)))
        .orElse(false);
  }
}

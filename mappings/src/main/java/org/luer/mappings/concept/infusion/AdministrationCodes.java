package org.luer.mappings.concept.infusion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Part;

/** The codes of RAS^O17 below RXA: its observations, and the route (HL7 table 0162). */
public final class AdministrationCodes {

  /** Observations below RXA. */
  public static final LocalCodes TABLE =
      LocalCodes.load(AdministrationCodes.class, "administration-hl7v2.csv");

  private static final String INTRAVENOUS = "47625008";
  private static final String NOT_STATED = "not stated";

  private AdministrationCodes() {}

  /**
   * RXR-1: IV of table 0162 before SNOMED CT; the field is required, so nothing is said in words.
   */
  public static String route(@Nullable Coded route, Dialect dialect) {
    if (route == null) {
      return "^" + NOT_STATED;
    }
    var plain = INTRAVENOUS.equals(route.code()) && Systems.SNOMED_CT.equals(route.system());
    return plain && route.also().isEmpty()
        ? Cwe.write(
            new Coded(
                Systems.V2 + "0162",
                "IV",
                "Intravenous",
                List.of(new Coding(Systems.SNOMED_CT, INTRAVENOUS, route.text()))),
            dialect)
        : Cwe.write(route, dialect);
  }

  /**
   * The route of RXR-1: SNOMED CT when it is there, IV of table 0162 as SNOMED CT; null for none.
   */
  public static @Nullable Coded readRoute(Part part, Dialect dialect) {
    var route = Cwe.read(part, dialect);
    if (route == null || NOT_STATED.equals(route.text())) {
      return null;
    }
    var table = (Systems.V2 + "0162").equals(route.system()) && "IV".equals(route.code());
    if (!table) {
      return route;
    }
    var text =
        route.also().stream()
            .filter(c -> c.code().equals(INTRAVENOUS))
            .findFirst()
            .map(Coding::display)
            .orElse("Intravenous route");
    return Coded.of(Systems.SNOMED_CT, INTRAVENOUS, text);
  }
}

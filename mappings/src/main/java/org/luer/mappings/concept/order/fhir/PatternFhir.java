package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;

/**
 * Repeat patterns to and from Timing.code. HL7 table 0335 forms codes by rule ({@code Q1J2}), which
 * its FHIR code system does not list; they go under the object identifier of the table.
 */
public final class PatternFhir {
  private static final String TABLE = Systems.V2 + "0335";
  private static final String BY_RULE = "urn:oid:2.16.840.1.113883.12.335";

  private PatternFhir() {}

  /** Adds the patterns. */
  public static void write(List<Coding> patterns, CodeableConcept code) {
    for (var pattern : patterns) {
      var system = pattern.system().equals(TABLE) ? BY_RULE : pattern.system();
      code.addCoding(Codings.coding(system, pattern.code(), pattern.display()));
    }
  }

  /** Reads the patterns. */
  public static List<Coding> read(CodeableConcept code) {
    var patterns = new ArrayList<Coding>();
    for (var coding : code.getCoding()) {
      if (coding.hasSystem() && coding.hasCode()) {
        var system = coding.getSystem().equals(BY_RULE) ? TABLE : coding.getSystem();
        patterns.add(new Coding(system, coding.getCode(), coding.getDisplay()));
      }
    }
    return patterns;
  }
}

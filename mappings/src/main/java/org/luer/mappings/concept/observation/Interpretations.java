package org.luer.mappings.concept.observation;

import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Part;

/**
 * What a value means: HL7 table 0078 and v3 ObservationInterpretation, which share their codes
 * (interpretations.csv). A code that is not in both stays one of table 0078, or the sender's own.
 */
public final class Interpretations {
  /** Code system of interpretations in FHIR. */
  public static final String SYSTEM =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

  /** One row per code. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          Interpretations.class,
          "interpretations.csv",
          line -> new Row(line.getField("code"), line.getField("text")),
          Row::code);

  private static final String V2 = Systems.V2 + "0078";

  private Interpretations() {}

  /**
   * A code.
   *
   * @param code in both code systems
   * @param text words
   */
  public record Row(String code, String text) {}

  /** The interpretation of a repetition of OBX-8. */
  public static Coded read(Part part, Dialect dialect) {
    var code = part.component(1).strip();
    var named = part.component(3).strip();
    var standard = named.isEmpty() || named.equals("HL70078");
    if (standard && TABLE.find(code).isPresent()) {
      return Coded.of(SYSTEM, code, part.optional(2));
    }
    var system = standard ? V2 : CodingSystems.uri(named, dialect);
    return Coded.of(system, code, part.optional(2));
  }

  /** Whether it says that the value is not normal. */
  static boolean abnormal(Coded interpretation) {
    var code = interpretation.code();
    return code == null || !(code.equals("N") || code.equals("NEG") || code.equals("ND"));
  }
}

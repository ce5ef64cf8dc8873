package org.luer.mappings.concept.visit;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.CodingSystems;

/**
 * The tables of a visit that every hospital extends with codes of its own: which codes are
 * published, and whether a concept is out of such a table.
 */
public final class VisitCodes {
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          VisitCodes.class,
          "visit-codes.csv",
          l -> new Row(l.getField("table"), List.of(l.getField("codes").split(" "))),
          Row::table);

  private VisitCodes() {}

  private record Row(String table, List<String> codes) {}

  /** The code of such a table: published, or the sender's own. */
  public static Coded read(String code, String table, Dialect dialect) {
    var published = TABLE.find(table).filter(r -> r.codes().contains(code)).isPresent();
    var system = published ? Systems.V2 + table : CodingSystems.uri("99HL7" + table, dialect);
    return Coded.of(system, code, null);
  }

  /** Whether the concept has a code of the table, published or a sender's own. */
  public static boolean of(CodeableConcept concept, String table) {
    return concept.getCoding().stream()
        .map(c -> String.valueOf(c.getSystem()))
        .anyMatch(s -> s.equals(Systems.V2 + table) || s.endsWith(":99HL7" + table));
  }
}

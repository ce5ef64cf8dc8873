package org.luer.mappings.concept.registration;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Systems;

/**
 * The tables of a visit that every hospital extends with codes of its own: which codes are
 * published, and whether a concept is out of such a table.
 */
final class VisitCodes {
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          VisitCodes.class,
          "visit-codes.csv",
          l -> new Row(l.getField("table"), List.of(l.getField("codes").split(" "))),
          Row::table);

  private VisitCodes() {}

  private record Row(String table, List<String> codes) {}

  static boolean published(String table, String code) {
    return TABLE.find(table).filter(r -> r.codes().contains(code)).isPresent();
  }

  /** Whether the concept has a code of the table, published or a sender's own. */
  static boolean of(CodeableConcept concept, String table) {
    return concept.getCoding().stream()
        .map(c -> String.valueOf(c.getSystem()))
        .anyMatch(s -> s.equals(Systems.V2 + table) || s.endsWith(":99HL7" + table));
  }
}

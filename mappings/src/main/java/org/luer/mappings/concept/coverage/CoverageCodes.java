package org.luer.mappings.concept.coverage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Part;

/** What a patient is to the insured: FHIR subscriber-relationship and HL7 table 0063. */
final class CoverageCodes {
  static final String RELATIONSHIP =
      "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
  private static final String V2_RELATIONSHIP = Systems.V2 + "0063";
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          CoverageCodes.class,
          "coverage-relationships.csv",
          l -> new Row(l.getField("fhir"), l.getField("v2")),
          Row::fhir);

  private CoverageCodes() {}

  private record Row(String fhir, String v2) {}

  static String relationship(@Nullable Coded coded, Dialect dialect) {
    if (coded == null || coded.code() == null || !RELATIONSHIP.equals(coded.system())) {
      return Cwe.write(coded, dialect);
    }
    return TABLE
        .find(coded.code())
        .map(r -> new Coded(V2_RELATIONSHIP, r.v2(), coded.text(), coded.also()))
        .map(c -> Cwe.write(c, dialect))
        .orElseGet(() -> Cwe.write(coded, dialect));
  }

  static @Nullable Coded readRelationship(Part part, Dialect dialect) {
    var coded = Cwe.read(part, dialect);
    if (coded == null || coded.code() == null) {
      return coded;
    }
    var table = V2_RELATIONSHIP.equals(coded.system());
    Optional<Row> row =
        TABLE.rows().stream().filter(r -> table && r.v2().equals(coded.code())).findFirst();
    return row.map(r -> new Coded(RELATIONSHIP, r.fhir(), coded.text(), coded.also()))
        .orElse(coded);
  }
}

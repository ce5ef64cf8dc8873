package org.luer.mappings.concept.document;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/** Kinds of documents in LOINC and in HL7 table 0270: document-types.csv. */
final class DocumentCodes {
  private static final CodeTable<String, Row> TYPES =
      CodeTable.load(
          DocumentCodes.class,
          "document-types.csv",
          line ->
              new Row(
                  line.getField("hl7v2"),
                  line.getField("loinc"),
                  line.getField("display"),
                  line.getField("write").equals("yes")),
          Row::hl7v2);

  private DocumentCodes() {}

  private record Row(String hl7v2, String loinc, String display, boolean write) {}

  /** The table 0270 code of a LOINC document type; a procedure note when the table has none. */
  static String hl7v2(Coded type) {
    var loinc = type.codeIn(Systems.LOINC).orElse("");
    var local = type.codeIn(Systems.V2 + "0270");
    return local.orElseGet(
        () ->
            TYPES.rows().stream()
                .filter(r -> r.write() && r.loinc().equals(loinc))
                .map(Row::hl7v2)
                .findFirst()
                .orElse("CN"));
  }

  /** The LOINC type of a table 0270 code. */
  static @Nullable Coded read(String hl7v2) {
    return TYPES.find(hl7v2).map(r -> Coded.of(Systems.LOINC, r.loinc(), r.display())).orElse(null);
  }

  /** The type as a concept; LOINC's own words stand as its display too. */
  static org.hl7.fhir.r4.model.CodeableConcept concept(Coded type) {
    var concept = org.luer.mappings.fhir.Codings.of(type);
    var first = concept.getCodingFirstRep();
    var own =
        TYPES.rows().stream()
            .anyMatch(r -> r.loinc().equals(first.getCode()) && r.display().equals(type.text()));
    if (own && Systems.LOINC.equals(first.getSystem())) {
      first.setDisplay(type.text());
    }
    return concept;
  }

  /** Whether a LOINC code is one of a document that the clinic knows. */
  static boolean known(String loinc) {
    return TYPES.rows().stream().anyMatch(r -> r.loinc().equals(loinc));
  }
}

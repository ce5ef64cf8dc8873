package org.luer.mappings.concept.document;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * How a document stands to another one.
 *
 * @param kind what it does to the other
 * @param number number of the other document
 */
public record DocumentRelation(Kind kind, Identifier number) {

  /** What one document does to another (FHIR document-relationship-type). */
  public enum Kind {
    /** The other one no longer counts; HL7 v2 MDM^T10. */
    REPLACES,
    /** Adds to the other one, which still counts; HL7 v2 MDM^T06. */
    APPENDS,
    /** The same content in another form or language. */
    TRANSFORMS,
    /** Signs the other one. */
    SIGNS;

    /** The FHIR document-relationship-type code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/kind", kind);
    Check.present(issues, path + "/number", number);
  }
}

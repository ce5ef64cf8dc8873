package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The kinds of {@link Issue}, a stable catalogue: each has its FHIR issue-type and its HL7 v2 error
 * code (table 0357).
 */
public enum IssueCode {
  /** A needed element is missing. */
  REQUIRED("required", "101", "Required field missing"),
  /** A value has the wrong form (number, time, identifier). */
  VALUE("value", "102", "Data type error"),
  /** A code is not in the table it must come from. */
  CODE_UNKNOWN("code-invalid", "103", "Table value not found"),
  /** A unit is not a UCUM unit that fits the quantity. */
  UNIT_UNKNOWN("code-invalid", "103", "Table value not found"),
  /** The structure cannot be read: broken JSON, no MSH, unknown element. */
  STRUCTURE("structure", "100", "Segment sequence error"),
  /** Two statements of the source contradict each other, or a rule of the record is broken. */
  CONFLICT("business-rule", "207", "Application internal error"),
  /** The same natural key occurs twice. */
  DUPLICATE("duplicate", "205", "Duplicate key identifier"),
  /** Known to the standard, not supported here. */
  NOT_SUPPORTED("not-supported", "200", "Unsupported message type"),
  /** A time has no offset and no zone was given. */
  ZONE_MISSING("value", "102", "Data type error"),
  /** A modifier element or status forbids using the content. */
  NOT_USABLE("business-rule", "207", "Application internal error"),
  /** A reference leads nowhere. */
  NOT_FOUND("not-found", "204", "Unknown key identifier");

  private final String fhir;
  private final String hl7v2;
  private final String hl7v2Text;

  IssueCode(String fhir, String hl7v2, String hl7v2Text) {
    this.fhir = fhir;
    this.hl7v2 = hl7v2;
    this.hl7v2Text = hl7v2Text;
  }

  /** The stable gateway code, for example {@code code-unknown}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The FHIR R4 issue-type code. */
  public String fhirCode() {
    return fhir;
  }

  /** The HL7 table 0357 code. */
  public String hl7v2Code() {
    return hl7v2;
  }

  /** The text of the HL7 table 0357 code. */
  public String hl7v2Text() {
    return hl7v2Text;
  }
}

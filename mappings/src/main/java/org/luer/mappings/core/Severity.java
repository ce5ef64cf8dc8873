package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How bad an {@link Issue} is: an error refuses the input, a warning travels with the accepted
 * value.
 */
public enum Severity {
  ERROR,
  WARNING,
  INFORMATION;

  /** The FHIR issue-severity code: {@code error}, {@code warning}, {@code information}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HL7 table 0516 code: E, W, I. */
  public String hl7v2Code() {
    return name().substring(0, 1);
  }
}

package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One finding about an input: what is wrong, where, and what to do, in plain words and without
 * patient data.
 *
 * @param severity error, warning or information
 * @param code the kind of finding
 * @param path the place in the source: JSON pointer ({@code /readings/0/unit}), v2 path ({@code
 *     OBX[3]-5}) or FHIRPath
 * @param text plain words; never a value from the source
 */
@JsonPropertyOrder({"severity", "code", "path", "text"})
public record Issue(Severity severity, IssueCode code, String path, String text) {

  /** An issue of severity error. */
  public static Issue error(IssueCode code, String path, String text) {
    return new Issue(Severity.ERROR, code, path, text);
  }

  /** An issue of severity warning. */
  public static Issue warning(IssueCode code, String path, String text) {
    return new Issue(Severity.WARNING, code, path, text);
  }

  /** The same issue below another path. */
  public Issue below(String prefix) {
    return new Issue(severity, code, prefix + path, text);
  }

  /** Whether this issue refuses the input. */
  public boolean refuses() {
    return severity == Severity.ERROR;
  }
}

package org.luer.mappings.concept.document;

import java.util.regex.Pattern;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Something in the records that a document, or a section of one, was made from.
 *
 * @param type type of the FHIR resource, for example {@code Observation}
 * @param number its business number
 */
public record DocumentSource(String type, Identifier number) {
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
    if (type == null || !TYPE.matcher(type).matches()) {
      issues.error(IssueCode.VALUE, path + "/type", "must be the type of a FHIR resource");
    }
  }
}

package org.luer.mappings.concept.observation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/** The diagnostic services (HL7 table 0074) and the FHIR category of what they find. */
public final class DiagnosticSections {
  /** One row per service. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          DiagnosticSections.class,
          "diagnostic-sections.csv",
          line ->
              new Row(
                  line.getField("code"),
                  line.getField("text"),
                  line.getField("category"),
                  line.getField("usual").equals("yes")),
          Row::code);

  private DiagnosticSections() {}

  /** Whether a code is one of HL7 table 0074. */
  public static boolean known(String code) {
    return TABLE.find(code).isPresent();
  }

  /**
   * A diagnostic service.
   *
   * @param code HL7 table 0074
   * @param text words
   * @param category FHIR observation-category of its findings; empty for none
   * @param usual whether a category without a service is read as this one
   */
  public record Row(String code, String text, String category, boolean usual) {}

  /** Whether findings of this service are laboratory results. */
  public static boolean laboratory(@Nullable String code) {
    return category(code).equals("laboratory");
  }

  /** The FHIR observation-category of the findings of a service; empty for none. */
  public static String category(@Nullable String code) {
    return code == null ? "" : TABLE.find(code).map(Row::category).orElse("");
  }

  /** The service that a FHIR observation-category is read as. */
  public static Optional<String> usual(String category) {
    return TABLE.rows().stream()
        .filter(r -> r.usual() && r.category().equals(category))
        .map(Row::code)
        .findFirst();
  }

  static void check(Issues issues, String path, @Nullable String code) {
    if (code != null && TABLE.find(code).isEmpty()) {
      issues.error(IssueCode.CODE_UNKNOWN, path, "is not a code of HL7 table 0074");
    }
  }
}

package org.luer.mappings.concept.allergy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.hl7v2.Cwe;

/** The codes of an allergy in both formats: allergy-category.csv, allergy-severity.csv. */
final class AllergyCodes {
  private static final CodePairs<Allergy.Category> CATEGORY =
      CodePairs.load(
          AllergyCodes.class,
          "allergy-category.csv",
          List.of(Allergy.Category.values()),
          Allergy.Category::code);
  private static final CodePairs<Allergy.Severity> SEVERITY =
      CodePairs.load(
          AllergyCodes.class,
          "allergy-severity.csv",
          List.of(Allergy.Severity.values()),
          Allergy.Severity::code);
  private static final CodeTable<Allergy.Category, Row> FHIR =
      CodeTable.load(
          AllergyCodes.class,
          "allergy-category.csv",
          line ->
              new Row(
                  Enums.read(
                          Allergy.Category.values(),
                          Allergy.Category::code,
                          line.getField("clinic"))
                      .orElseThrow(),
                  line.getField("fhir"),
                  line.getField("read").equals("yes")),
          Row::category);

  private record Row(Allergy.Category category, String fhir, boolean read) {}

  private AllergyCodes() {}

  /** AL1-2. */
  static String kind(Allergy.@Nullable Category category) {
    return category == null
        ? ""
        : Cwe.of(CATEGORY.write(category), CATEGORY.words(category), "HL70127");
  }

  /** AL1-4. */
  static String severity(Allergy.@Nullable Severity severity) {
    return severity == null
        ? ""
        : Cwe.of(SEVERITY.write(severity), SEVERITY.words(severity), "HL70128");
  }

  /** What a code of table 0127 says. */
  static Allergy.@Nullable Category readKind(String code) {
    return CATEGORY.read(code);
  }

  /** What a code of table 0128 says. */
  static Allergy.@Nullable Severity readSeverity(String code) {
    return SEVERITY.read(code);
  }

  /** The code of allergy-intolerance-category; empty for a kind that it does not have. */
  static Optional<String> category(Allergy.Category category) {
    return Optional.of(FHIR.row(category).fhir()).filter(code -> !code.isEmpty());
  }

  /** What a code of allergy-intolerance-category says. */
  static Optional<Allergy.Category> readCategory(String code) {
    return FHIR.rows().stream()
        .filter(r -> r.read() && r.fhir().equals(code))
        .map(Row::category)
        .findFirst();
  }
}

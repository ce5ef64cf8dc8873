package org.luer.mappings.concept.patient;

import java.util.Locale;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Languages;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Wire;

/**
 * Codes of a patient that HL7 v2 has tables of its own for: relationship (0063), marital status
 * (0002), language (ISO 639-2).
 */
final class PatientCodes {
  private static final CodeTable<String, Row> RELATIONSHIPS = load("relationships.csv");
  private static final CodeTable<String, Row> MARITAL = load("marital-status.csv");

  private PatientCodes() {}

  private record Row(String v3, String v2) {}

  private static CodeTable<String, Row> load(String file) {
    return CodeTable.load(
        PatientCodes.class, file, l -> new Row(l.getField("v3"), l.getField("v2")), Row::v3);
  }

  static String relationship(@Nullable Coded coded, Dialect dialect) {
    return write(coded, Systems.V3_ROLE_CODE, RELATIONSHIPS, "0063", dialect);
  }

  static @Nullable Coded readRelationship(Part part, Dialect dialect) {
    return read(part, Systems.V3_ROLE_CODE, RELATIONSHIPS, "0063", dialect);
  }

  static String marital(@Nullable Coded coded, Dialect dialect) {
    return write(coded, Systems.V3_MARITAL_STATUS, MARITAL, "0002", dialect);
  }

  static @Nullable Coded readMarital(Part part, Dialect dialect) {
    return read(part, Systems.V3_MARITAL_STATUS, MARITAL, "0002", dialect);
  }

  private static String write(
      @Nullable Coded coded, String v3, CodeTable<String, Row> table, String v2, Dialect dialect) {
    if (coded == null || coded.code() == null || !v3.equals(coded.system())) {
      return Cwe.write(coded, dialect);
    }
    return table
        .find(coded.code())
        .map(r -> new Coded(Systems.V2 + v2, r.v2(), coded.text(), coded.also()))
        .map(c -> Cwe.write(c, dialect))
        .orElseGet(() -> Cwe.write(coded, dialect));
  }

  /** Senders leave out the name of the one table whose codes can stand in a field. */
  private static @Nullable Coded named(
      Part part, CodeTable<String, Row> table, String v2, Dialect dialect) {
    var coded = Cwe.read(part, dialect);
    var bare = part.component(1).strip();
    return coded != null
            && coded.code() == null
            && part.component(3).isEmpty()
            && table.rows().stream().anyMatch(r -> r.v2().equals(bare))
        ? new Coded(Systems.V2 + v2, bare, part.optional(2), coded.also())
        : coded;
  }

  private static @Nullable Coded read(
      Part part, String v3, CodeTable<String, Row> table, String v2, Dialect dialect) {
    var coded = named(part, table, v2, dialect);
    if (coded == null || !(Systems.V2 + v2).equals(coded.system())) {
      return coded;
    }
    return table.rows().stream()
        .filter(r -> r.v2().equals(coded.code()))
        .findFirst()
        .map(r -> new Coded(v3, r.v3(), coded.text(), coded.also()))
        .orElse(coded);
  }

  static String language(@Nullable String tag) {
    if (tag == null) {
      return "";
    }
    var three = tag.length() == 2 ? three(tag) : "";
    return Languages.ofThreeLetters(three).filter(tag::equals).isPresent()
        ? Wire.components(
            three,
            Wire.text(Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH)),
            "ISO6392")
        : Wire.components(Wire.text(tag), "", "99BCP47");
  }

  /** Not every pair of letters is a language. */
  private static String three(String tag) {
    try {
      return Locale.forLanguageTag(tag).getISO3Language();
    } catch (MissingResourceException none) {
      return "";
    }
  }

  static @Nullable String readLanguage(Part part) {
    var code = part.optional(1);
    if (code == null || part.component(3).equals("99BCP47")) {
      return code;
    }
    if (code.length() < 2) {
      return null; // a letter of the sender's own
    }
    var lower = code.toLowerCase(Locale.ROOT);
    if (lower.length() > 3) {
      return Languages.named(lower).orElse(code);
    }
    return Languages.ofThreeLetters(lower).orElse(code.length() == 2 ? lower : code);
  }
}

package org.luer.mappings.concept.vitals;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/** The codes, units and profiles of every kind of {@link VitalSign}: vital-signs.csv. */
public final class VitalSigns {

  /** One row per kind; loading fails on a duplicate. */
  public static final CodeTable<VitalSign.Kind, Row> TABLE =
      CodeTable.load(VitalSigns.class, "vital-signs.csv", VitalSigns::row, Row::kind);

  private VitalSigns() {}

  /**
   * One kind of vital sign on the wire.
   *
   * @param kind the clinic's side
   * @param loinc LOINC code sent first; absent for local codes
   * @param loinc2 second LOINC code that always goes with the first
   * @param kic local code in kic-observation (FHIR) and 99KIC (HL7 v2)
   * @param display text of the code
   * @param unit UCUM unit
   * @param unitText unit in words, for HL7 v2 OBX-6.2
   * @param category FHIR observation-category code
   * @param profile US Core profile name
   * @param integer whether FHIR carries it as integer
   */
  public record Row(
      VitalSign.Kind kind,
      @Nullable String loinc,
      @Nullable String loinc2,
      @Nullable String kic,
      String display,
      String unit,
      String unitText,
      String category,
      String profile,
      boolean integer) {}

  /** The kind with this LOINC code. */
  public static Optional<VitalSign.Kind> byLoinc(String code) {
    return TABLE.rows().stream()
        .filter(r -> code.equals(r.loinc()) || code.equals(r.loinc2()))
        .map(Row::kind)
        .findFirst();
  }

  /** The kind with this local code. */
  public static Optional<VitalSign.Kind> byKic(String code) {
    return TABLE.rows().stream().filter(r -> code.equals(r.kic())).map(Row::kind).findFirst();
  }

  private static Row row(NamedCsvRecord line) {
    var kind =
        Arrays.stream(VitalSign.Kind.values())
            .filter(k -> k.code().equals(line.getField("kind")))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "unknown kind in line " + line.getStartingLineNumber()));
    return new Row(
        kind,
        optional(line, "loinc"),
        optional(line, "loinc2"),
        optional(line, "kic"),
        line.getField("display"),
        line.getField("unit"),
        line.getField("unitText"),
        line.getField("category"),
        line.getField("profile"),
        line.getField("value").equals("integer"));
  }

  private static @Nullable String optional(NamedCsvRecord line, String column) {
    var value = line.getField(column);
    return value.isEmpty() ? null : value;
  }
}

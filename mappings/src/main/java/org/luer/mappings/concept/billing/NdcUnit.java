package org.luer.mappings.concept.billing;

import java.util.Optional;
import org.luer.mappings.core.CodeTable;

/**
 * The units in which a billed drug is counted (X12 unit of a National Drug Code): ndc-units.csv.
 */
public final class NdcUnit {
  /** One row per unit. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          NdcUnit.class,
          "ndc-units.csv",
          line -> new Row(line.getField("x12"), line.getField("ucum"), line.getField("text")),
          Row::x12);

  private NdcUnit() {}

  /**
   * One unit.
   *
   * @param x12 qualifier on a claim
   * @param ucum UCUM code of the clinic model
   * @param text its name
   */
  public record Row(String x12, String ucum, String text) {}

  /** The qualifier of a UCUM unit; empty for a unit that no claim counts in. */
  public static Optional<String> x12(String ucum) {
    return TABLE.rows().stream().filter(r -> r.ucum().equals(ucum)).map(Row::x12).findFirst();
  }

  /** The UCUM unit of a qualifier. */
  public static Optional<String> ucum(String x12) {
    return TABLE.find(x12).map(Row::ucum);
  }
}

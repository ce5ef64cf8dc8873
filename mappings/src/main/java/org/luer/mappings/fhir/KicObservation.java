package org.luer.mappings.fhir;

import org.luer.mappings.core.CodeTable;

/** Our own codes of findings around a session: kic-observation.csv. */
public final class KicObservation {
  /** One row per code. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          KicObservation.class,
          "kic-observation.csv",
          line -> new Row(line.getField("code"), line.getField("display")),
          Row::code);

  private KicObservation() {}

  /**
   * One code.
   *
   * @param code the code
   * @param display its words
   */
  public record Row(String code, String display) {}
}

package org.luer.mappings.concept.order;

import java.util.Optional;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.hl7v2.Cwe;

/** Where the patient of an order is treated, in both formats: order-type.csv. */
public final class OrderTypes {
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          OrderTypes.class,
          "order-type.csv",
          line ->
              new Row(
                  line.getField("clinic"),
                  line.getField("v2"),
                  line.getField("words"),
                  line.getField("fhir"),
                  line.getField("display")),
          Row::setting);

  private OrderTypes() {}

  /**
   * One setting.
   *
   * @param setting code of the clinic model
   * @param code of HL7 table 0482
   * @param words of HL7 table 0482
   * @param place code of v3-RoleCode
   * @param display of v3-RoleCode
   */
  public record Row(String setting, String code, String words, String place, String display) {
    /** ORC-29. */
    public String field() {
      return Cwe.of(code, words, "HL70482");
    }
  }

  /** The codes of a setting; empty when the standards have none. */
  public static Optional<Row> find(String setting) {
    return TABLE.find(setting);
  }

  /** The setting that a code of table 0482 stands for. */
  public static Optional<String> read(String code) {
    return TABLE.rows().stream().filter(r -> r.code().equals(code)).map(Row::setting).findFirst();
  }
}

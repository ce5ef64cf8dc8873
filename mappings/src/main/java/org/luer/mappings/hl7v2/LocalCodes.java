package org.luer.mappings.hl7v2;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/**
 * The observations that one concept sends in OBX, with their codes in the clinic's system 99KIC
 * and, where one exists, the public code that goes first. One CSV per concept, beside its owner.
 */
public final class LocalCodes {
  private static final String PERSON = "XCN";
  private static final CodeTable<String, Detail> DETAILS =
      CodeTable.load(
          LocalCodes.class,
          "person-hl7v2.csv",
          line -> new Detail(line.getField("code"), line.getField("type"), line.getField("text")),
          Detail::code);

  /** Name of the clinic's system of observations in HL7 v2. */
  public static final String SYSTEM = "99KIC";

  private final CodeTable<String, Row> table;
  private final Map<String, Row> details = new HashMap<>();
  private final Map<String, String> byKey = new HashMap<>();

  private LocalCodes(CodeTable<String, Row> table) {
    this.table = table;
    for (var row : table.rows()) {
      byKey.put(Obx.key(SYSTEM, row.code()), row.code());
      if (row.first() != null) {
        var parts = row.first().split("\\^", -1);
        byKey.put(Obx.key(parts[2], parts[0]), row.code());
      }
      if (row.type().equals(PERSON)) {
        DETAILS.rows().forEach(d -> add(row, d));
      }
    }
  }

  private void add(Row person, Detail detail) {
    var code = person.code() + "-" + detail.code();
    if (table.find(code).isEmpty()) {
      var obx3 = Cwe.of(code, detail.text() + ": " + person.text(), SYSTEM);
      details.put(code, new Row(code, detail.type(), null, obx3, detail.text()));
      byKey.put(Obx.key(SYSTEM, code), code);
    }
  }

  /**
   * An observation.
   *
   * @param code code in 99KIC
   * @param type data type in OBX-2
   * @param first public code, text and system, when there is one
   * @param obx3 the encoded field
   * @param text in words
   */
  public record Row(String code, String type, @Nullable String first, String obx3, String text) {}

  /** What XCN has no place for, one observation each. */
  private record Detail(String code, String type, String text) {}

  /** Loads the table beside a class; a person in it brings the observations of a person. */
  public static LocalCodes load(Class<?> owner, String file) {
    return new LocalCodes(CodeTable.load(owner, file, LocalCodes::row, Row::code));
  }

  private static Row row(NamedCsvRecord line) {
    var code = line.getField("code");
    var first = line.getField("first");
    var own = Cwe.of(code, line.getField("text"), SYSTEM);
    return new Row(
        code,
        line.getField("type"),
        first.isEmpty() ? null : first,
        first.isEmpty() ? own : first + "^" + own,
        line.getField("text"));
  }

  /** The row of a code. */
  public Row row(String code) {
    var detail = details.get(code);
    return detail == null ? table.row(code) : detail;
  }

  /** The local code of a key as {@link Obx#key} forms it; null when it is none of these. */
  public @Nullable String find(String key) {
    return byKey.get(key);
  }

  /** The table. */
  public CodeTable<String, Row> table() {
    return table;
  }
}

package org.luer.mappings.hl7v2;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * Writes one group of observations into a panel: every method writes nothing for a missing value.
 * Values of one group share the sub-id in OBX-4; lists within it are numbered behind a dot.
 */
public final class Rows {
  private final Panel panel;
  private final LocalCodes codes;
  private final String group;
  private final Dialect dialect;

  Rows(Panel panel, LocalCodes codes, String group, Dialect dialect) {
    this.panel = panel;
    this.codes = codes;
    this.group = group;
    this.dialect = dialect;
  }

  /** The dialect of the receiver. */
  public Dialect dialect() {
    return dialect;
  }

  /** An encoded value. */
  public OutObx raw(String code, String encoded) {
    return raw(code, group, encoded);
  }

  private OutObx raw(String code, String sub, String encoded) {
    var row = codes.row(code);
    return panel.add(new OutObx(row.type(), row.obx3(), sub, encoded));
  }

  private String item(int number) {
    return group.isEmpty() ? String.valueOf(number) : group + "." + number;
  }

  /** Text. */
  public void text(String code, @Nullable String value) {
    if (value != null) {
      raw(code, Wire.text(value));
    }
  }

  /** A list of texts. */
  public void texts(String code, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      raw(code, item(i + 1), Wire.text(values.get(i)));
    }
  }

  /** A list of encoded values. */
  public void raws(String code, List<String> encoded) {
    for (int i = 0; i < encoded.size(); i++) {
      raw(code, item(i + 1), encoded.get(i));
    }
  }

  /** An instant. */
  public void time(String code, @Nullable OffsetDateTime value) {
    if (value != null) {
      raw(code, Hl7Timestamp.write(value));
    }
  }

  /** A date or a time in its precision. */
  public void partial(String code, @Nullable PartialTime value) {
    if (value != null) {
      raw(code, Hl7Timestamp.write(value));
    }
  }

  /** A date in its precision. */
  public void date(String code, @Nullable PartialDate value) {
    if (value != null) {
      raw(code, Hl7Timestamp.write(value));
    }
  }

  /** A coded concept. */
  public void coded(String code, @Nullable Coded value) {
    if (value != null) {
      raw(code, Cwe.list(value, dialect));
    }
  }

  /** A list of coded concepts. */
  public void codeds(String code, List<Coded> values) {
    raws(code, values.stream().map(v -> Cwe.list(v, dialect)).toList());
  }

  /** A code of a fixed list, with the list's name in HL7 v2. */
  public void code(String code, @Nullable String value, String system) {
    if (value != null) {
      raw(code, Cwe.of(value, value, system));
    }
  }

  /** A quantity. */
  public void quantity(String code, @Nullable Quantity value) {
    if (value != null) {
      raw(code, Numbers.nm(value.value())).unit(Units.write(value.unit()));
    }
  }

  /** A whole number. */
  public void number(String code, @Nullable Integer value) {
    if (value != null) {
      raw(code, Numbers.nm(BigDecimal.valueOf(value)));
    }
  }

  /** Yes or no (HL7 table 0136). */
  public void bool(String code, @Nullable Boolean value) {
    if (value != null) {
      raw(code, value ? "Y^Yes^HL70136" : "N^No^HL70136");
    }
  }
}
